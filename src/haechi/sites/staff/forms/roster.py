"""Turns on the duty roster, and leave."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.custody.models import Officer
from haechi.institutions.models import Category, Institution
from haechi.sites.staff.forms.report import PageForm
from haechi.staff.roster import LONGEST
from haechi.staff.types import Role


def _day(label: Any, **options: Any) -> forms.DateField:  # noqa: ANN401  lazy texts have no type
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **options)


class DaysForm(PageForm):
    """From day to day; without a last day it is one day."""

    first_day = _day(gettext_lazy("First day"))
    last_day = _day(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave empty for a single day."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first: date | None = values.get("first_day")
        if first is None:
            return values
        last: date = values.get("last_day") or first
        if last < first:
            self.add_error("last_day", _("The last day comes before the first."))
        elif last - first > LONGEST:
            self.add_error("last_day", _("At most a year at once."))
        return {**values, "last_day": last}


class TurnForm(DaysForm):
    """Who of those with the duty for the category is told on these days."""

    part = "turn"
    officer = forms.ModelChoiceField(
        label=gettext_lazy("Officer"),
        queryset=Officer.objects.none(),
        help_text=gettext_lazy("Officers on duty for this category are offered."),
    )
    field_order = ("officer", "first_day", "last_day")

    def __init__(self, *args: Any, category: Category | None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = Officer.objects.filter(  # type: ignore[attr-defined]
            duties__category=category, is_active=True
        )


class LeaveForm(DaysForm):
    """Who is away, and who is told instead."""

    part = "leave"
    officer = forms.ModelChoiceField(
        label=gettext_lazy("Who is away"), queryset=Officer.objects.none()
    )
    substitute = forms.ModelChoiceField(
        label=gettext_lazy("Stands in"),
        required=False,
        queryset=Officer.objects.none(),
        empty_label=gettext_lazy("nobody"),
        help_text=gettext_lazy("Is told of the categories for which she is on duty herself."),
    )
    field_order = ("officer", "substitute", "first_day", "last_day")

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        working = institution.officers.filter(is_active=True).exclude(
            account__role=Role.ADMINISTRATOR
        )
        for name in ("officer", "substitute"):
            self.fields[name].queryset = working  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("officer") and values.get("officer") == values.get("substitute"):
            self.add_error("substitute", _("Choose somebody else."))
        return values
