"""Forms of the pages of calls."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.custody.models import Officer
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Department, Institution
from haechi.recordings.errors import BadNumber
from haechi.recordings.models import Line, RecordingSettings
from haechi.recordings.numbers import normalise
from haechi.recordings.people import DESKS, heads, manages
from haechi.recordings.types import (
    CallOutcome,
    Filters,
    Ground,
    LineMode,
    NoticeKind,
    Responsible,
)
from haechi.sites.staff.forms.cases.base import LongText, choice, day, line
from haechi.staff.types import OfficerAtWork, Role


class CatalogueForm(forms.Form):
    """Days, line, department, outcome; a number of a party is asked for apart."""

    use_required_attribute = False
    first = day(_("First day"))
    last = day(_("Last day"))
    line = forms.ModelChoiceField(
        label=_("Office number"), queryset=Line.objects.none(), empty_label=_("All"), required=False
    )
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        empty_label=_("All"),
        required=False,
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("", _("All")), *CallOutcome.choices], required=False
    )

    def __init__(self, *args: Any, actor: OfficerAtWork, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        institution = actor.officer.institution
        lines = Line.objects.filter(institution=institution, removed_on__isnull=True)
        departments = Department.objects.filter(institution=institution)
        if not manages(actor.officer):
            own = heads(actor.officer)
            departments = departments.filter(pk__in=own)
            lines = lines.filter(department__in=own) | lines.filter(official=actor.officer)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def asked(self) -> Filters:
        """What could be read of it."""
        given = getattr(self, "cleaned_data", {})
        chosen_line, department = given.get("line"), given.get("department")
        return Filters(
            first=given.get("first"),
            last=given.get("last"),
            line=chosen_line.pk if chosen_line else None,
            department=department.pk if department else None,
            outcome=given.get("outcome") or "",
        )


class NumberForm(forms.Form):
    """A whole number of either party, and days to narrow it."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Telephone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        help_text=_("The whole number: parts of numbers cannot be searched for."),
    )
    first = day(_("First day"))
    last = day(_("Last day"))

    def clean_number(self) -> str:
        try:
            return normalise(self.cleaned_data["number"])
        except BadNumber:
            raise forms.ValidationError(
                _("This is no telephone number. Write it like 02-120-1234.")
            ) from None

    def asked(self) -> Filters:
        return Filters(**self.cleaned_data)


class ApplicationForm(forms.Form):
    """제6조②."""

    use_required_attribute = False
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=_("Choose")
    )
    ground = choice(_("Ground"), Ground, radio=True)
    reason = LongText(_("Why, in your words"), rows=4, max_length=1000)

    def __init__(self, *args: Any, departments: list[int], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        found = Department.objects.filter(pk__in=departments)
        self.fields["department"].queryset = found  # type: ignore[attr-defined]
        if len(departments) == 1:
            self.fields["department"].initial = departments[0]


class DecisionForm(forms.Form):
    use_required_attribute = False
    reason = line(_("Reason, for a refusal or an end"), required=False, longest=1000)


class HoldForm(forms.Form):
    use_required_attribute = False
    reason = line(_("Reason of the hold"), longest=500)


class KeepForm(forms.Form):
    """제8조①."""

    use_required_attribute = False
    reason = line(_("Why it has to be kept"), longest=500)


class LineForm(forms.Form):
    """An office number: its keys are the fields of `recordings.lines.LineEntry`."""

    use_required_attribute = False
    number = line(_("Office number"), longest=40, help_text=_("Such as 02-120-1234."))
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), empty_label=_("Choose")
    )
    official = forms.ModelChoiceField(
        label=_("Official with an account"),
        queryset=Officer.objects.none(),
        empty_label=_("Choose"),
        required=False,
        help_text=_("She sees the calls of this number, and hears none by that."),
    )
    user_name = line(_("Or the name of who uses it"), required=False, longest=60)
    mode = choice(_("Recording"), LineMode, radio=True)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        institution: Institution,
        line: Line | None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        if line is not None:
            kwargs["initial"] = {
                "number": line.number,
                "department": line.department_id,
                "official": line.official_id,
                "user_name": line.user_name,
                "mode": line.mode,
            }
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = institution.departments.all()  # type: ignore[attr-defined]
        self.fields["official"].queryset = institution.officers.filter(is_active=True)  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    use_required_attribute = False
    kind = choice(_("Spoken"), NoticeKind, radio=True)
    text = LongText(_("The words, as they are spoken"), rows=3, max_length=500)
    sound = forms.FileField(
        label=_("Sound"),
        help_text=_("WAV or MP3, at most a minute and 20 MiB."),
        widget=forms.FileInput(attrs={"accept": ".wav,.mp3,audio/wav,audio/mpeg"}),
    )


class DesignateForm(forms.Form):
    """제5조; a department only for its head."""

    use_required_attribute = False
    officer = forms.ModelChoiceField(
        label=_("Officer"), queryset=Officer.objects.none(), empty_label=_("Choose")
    )
    kind = choice(_("Designated as"), Responsible)
    department = forms.ModelChoiceField(
        label=_("Department, for its head"),
        queryset=Department.objects.none(),
        empty_label=_("Choose"),
        required=False,
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = _working(institution)  # type: ignore[attr-defined]
        self.fields["department"].queryset = institution.departments.all()  # type: ignore[attr-defined]


class DeskForm(forms.Form):
    use_required_attribute = False
    officer = forms.ModelChoiceField(
        label=_("Officer"), queryset=Officer.objects.none(), empty_label=_("Choose")
    )
    function = forms.TypedChoiceField(
        label=_("Desk"), choices=[(f.value, f.label) for f in DESKS], coerce=DeskFunction
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs.setdefault("auto_id", "desk_%s")
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = _working(institution)  # type: ignore[attr-defined]


class RecordingSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    use_required_attribute = False

    class Meta:
        model = RecordingSettings
        fields = ("retention_days", "answer_by", "when_full", "audio", "managing_department")
        labels = {
            "retention_days": _("Days for keeping recordings"),
            "answer_by": _("How the notice is spoken"),
            "when_full": _("When nothing can be stored"),
            "audio": _("Kept as"),
            "managing_department": _("Managing department"),
        }
        help_texts = {
            "retention_days": _(
                "30 to 1,098. A shorter period holds for all recordings at once, a longer one from"
                " tomorrow on."
            )
        }
        widgets = {
            "answer_by": forms.RadioSelect,
            "when_full": forms.RadioSelect,
            "audio": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs["auto_id"] = "settings_%s"
        super().__init__(*args, **kwargs)
        departments = self.instance.institution.departments.all()
        self.fields["managing_department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["managing_department"].empty_label = _("Choose")  # type: ignore[attr-defined]


def _working(institution: Institution) -> Any:  # noqa: ANN401
    return institution.officers.filter(is_active=True).exclude(account__role=Role.ADMINISTRATOR)
