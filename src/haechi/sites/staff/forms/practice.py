"""Opening a practice session, and the reason that its attendance list needs."""

from datetime import timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.common.clock import today
from haechi.common.text import clean_text
from haechi.institutions.models import Department, Institution
from haechi.practice.models import MOST_KEPT
from haechi.practice.services import Plan
from haechi.practice.sheet import printable

LONGEST = 31  # days of one session: a training, not a second form
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SessionForm(forms.Form):
    """Title, days, and the departments that take part with their headcounts."""

    use_required_attribute = False
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=100,
        help_text=gettext_lazy("Shown on the sheet and on the screen in the hall."),
        error_messages={
            "required": gettext_lazy("Write a title, such as the name of the training.")
        },
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=_DATE)
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=_DATE)
    kept_days = forms.IntegerField(
        label=gettext_lazy("Delete after (days)"),
        min_value=1,
        max_value=MOST_KEPT,
        help_text=gettext_lazy(
            "Counted from the last day, 1 to 90. Then everything deletes itself."
        ),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        day = today()
        kwargs["initial"] = {"first_day": day, "last_day": day, "kept_days": 14}
        super().__init__(*args, **kwargs)
        self._departments = list(institution.departments.order_by("pk"))
        for row in self._departments:
            self.fields[f"takes_{row.pk}"] = forms.BooleanField(
                label=row.name, required=False, initial=True
            )
            self.fields[f"people_{row.pk}"] = forms.IntegerField(
                label=_("People in %(department)s") % {"department": row.name},
                required=False,
                min_value=1,
                max_value=100_000,
            )

    @property
    def departments(self) -> list[tuple[BoundField, BoundField]]:
        """For each department whether it takes part, and its headcount."""
        return [(self[f"takes_{row.pk}"], self[f"people_{row.pk}"]) for row in self._departments]

    def clean_title(self) -> str:
        title = " ".join(clean_text(self.cleaned_data["title"]).split())
        if not printable(title):
            raise forms.ValidationError(
                _(
                    "This title is too long for the sheet, or has a character that cannot be printed."
                )
            )
        return title

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        if first and last:
            if last < first or last < today():
                self.add_error("last_day", _("The last day lies before the first, or is past."))
            elif last - first >= timedelta(days=LONGEST):
                self.add_error("last_day", _("A practice session lasts 31 days at most."))
        if self._departments and not self._chosen(values):
            self.add_error(None, _("Choose at least one department."))
        return values

    def _chosen(self, values: dict[str, Any]) -> dict[Department, int | None]:
        return {
            row: values.get(f"people_{row.pk}")
            for row in self._departments
            if values.get(f"takes_{row.pk}")
        }

    def plan(self) -> Plan:
        """Call after `is_valid()`."""
        data = self.cleaned_data
        return Plan(
            title=data["title"],
            first_day=data["first_day"],
            last_day=data["last_day"],
            kept_days=data["kept_days"],
            headcounts=self._chosen(data),
        )


class AttendanceExportForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")]
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason for the download"),
        max_length=200,
        help_text=gettext_lazy("It is kept in the access trail."),
    )
