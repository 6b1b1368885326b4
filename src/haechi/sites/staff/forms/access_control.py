"""Forms of access control: networks, the ledger's filter and download, findings of a review."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from haechi.access_control.errors import NotANetwork
from haechi.access_control.models import AccessRight
from haechi.access_control.networks import Rule, parse
from haechi.access_control.types import Outcome
from haechi.custody.models import Officer
from haechi.institutions.models import Institution


class NetworksForm(forms.Form):
    """One network a line."""

    use_required_attribute = False
    networks = forms.CharField(
        label=_("Allowed networks"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_(
            "One a line, such as 192.0.2.0/24 # main building, or 2001:db8::/32. Empty: from everywhere."
        ),
    )
    ground = forms.CharField(label=_("Reason for the change"), max_length=200)

    def clean_networks(self) -> list[Rule]:
        try:
            return parse(self.cleaned_data["networks"])
        except NotANetwork as error:
            words = gettext("“%(line)s” is no network.") % {"line": error.line}
            raise forms.ValidationError(words) from None


class RightsForm(forms.Form):
    """GET form: whose lines of the ledger."""

    use_required_attribute = False
    officer = forms.ModelChoiceField(
        label=_("Officer"), required=False, queryset=Officer.objects.none(), empty_label=_("All")
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = institution.officers.all()  # type: ignore[attr-defined]

    def narrowed(self, rows: QuerySet[AccessRight]) -> QuerySet[AccessRight]:
        """The lines asked for; call after `is_valid`."""
        officer = self.cleaned_data.get("officer") if self.is_bound else None
        return rows.filter(officer_id=officer.pk) if officer else rows


class RightsExportForm(RightsForm):
    """POST form: the same lines as a list, with the reason for the download."""

    kind = forms.ChoiceField(label=_("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])
    reason = forms.CharField(
        label=_("Reason for the download"),
        max_length=200,
        help_text=_("It is kept in the access trail."),
    )


class FindingForm(forms.Form):
    """The answer to one finding: both halves or none."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("What you found out"),
        required=False,
        choices=Outcome.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("Why, or what is to be done"),
        required=False,
        max_length=300,
    )

    def __init__(self, *args: Any, signing: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.signing = signing

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        outcome, remark = values.get("outcome"), values.get("remark", "").strip()
        if not outcome and (self.signing or remark):
            self.add_error("outcome", _("Choose one of the two."))
        if not remark and (self.signing or outcome):
            self.add_error("remark", _("Write a few words."))
        return values

    def answer(self) -> tuple[Outcome, str] | None:
        """Call after `is_valid`; None where nothing was said."""
        outcome = self.cleaned_data.get("outcome")
        return (Outcome(outcome), self.cleaned_data["remark"].strip()) if outcome else None


class SignForm(forms.Form):
    """What the reviewer adds to the whole month."""

    use_required_attribute = False
    note = forms.CharField(
        label=_("Remark on the month"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No content of reports."),
    )


class DownloadForm(forms.Form):
    """Why a file is saved outside the site (안전성 확보조치 기준 §8)."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason for the download"),
        max_length=200,
        help_text=_("It is kept in the access trail."),
    )
