"""The register's filter and its download."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from haechi.cases.states import CaseState
from haechi.cases.types import Channel
from haechi.casework.register import RegisterFilter
from haechi.common.clock import today
from haechi.sites.staff.forms.cases.base import day

_NUMBER = re.compile(r"(?:(\d{4})\s*(?:-|공익\s*제?)\s*)?0*(\d{1,6})\s*호?")
FORMATS = (
    ("xlsx", "XLSX"),
    ("csv", "CSV"),
    ("pdf", _("Form 2 as PDF")),
    ("hwpx", _("Form 2 as HWPX (Hangul, editable)")),
)
CLOCKS = (("week", _("Due within 7 days")), ("overdue", _("Overdue")))


def read_case_number(typed: str) -> tuple[int, int]:
    """`2026 공익 제12호`, `2026-12` or `12` (this year's) as year and sequence.

    Raises:
        ValidationError: none of these.
    """
    match = _NUMBER.fullmatch(typed.strip())
    if match is None:
        raise ValidationError(_("Write the number like 2026-12."))
    return int(match[1] or today().year), int(match[2])


class RegisterForm(forms.Form):
    """GET form; what cannot be read asks for nothing and is told."""

    use_required_attribute = False
    number = forms.CharField(label=_("Number"), required=False, max_length=20)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2011, max_value=2100)
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *CaseState.choices]
    )
    channel = forms.ChoiceField(
        label=_("Way of receipt"), required=False, choices=[("", _("All")), *Channel.choices]
    )
    clock = forms.ChoiceField(
        label=_("Handling period"), required=False, choices=[("", _("All")), *CLOCKS]
    )
    received_from = day(_("Received from"))
    received_to = day(_("Received until"))
    mine = forms.BooleanField(label=_("Handled by me"), required=False)

    def clean_number(self) -> tuple[int, int] | None:
        typed = self.cleaned_data["number"]
        return read_case_number(typed) if typed else None

    def asked(self) -> RegisterFilter:
        """What could be read of the filters; call after `is_valid`."""
        values: dict[str, Any] = self.cleaned_data if self.is_bound else {}
        state, channel = values.get("state"), values.get("channel")
        year, number = values.get("number") or (values.get("year"), None)
        return RegisterFilter(
            state=CaseState(state) if state else None,
            channel=Channel(channel) if channel else None,
            mine=bool(values.get("mine")),
            clock=values.get("clock") or "",
            year=year,
            number=number,
            received_from=values.get("received_from"),
            received_to=values.get("received_to"),
        )


class RegisterExportForm(forms.Form):
    """POST form: the lines of the filter, with the reason for the download."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("Format"), choices=FORMATS)
    reason = forms.CharField(
        label=_("Reason for the download"),
        max_length=200,
        help_text=_("It is kept in the access trail."),
    )
