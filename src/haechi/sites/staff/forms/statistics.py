"""Span of days of the dashboard, and the reason that a download needs (안전성 확보조치 기준 §8)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.common.clock import today

LONGEST = timedelta(days=10 * 366)


class SpanForm(forms.Form):
    """GET form; without dates the last twelve months."""

    use_required_attribute = False
    start = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    end = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and not start <= end <= start + LONGEST:
            self.add_error("end", _("The last day must not lie before the first."))
        return values

    def span(self) -> tuple[date, date]:
        """First and last day asked for; call after `is_valid`."""
        values = self.cleaned_data if self.is_bound and self.is_valid() else {}
        end = values.get("end") or today()
        start = values.get("start") or (end - timedelta(days=365)).replace(day=1)
        return start, end


class ExportForm(SpanForm):
    """POST form."""

    kind = forms.ChoiceField(label=_("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])
    reason = forms.CharField(
        label=_("Reason for the download"),
        max_length=200,
        help_text=_("It is kept in the access trail."),
    )


class YearForm(forms.Form):
    """GET form; `years`: those there is something of, the newest first."""

    use_required_attribute = False
    year = forms.TypedChoiceField(label=_("Year"), coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:  # noqa: ANN401  Django's own
        super().__init__(*args, **kwargs)
        field = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]

    def chosen(self) -> int:
        """The year asked for, or the newest."""
        if self.is_bound and self.is_valid():
            return int(self.cleaned_data["year"])
        return int(self.fields["year"].choices[0][0])  # type: ignore[attr-defined]


class YearlyExportForm(YearForm):
    """POST form."""

    audience = forms.ChoiceField(
        label=_("For whom"),
        choices=[
            ("internal", _("For the institution: full figures")),
            ("public", _("For the public: published figures only")),
        ],
    )
    form = forms.ChoiceField(
        label=_("Format"), choices=[("pdf", "PDF"), ("hwpx", _("HWPX (Hangul, editable)"))]
    )
    reason = forms.CharField(
        label=_("Reason for the download"),
        max_length=200,
        help_text=_("It is kept in the access trail."),
    )
