"""Taking a report in, as form 1 and the talk at the counter go; every row of people on its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from haechi.cases.people import NewParty
from haechi.cases.types import (
    LAW_IN_FORCE,
    CaseContent,
    Channel,
    ConsentKind,
    PartyKind,
    ProxyKind,
    Track,
    Way,
)
from haechi.common.clock import today
from haechi.custody.models import Officer
from haechi.sites.staff.forms.cases.base import LongText, choice, day, line, yes_no
from haechi.sites.staff.forms.cases.people import PersonFields
from haechi.sites.staff.forms.report import ManyFiles

MOST = {"reporter": 40, "proxy": 10, "accused": 20}
_ON_PAPER = (Way.HAND, Way.POST, Way.EMAIL)


SCANS = ("scans", "named_scans", "proofs")


def scan_field(label: Any, help_text: Any) -> forms.Field:  # noqa: ANN401  words, or lazy ones
    """Any number of files. They are read from the request, and cleaned before a number is given."""
    widget = ManyFiles(attrs={"multiple": True})
    return forms.FileField(label=label, required=False, widget=widget, help_text=help_text)


class ReporterRow(PersonFields):
    is_representative = forms.BooleanField(label=_("Represents the reporters"), required=False)


class ProxyRow(PersonFields):
    """제13조②."""

    proxy_kind = choice(_("Proxy as"), ProxyKind, required=False)
    proof_shown = forms.BooleanField(
        label=_("Power of attorney and identity cards were shown"), required=False
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("name") and not values.get("proxy_kind"):
            self.add_error("proxy_kind", _("Say what makes this person a proxy."))
        if values.get("name") and not values.get("proof_shown"):
            self.add_error("proof_shown", _("Without proof of authority nobody can be a proxy."))
        return values


ROWS: Mapping[str, type[PersonFields]] = {
    "reporter": ReporterRow,
    "proxy": ProxyRow,
    "accused": PersonFields,
}


class IntakeForm(forms.Form):
    """`uid` is drawn by the page: what is sent twice becomes one case."""

    use_required_attribute = False
    uid = forms.UUIDField(widget=forms.HiddenInput)
    channel = choice(_("Way of receipt"), Channel, radio=True)
    received_on = day(_("Received on"), required=True)
    commission_number = line(
        _("Number of the Commission"), required=False, longest=100,
        help_text=_("Only for a referral: its number, and as day of receipt the day of referral."),
    )  # fmt: skip
    reference = line(
        _("Mark of the paper"), required=False,
        help_text=_("Such as the time of the fax or the number of the letter."),
    )  # fmt: skip
    is_another = forms.BooleanField(
        label=_("It is another paper with the same mark"), required=False
    )
    title = line(_("Title on form 1"), longest=200)
    purpose = LongText(_("Purport and reason"), rows=4, required=False)
    content = LongText(_("Content of the report"), rows=10, required=False)
    evidence = LongText(_("Evidence and attachments"), rows=3, required=False)
    insider = forms.TypedChoiceField(
        label=_("Inside reporter"),
        required=False,
        choices=[("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        help_text=_("Works or worked for the accused body, or under a contract with it."),
    )
    way = choice(_("How the reporter wants to be told"), Way, only=_ON_PAPER, required=False)
    investigation = yes_no(
        _("Disclosure of identity while investigating bodies investigate"),
        _("Agrees"), _("Does not agree"), required=False,
    )  # fmt: skip
    prosecution = yes_no(
        _("Disclosure of identity while prosecuting bodies investigate"),
        _("Agrees"), _("Does not agree"), required=False,
    )  # fmt: skip
    read_back = forms.BooleanField(
        label=_("Written by us, read back, and signed by both"),
        required=False,
        help_text=_("For a reporter who cannot write (article 10(2))."),
    )
    scans = scan_field(
        _("Scans without a name"), _("Evidence and other papers that do not say who reports.")
    )
    named_scans = scan_field(
        _("Scans that say who reports"),
        _("Handwritten form, letter, envelope, card. Sealed apart, as the identity is."),
    )
    proofs = scan_field(
        _("Scans of proofs of authority"),
        _("Power of attorney and cards of proxies. Sealed apart, as the identity is."),
    )
    excluded = forms.ModelMultipleChoiceField(
        label=_("Officers with a conflict of interest"),
        required=False,
        queryset=Officer.objects.none(),
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("They never get a key to this case."),
    )

    def __init__(self, *args: Any, others: Any, channels: Sequence[Channel], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["excluded"].queryset = others  # type: ignore[attr-defined]
        offered = [(each.value, each.label) for each in channels]
        self.fields["channel"].choices = offered  # type: ignore[attr-defined]

    def clean_received_on(self) -> Any:  # noqa: ANN401
        found = self.cleaned_data["received_on"]
        if not LAW_IN_FORCE <= found <= today():
            raise forms.ValidationError(_("This day is in the future, or before the law."))
        return found

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        channel = values.get("channel")
        if channel is Channel.VISIT:
            for name in ("investigation", "prosecution"):
                if values.get(name) is None and name not in self.errors:
                    self.add_error(
                        name, _("On a visit the reporter is asked this (article 12(2)).")
                    )
        if channel is Channel.REFERRAL and not values.get("commission_number"):
            self.add_error("commission_number", _("Write the number of the Commission."))
        return values

    def consents(self) -> dict[ConsentKind, bool]:
        values = self.cleaned_data
        asked = {
            ConsentKind.DISCLOSURE_INVESTIGATION: values["investigation"],
            ConsentKind.DISCLOSURE_PROSECUTION: values["prosecution"],
        }
        return {kind: given for kind, given in asked.items() if given is not None}


class People:
    """The rows of one kind of people: `kind-0-name`, `kind-1-name`, …; `kind-rows` says how many."""

    def __init__(self, kind: str, data: Any = None, *, shown: bool = False) -> None:  # noqa: ANN401
        """`shown`: the rows as they were typed, without a look at what is wrong with them."""
        self.kind, self.most = kind, MOST[kind]
        count = _count(data, kind) if data is not None else 1
        self.rows = [self._row(at, data, shown=shown) for at in range(min(count, self.most))]

    def _row(self, at: int, data: Any, *, shown: bool) -> PersonFields:  # noqa: ANN401
        row, prefix = ROWS[self.kind], f"{self.kind}-{at}"
        if data is None or not shown:
            return row(data, prefix=prefix)
        typed = {
            name: field.widget.value_from_datadict(data, {}, f"{prefix}-{name}")
            for name, field in row.base_fields.items()
        }
        return row(prefix=prefix, initial=typed)

    @property
    def count(self) -> int:
        return len(self.rows)

    @property
    def is_blank(self) -> bool:
        """Nobody was written down and nothing is wrong: the page may fold it away."""
        typed = (
            row[name].value()
            for row in self.rows
            for name in ("name", "proxy_kind")
            if name in row.fields
        )
        return not any(typed) and not any(row.is_bound and row.errors for row in self.rows)

    @property
    def is_full(self) -> bool:
        return self.count >= self.most

    def is_valid(self) -> bool:
        return all([row.is_valid() for row in self.rows])

    def filled(self) -> list[PersonFields]:
        """Rows in which somebody is named. Call after `is_valid`."""
        return [row for row in self.rows if row.identity() is not None]


def _count(data: Any, kind: str) -> int:  # noqa: ANN401
    typed = str(data.get(f"{kind}-rows", "1"))
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 1


def check_people(form: IntakeForm, people: Mapping[str, People]) -> None:
    """What several rows together must say; told where it can be mended."""
    reporters = people["reporter"].filled()
    marked = [row for row in reporters if row.cleaned_data["is_representative"]]
    if len(reporters) > 1 and len(marked) != 1:
        words = gettext("Mark exactly one of the reporters as the representative (article 13(1)).")
        (marked or reporters)[-1].add_error("is_representative", words)
    if form.cleaned_data.get("channel") is Channel.REFERRAL and reporters:
        words = gettext("The reporter of a referral is known to the Commission alone.")
        reporters[0].add_error("name", words)


def parties_of(people: Mapping[str, People]) -> list[NewParty]:
    """The rows as the service takes them."""
    reporters = people["reporter"].filled()
    found = [
        NewParty(
            PartyKind.REPORTER,
            row.identity(),
            is_representative=len(reporters) == 1 or row.cleaned_data["is_representative"],
            seen_on_card=row.cleaned_data["seen_on_card"],
        )
        for row in reporters
    ]
    if not reporters and _has_lawyer(people):  # the client stays unnamed, behind her lawyer
        found.append(NewParty(PartyKind.REPORTER, is_representative=True, by_consent_only=True))
    for row in people["proxy"].filled():
        given = row.cleaned_data
        found.append(
            NewParty(
                PartyKind.PROXY,
                row.identity(),
                proxy_kind=given["proxy_kind"],
                proof_shown=given["proof_shown"],
                seen_on_card=given["seen_on_card"],
            )
        )
    accused = people["accused"].filled()
    found += [
        NewParty(PartyKind.ACCUSED, row.identity(), seen_on_card=row.cleaned_data["seen_on_card"])
        for row in accused
    ]
    return found


def content_of(form: IntakeForm) -> CaseContent:
    values = form.cleaned_data
    return CaseContent(
        **{name: values[name] for name in ("title", "purpose", "content", "evidence")}
    )


def track_of(people: Mapping[str, People]) -> Track:
    """A lawyer for a client who is not named makes it a lawyer's report (비실명 대리신고)."""
    unnamed = not people["reporter"].filled()
    return Track.LAWYER if unnamed and _has_lawyer(people) else Track.NAMED


def _has_lawyer(people: Mapping[str, People]) -> bool:
    rows = people["proxy"].filled()
    return any(row.cleaned_data["proxy_kind"] == ProxyKind.LAWYER for row in rows)
