"""Forms of the centre itself: designations, seats, settings, words of notices, consultations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.cases.models import CaseSettings
from haechi.cases.types import Post
from haechi.custody.models import Officer
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.sites.staff.forms.cases.base import LongText, choice, day, line
from haechi.sites.staff.forms.report import PageForm
from haechi.staff.types import Role
from haechi.statutes.periods import CountingRule

COUNTING = {
    CountingRule.CIVIL_ACT.value: _("Civil Act: the first day does not count"),
    CountingRule.CIVIL_PETITIONS_ACT.value: _("Civil Petitions Treatment Act: working days"),
}


class OfficeForm(PageForm):
    """One of several forms of a page; `institution` fills the officers."""

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        working = institution.officers.filter(is_active=True).exclude(
            account__role=Role.ADMINISTRATOR
        )
        self.fields["officer"].queryset = working  # type: ignore[attr-defined]


class DesignationForm(OfficeForm):
    """제5조, 제8조."""

    part = "designation"
    officer = forms.ModelChoiceField(label=_("Officer"), queryset=Officer.objects.none())
    post = choice(_("Designated as"), Post)
    since = day(_("Since"), help_text=_("Empty: today."))
    scope = line(_("Scope"), required=False, longest=300)
    ground = line(_("Order that designates"), required=False)


class SeatForm(OfficeForm):
    """A seat at one of the two desks."""

    part = "seat"
    officer = forms.ModelChoiceField(label=_("Officer"), queryset=Officer.objects.none())
    function = forms.TypedChoiceField(
        label=_("Desk"),
        choices=[(f.value, f.label) for f in (DeskFunction.CASES, DeskFunction.PROTECTION)],
        coerce=DeskFunction,
    )


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the centre counts and keeps."""

    use_required_attribute = False
    retention_years = forms.TypedChoiceField(
        label=_("Keep records for"),
        coerce=int,
        choices=[
            (1, _("1 year")), (3, _("3 years")), (5, _("5 years")), (10, _("10 years")),
            (30, _("30 years")), (0, _("For ever")),
        ],
    )  # fmt: skip
    supplement_days = forms.IntegerField(
        label=_("Days of a first supplement request"), min_value=1, max_value=60
    )

    class Meta:
        model = CaseSettings
        fields = ("counting_rule", "retention_years", "supplement_days", "centre_ko", "address_ko")
        labels = {
            "counting_rule": _("The handling period is counted by"),
            "centre_ko": _("Name of the centre on forms"),
            "address_ko": _("Address of the centre"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        kwargs["auto_id"] = "settings_%s"
        super().__init__(*args, **kwargs)
        offered = [(each.value, COUNTING.get(each.value, each.value)) for each in CountingRule]
        self.fields["counting_rule"] = forms.ChoiceField(
            label=_("The handling period is counted by"), choices=offered
        )


class TemplateForm(forms.Form):
    """Empty words bring the standard ones back."""

    use_required_attribute = False
    title = line(_("Title"), longest=100)
    text = LongText(
        _("Text"),
        rows=16,
        required=False,
        help_text=_("Words in braces are filled in. Left empty, the standard text comes back."),
    )


class ConsultationForm(forms.Form):
    """제9조: no name is asked for."""

    use_required_attribute = False
    way = forms.ChoiceField(
        label=_("How"),
        choices=[("visit", _("Visit")), ("phone", _("Telephone")), ("internet", _("Internet")),
                 ("elsewhere", _("Elsewhere"))],
    )  # fmt: skip
    on = day(_("Day"), help_text=_("Empty: today."))
    subject = line(_("Subject of the talk"))
    matter = LongText(
        _("What it was about"),
        help_text=_("Write no name and nothing that tells who came (article 9(2))."),
    )
    advice = LongText(_("What was advised"), required=False, rows=4)
