"""Forms of letters, papers, protection and money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.cases.models import Exchange
from haechi.cases.types import (
    AwardGround,
    Direction,
    ExchangeKind,
    NoticeKind,
    PaperKind,
    ProtectionGround,
    ReliefLoss,
    RewardTrigger,
    Way,
)
from haechi.casework.transfers import words_of_exchange
from haechi.sites.staff.forms.cases.base import CaseForm, LongText, choice, chosen, day, line
from haechi.sites.staff.forms.report import ManyFiles

_TODAY = _("Empty: today.")


class TransferForm(CaseForm):
    """제18조."""

    body = line(_("Body it goes to"))
    reason = LongText(_("Reason"), rows=4)


class LetterForm(CaseForm):
    """제18조②, 제19조④⑤, 제28조의4."""

    kind = choice(
        _("Kind of letter"),
        ExchangeKind,
        radio=True,
        help_text=_("With a demand by the Commission the case is investigated again for 30 days."),
    )
    body = line(_("Body"), help_text=_("Such as 국민권익위원회 or 한빛경찰서."))
    text = LongText(_("What is asked"), rows=6)
    on = day(_("Day"), help_text=_TODAY)

    def prepare(self) -> None:
        if not self.opened.case.is_referred:
            self.fields["kind"].widget = forms.HiddenInput()
            self.initial.setdefault("kind", ExchangeKind.COOPERATION.value)


class LetterAnswerForm(CaseForm):
    exchange_id = chosen(_("Letter"))
    text = LongText(_("Answer"), rows=6)
    on = day(_("Day"), help_text=_TODAY)

    def prepare(self) -> None:
        rows = self.opened.case.exchanges.filter(answered_on__isnull=True)
        self.pick("exchange_id", rows, self._words)

    def _words(self, row: Exchange) -> str:
        body, _asked, _answer = words_of_exchange(self.opened, row)
        return f"{row.get_kind_display()} · {body} · {row.on}"


class ResultForm(CaseForm):
    """제19조③: the five contents."""

    disposition = LongText(_("1. Result, its course and reasons"))
    direction = LongText(_("2. What happens after the investigation"), rows=3)
    money = LongText(_("3. Whether reward or relief money is to be expected"), rows=3)
    improvement = LongText(_("4. What should be improved in law or practice"), rows=3)
    other = LongText(_("5. What else the Commission or the reporter should know"), rows=3)

    def values(self) -> dict[str, Any]:
        return {"contents": dict(self.cleaned_data)}


class PaperForm(CaseForm):
    """A paper for the binder."""

    kind = choice(_("Kind of paper"), PaperKind)
    direction = choice(_("Received or sent"), Direction, radio=True)
    title = line(_("Title"))
    text = LongText(_("Content"), required=False, rows=6)
    on = day(_("Dated"), help_text=_TODAY)
    reference = line(
        _("Mark of the paper"),
        required=False,
        help_text=_(
            "Such as the time of the fax or the number of the letter: the same paper comes once."
        ),
    )


class ScanForm(forms.Form):
    use_required_attribute = False
    attached = forms.FileField(
        label=_("Scans"),
        required=False,
        widget=ManyFiles(attrs={"multiple": True}),
        help_text=_("Cleaned of hidden traces and sealed."),
    )
    is_identity = forms.BooleanField(
        label=_("They say who reports: seal them apart"),
        required=False,
        help_text=_(
            "Only a member of the 공익신고책임관's desk can do this after the intake. A proof of authority "
            "is always sealed apart."
        ),
    )


class DraftForm(CaseForm):
    """The words of a notice before it goes."""

    title = line(_("Title"), longest=200)
    text = LongText(_("Text"), rows=16)


class SendForm(CaseForm):
    """The way it goes."""

    way = choice(_("Sent by"), Way)

    def prepare(self) -> None:
        case = self.opened.case
        if case.is_referred:
            offered = [Way.COMMISSION]
        else:
            ways = [way for way in Way if way is not Way.COMMISSION]
            offered = [w for w in ways if case.report_id or w not in {Way.SITE, Way.SMS}]
        self.fields["way"].choices = [(way.value, way.label) for way in offered]  # type: ignore[attr-defined]
        self.initial.setdefault("way", case.way)


class NewNoticeForm(CaseForm):
    kind = choice(_("Kind of notice"), NoticeKind)

    def values(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data["kind"], "words": {}}


class WaiveForm(CaseForm):
    """A notice that can reach nobody."""

    kind = choice(_("Kind of notice"), NoticeKind)
    reason = LongText(_("Why nobody can be told"), rows=3)

    def prepare(self) -> None:
        owed = [(each, NoticeKind(each).label) for each in self.opened.case.owed]
        self.fields["kind"].choices = owed  # type: ignore[attr-defined]


class ProtectForm(CaseForm):
    """제27조."""

    ground = choice(_("Ground"), ProtectionGround, radio=True)
    matter = LongText(_("What happened, and what is needed"))


class ProtectDoneForm(CaseForm):
    protection_id = chosen(_("Protection matter"))
    done = LongText(_("What was done"))
    guided_on = day(_("Reporter guided on"), help_text=_TODAY)

    def prepare(self) -> None:
        rows = self.opened.case.protections.filter(closed_on__isnull=True)
        self.pick(
            "protection_id", rows, lambda row: f"{row.get_ground_display()} · {row.opened_on}"
        )


class RetaliationForm(CaseForm):
    matter = LongText(_("What the reporter suffers"))
    on = day(_("Reported on"), help_text=_TODAY)
    protection_id = chosen(_("Belongs to the protection matter"), required=False)

    def prepare(self) -> None:
        rows = self.opened.case.protections.all()
        self.pick(
            "protection_id", rows, lambda row: f"{row.get_ground_display()} · {row.opened_on}"
        )

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {**given, "protection_id": given["protection_id"] or None}


class RetaliationDoneForm(CaseForm):
    retaliation_id = chosen(_("Report of disadvantage"))
    outcome = LongText(_("How it ended"))

    def prepare(self) -> None:
        rows = self.opened.case.retaliations.filter(closed_on__isnull=True)
        self.pick("retaliation_id", rows, lambda row: str(row.reported_on))


class InsiderForm(CaseForm):
    """제28조: rewards are for inside reporters alone."""

    insider = forms.ChoiceField(
        label=_("Inside reporter"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))],
        widget=forms.RadioSelect(),
        help_text=_("Works or worked for the accused body, or under a contract with it."),
    )
    reason = LongText(_("Reason"), rows=3, help_text=_("Kept in the record."))

    def prepare(self) -> None:
        said = {True: "yes", False: "no", None: "unknown"}
        now = said[self.opened.case.insider]
        self.initial.setdefault("insider", now)

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        said = {"yes": True, "no": False}
        return {**given, "insider": said.get(given["insider"])}


class RewardForm(CaseForm):
    """제28조."""

    trigger = choice(_("What brought income"), RewardTrigger, radio=True)
    final_on = day(_("Legal relation final on"), required=True)
    known_on = day(_("Known on"), help_text=_TODAY)


class AwardForm(CaseForm):
    """제28조의2."""

    ground = choice(_("Ground"), AwardGround, radio=True)
    reason = LongText(_("Reason of the recommendation"))


class ReliefForm(CaseForm):
    """제28조의3."""

    loss = choice(_("Loss"), ReliefLoss, radio=True)
    matter = LongText(_("What the loss was"), required=False, rows=3)
