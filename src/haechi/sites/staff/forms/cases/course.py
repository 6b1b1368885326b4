"""Forms of the course of a case: requirements, supplements, investigation, period, ending."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from haechi.cases.problems import Problem
from haechi.cases.types import ClosingGround, Requirement
from haechi.casework.ending import ClosingBasis
from haechi.casework.wording import GROUND_WORDS
from haechi.sites.staff.forms.cases.base import (
    CaseForm,
    LongText,
    choice,
    day,
    line,
    several,
    yes_no,
)
from haechi.sites.staff.forms.cases.register import read_case_number

_SAME_PAPER = _(
    "Such as the time of the fax or the number of the letter: the same paper comes once."
)


class RequirementsForm(CaseForm):
    """제15조①: the five requirements as a checklist of what is there."""

    met = several(_("Met"), Requirement, help_text=_("Tick what the report has."))

    def prepare(self) -> None:
        missing = self.opened.case.missing
        self.initial.setdefault("met", [each for each in Requirement.values if each not in missing])

    def values(self) -> dict[str, Any]:
        met = set(self.cleaned_data["met"])
        return {"missing": [each for each in Requirement if each not in met]}


class SupplementForm(CaseForm):
    """제15조①②."""

    what = LongText(_("What is to be supplemented"), help_text=_("Goes into the notice."))
    days = forms.IntegerField(
        label=_("Days given"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Today not counted. Empty: the usual period."),
    )

    def prepare(self) -> None:
        words = [f"- {Requirement(each).label}" for each in self.opened.case.missing]
        self.initial.setdefault("what", "\n".join(words))
        last = self.opened.case.supplements.last()
        if last is not None and last.answered_on is None:
            self.fields["days"].help_text = _(
                "The second request: at most 7 days, today not counted. Empty: 7 days."
            )


class SupplementReceivedForm(CaseForm):
    title = line(_("Title of the paper"))
    text = LongText(_("What came"))
    still_missing = several(_("Still missing"), Requirement)
    on = day(_("Received on"), help_text=_("Empty: today."))
    reference = line(_("Mark of the paper"), required=False, help_text=_SAME_PAPER)


class NothingForm(CaseForm):
    """An act that needs no words."""


class NoteForm(CaseForm):
    note = LongText(_("Note"), required=False, rows=3)


class LogForm(CaseForm):
    title = line(_("Title"))
    text = LongText(_("Record"), rows=8)
    on = day(_("Day"), help_text=_("Empty: today."))


class ConcludeForm(CaseForm):
    """제19조①."""

    finding = LongText(
        _("Result of the investigation"),
        rows=8,
        help_text=_("Goes into the record, and as a draft into the notice of the result."),
    )
    violation_found = yes_no(
        _("Violation of the public interest"),
        _("Found"),
        _("Not found"),
        help_text=_("Until one is found the accused's identity stays masked (article 23(2))."),
    )


class ExtendForm(CaseForm):
    """제19조⑧."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=15)
    reason = LongText(_("Reason"), rows=3)


class PeriodForm(CaseForm):
    """제19조⑧ 단서."""

    law = line(_("Law and article"), longest=100)
    days = forms.IntegerField(label=_("Days from receipt"), min_value=1, max_value=365)


class ReasonForm(CaseForm):
    reason = LongText(_("Reason"), rows=4)


class WithdrawalForm(CaseForm):
    """제16조①."""

    on = day(_("Received on"), help_text=_("Empty: today."))
    reference = line(_("Mark of the paper"), required=False, help_text=_SAME_PAPER)


class FileAwayForm(CaseForm):
    """제17조, form 6."""

    retention_years = forms.TypedChoiceField(
        label=_("Keep for"),
        coerce=int,
        choices=[
            (1, _("1 year")), (3, _("3 years")), (5, _("5 years")), (10, _("10 years")),
            (30, _("30 years")), (0, _("For ever")),
        ],
    )  # fmt: skip

    def prepare(self) -> None:
        self.initial.setdefault("retention_years", self.opened.case.retention_years)


class HoldForm(CaseForm):
    """Kept beyond its period, or let go."""

    reason = LongText(_("Reason"), rows=3)

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "held": self.opened.case.held_since is None}


class ObjectionForm(CaseForm):
    """제21조①, form 9."""

    reason = LongText(_("Reason of the objection"), rows=6)
    on = day(_("Received on"), help_text=_("Empty: today."))


class AnswerForm(CaseForm):
    """제21조③."""

    answer = LongText(_("Result of the review"), rows=6)


_WRITTEN: dict[ClosingGround | None, tuple[str, Problem | None]] = {
    ClosingGround.REPEATED: ("earlier", Problem.NOT_REPEATED),
    ClosingGround.PUBLISHED: ("published", Problem.NOT_PUBLISHED),
    ClosingGround.OTHER_LAW: ("other_body", Problem.NO_OTHER_BODY),
}


class ClosingForm(CaseForm):
    """제20조①: the ground, and what that ground needs."""

    ground = choice(_("Ground"), ClosingGround, radio=True)
    reason = LongText(_("Reason"), help_text=_("Goes into the notice of closing."))
    earlier = line(
        _("Number of the earlier case"),
        required=False,
        longest=20,
        help_text=_("For ground 4: the case whose result was notified, like 2026-12."),
    )
    published = line(
        _("Where and when it was made public"), required=False, help_text=_("For ground 5.")
    )
    no_new_evidence = forms.BooleanField(label=_("There is no new evidence"), required=False)
    reporters_tip = forms.BooleanField(
        label=_("It was published on this reporter's tip"), required=False
    )
    other_body = line(_("Other body, and its law"), required=False, help_text=_("For ground 6."))

    def prepare(self) -> None:
        numbered = [(each.value, f"{each.value}. {GROUND_WORDS[each]}") for each in ClosingGround]
        self.fields["ground"].choices = numbered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What a ground needs in writing is told at its own field; the machine asks for it again."""
        values = super().clean() or self.cleaned_data
        name, problem = _WRITTEN.get(values.get("ground"), ("", None))
        if problem and not values.get(name) and name not in self.errors:
            self.add_error(name, problem.label)
        return values

    def clean_earlier(self) -> tuple[int, int] | None:
        typed = self.cleaned_data["earlier"]
        return read_case_number(typed) if typed else None

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        ground = given.pop("ground")
        if ground is None:
            raise ValidationError(_("Choose a ground."))
        return {"ground": ground, "basis": ClosingBasis(**given)}
