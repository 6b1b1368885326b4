"""The inbox's filters; what cannot be read asks for nothing and is told."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from haechi.common.clock import today
from haechi.inbox.selectors import InboxFilter
from haechi.institutions.models import Category, Institution
from haechi.reports.states import ReportState

_NUMBER = re.compile(r"(?:(\d{4})-)?0*(\d{1,6})")


def read_number(typed: str) -> int:
    """`2026-000012`, `2026-12` or `12` (this year's) as the stored number.

    Raises:
        ValidationError: none of these.
    """
    match = _NUMBER.fullmatch(typed.strip())
    if match is None:
        raise ValidationError(_("Write the number like 2026-000012."))
    return int(match[1] or today().year) * 1_000_000 + int(match[2])


class InboxForm(forms.Form):
    """GET form; `institution` fills the categories."""

    use_required_attribute = False
    number = forms.CharField(label=_("Number"), required=False, max_length=20)
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *ReportState.choices]
    )
    category = forms.ModelChoiceField(
        label=_("Category"), required=False, queryset=Category.objects.none(), empty_label=_("All")
    )
    received_from = forms.DateField(
        label=_("Received from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    received_to = forms.DateField(
        label=_("Received until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    mine = forms.BooleanField(label=_("Assigned to me"), required=False)
    unread = forms.BooleanField(label=_("Unread or new messages"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = institution.categories.all()  # type: ignore[attr-defined]

    def clean_number(self) -> int | None:
        typed = self.cleaned_data["number"]
        return read_number(typed) if typed else None

    def asked(self) -> InboxFilter:
        """What could be read of the filters; call after `is_valid`."""
        values = self.cleaned_data if self.is_bound else {}
        state, category = values.get("state"), values.get("category")
        return InboxFilter(
            state=ReportState(state) if state else None,
            category_id=category.pk if category else None,
            mine=bool(values.get("mine")),
            unread=bool(values.get("unread")),
            overdue=bool(values.get("overdue")),
            number=values.get("number"),
            received_from=values.get("received_from"),
            received_to=values.get("received_to"),
        )
