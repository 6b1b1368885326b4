"""Forms about who is in a case, who handles it, and what was agreed to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from haechi.cases.errors import BadIdentifier, DoubtfulIdentifier
from haechi.cases.identifiers import read_number
from haechi.cases.models import Party
from haechi.cases.people import NewParty
from haechi.cases.types import (
    ConsentKind,
    Identity,
    NumberKind,
    PartyKind,
    ProxyKind,
    Purpose,
)
from haechi.casework.access import able_officers
from haechi.custody.models import Officer
from haechi.sites.staff.forms.cases.base import (
    CaseForm,
    LongText,
    choice,
    chosen,
    day,
    line,
    yes_no,
)

_IDENTITY = ("name", "number", "address", "phone", "email", "job", "workplace")


def party_words(party: Party) -> str:
    """`신고자 1 (대표신고자)`, `대행자 1 (형제자매)`: no name, that is opened with a reason."""
    before = party.case.parties.filter(kind=party.kind, number__lt=party.number).count()
    return f"{party.get_kind_display()} {before + 1}{_more(party)}"


def _more(party: Party) -> str:
    if party.kind == PartyKind.PROXY:
        return f" ({party.get_proxy_kind_display()})"
    return f" ({gettext('representative')})" if party.is_representative else ""


class PersonFields(forms.Form):
    """Who somebody is, as form 1 asks."""

    use_required_attribute = False
    name = line(_("Name"), required=False, longest=100)
    number_kind = forms.TypedChoiceField(
        label=_("Which number"),
        required=False,
        choices=[("", _("No number")), *[c for c in NumberKind.choices if c[0]]],
        coerce=NumberKind,
        empty_value=NumberKind.NONE,
    )
    number = line(_("Identification number"), required=False, longest=30)
    seen_on_card = forms.BooleanField(label=_("The number is as the card shows it"), required=False)
    address = line(_("Address"), required=False, longest=300)
    phone = line(_("Telephone"), required=False, longest=50)
    email = line(_("E-mail"), required=False, longest=200)
    job = line(_("Occupation"), required=False, longest=100)
    workplace = line(_("Workplace"), required=False, longest=200)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if any(values.get(name) for name in _IDENTITY) and not values.get("name"):
            self.add_error("name", _("Write the name."))
        kind = values.get("number_kind") or NumberKind.NONE
        if values.get("number"):
            self._check_number(kind, values)
        return values

    def _check_number(self, kind: NumberKind, values: dict[str, Any]) -> None:
        if kind is NumberKind.NONE:
            self.add_error("number_kind", _("Say which number it is."))
            return
        try:
            read_number(kind, values["number"], seen_on_card=bool(values.get("seen_on_card")))
        except DoubtfulIdentifier:
            words = _(
                "The last digit does not fit. Compare with the card; if the card shows it so, "
                "tick the box below and send again."
            )
            self.add_error("number", words)
        except BadIdentifier:
            self.add_error("number", _("This cannot be such a number. Please look at it again."))

    def identity(self) -> Identity | None:
        """None where nothing was written. Call after `is_valid`."""
        values = self.cleaned_data
        if not values.get("name"):
            return None
        kind = values.get("number_kind") or NumberKind.NONE
        return Identity(number_kind=kind, **{name: values.get(name, "") for name in _IDENTITY})


class PartyForm(CaseForm, PersonFields):
    """One more person in a case."""

    kind = choice(_("Who it is"), PartyKind, radio=True)
    proxy_kind = choice(_("Proxy as"), ProxyKind, required=False)
    proof_shown = forms.BooleanField(
        label=_("Power of attorney and identity cards were shown"), required=False
    )
    field_order = ("kind",)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("name") and not self.errors:
            self.add_error("name", _("Write the name."))
        return values

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        proxy = given["proxy_kind"] or ProxyKind.NONE
        new = NewParty(
            given["kind"],
            self.identity(),
            proxy_kind=proxy,
            proof_shown=given["proof_shown"],
            seen_on_card=given["seen_on_card"],
        )
        return {"new": new}


class ReporterForm(CaseForm):
    """One of the reporters who are in the case."""

    party_id = chosen(_("Reporter"))

    def prepare(self) -> None:
        rows = self.opened.case.parties.filter(kind=PartyKind.REPORTER, left_on__isnull=True)
        self.pick("party_id", rows.filter(is_representative=False), party_words)


class LeavingForm(CaseForm):
    """A reporter or proxy who leaves."""

    party_id = chosen(_("Who leaves"))

    def prepare(self) -> None:
        kinds = (PartyKind.REPORTER, PartyKind.PROXY)
        rows = self.opened.case.parties.filter(kind__in=kinds, left_on__isnull=True)
        self.pick("party_id", rows, party_words)


class OfficerOfCase(CaseForm):
    """An officer who can open the case."""

    officer = forms.ModelChoiceField(label=_("Officer"), queryset=Officer.objects.none())

    def prepare(self) -> None:
        self.fields["officer"].queryset = self.offered()  # type: ignore[attr-defined]

    def offered(self) -> Any:  # noqa: ANN401
        return able_officers(self.opened.case)


class ReleaseForm(OfficerOfCase):
    """One who handles it now."""

    def offered(self) -> Any:  # noqa: ANN401
        mine = {"handled_cases__case": self.opened.case, "handled_cases__until__isnull": True}
        return Officer.objects.filter(**mine)


class ExcludeForm(OfficerOfCase):
    """Another officer, with the reason."""

    reason = LongText(_("Conflict of interest"), rows=3)

    def offered(self) -> Any:  # noqa: ANN401
        return super().offered().exclude(pk=self.actor.officer.pk)


class ConsentForm(CaseForm):
    """What a reporter agreed to, refused, or took back (forms 4, 10; 제18조①)."""

    kind = choice(_("What is agreed to"), ConsentKind)
    given = yes_no(_("The reporter's answer"), _("Agrees"), _("Does not agree, or takes it back"))
    party_id = chosen(_("Who answered"), required=False)
    on = day(_("Day"), help_text=_("Empty: today."))
    reference = line(_("Mark of the paper"), required=False)

    def prepare(self) -> None:
        kinds = (PartyKind.REPORTER, PartyKind.PROXY)
        rows = list(self.opened.case.parties.filter(kind__in=kinds, left_on__isnull=True))
        self.fields["party_id"].required = len(rows) > 1
        self.pick("party_id", rows, party_words)
        if len(rows) == 1:
            self.initial.setdefault("party_id", str(rows[0].pk))

    def values(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {**given, "party_id": given["party_id"] or None}


class OpenIdentityForm(CaseForm):
    """Why an identity is opened."""

    purpose = choice(_("Purpose"), Purpose)
    reason = LongText(
        _("Reason"), rows=2, help_text=_("Kept in the record and in the access trail.")
    )

    def clean_purpose(self) -> Purpose:
        purpose: Purpose | None = self.cleaned_data["purpose"]
        if purpose is None:
            raise ValidationError(_("Choose a purpose."))
        return purpose


class OpenAccusedForm(CaseForm):
    reason = LongText(
        _("Reason"), rows=2, help_text=_("Kept in the record and in the access trail.")
    )
