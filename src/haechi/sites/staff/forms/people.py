"""New officers and their duties."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from haechi.common.text import clean_text
from haechi.institutions.models import Category, Department, Institution
from haechi.staff.models import Account
from haechi.staff.types import Role

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,59}")
_PHONE = re.compile(r"01[016789]\d{7,8}")


def mobile_number(typed: str) -> str:
    """The digits of a Korean mobile number, "" for nothing. Raises ValidationError."""
    digits = re.sub(r"[\s-]", "", typed)
    if digits and not _PHONE.fullmatch(digits):
        raise ValidationError(_("Write a mobile number like 010-1234-5678."))
    return digits


class GroundForm(forms.Form):
    """Why access is given, changed or taken: 안전성 확보조치 기준 §5 has the grounds kept three years."""

    use_required_attribute = False
    ground = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_(
            "An order or application, such as 인사발령 2026-12. Kept with the access rights."
        ),
    )

    def clean_ground(self) -> str:
        return clean_text(self.cleaned_data["ground"])


class PersonForm(forms.Form):
    """Who the officer is, and how notices reach her."""

    use_required_attribute = False
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Latin letters, digits, dot, dash; at least three."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    position = forms.CharField(
        label=_("Position"), max_length=60, help_text=_("Reporters see name and position.")
    )
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=20,
        required=False,
        help_text=_("For arrival notices by SMS."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(label=_("E-mail"), required=False)

    def clean_username(self) -> str:
        typed = str(self.cleaned_data["username"]).strip()
        if not _USERNAME.fullmatch(typed):
            raise ValidationError(_("Use Latin letters, digits, dot or dash; at least three."))
        if Account.objects.filter(username__iexact=typed).exists():
            raise ValidationError(_("This user name is taken."))
        return typed

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"])

    def clean_position(self) -> str:
        return clean_text(self.cleaned_data["position"])

    def clean_phone(self) -> str:
        return mobile_number(self.cleaned_data["phone"])


class OfficerForm(PersonForm):
    """Of an institution that exists: with role and duties."""

    department = forms.ModelChoiceField(
        label=_("Department"), required=False, queryset=Department.objects.none(), empty_label="–"
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, initial=Role.OFFICER, widget=forms.RadioSelect
    )
    duties = forms.ModelMultipleChoiceField(
        label=_("On duty for"),
        required=False,
        queryset=Category.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Gets the notices of these categories and handles their reports."),
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["duties"].queryset = institution.categories.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["department"].queryset = _departments(institution)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An administrator of settings has no duties: notices may carry what was reported."""
        values = super().clean() or self.cleaned_data
        if values.get("role") == Role.ADMINISTRATOR:
            values["duties"] = Category.objects.none()
        return values


class HiringForm(GroundForm, OfficerForm):
    """One new officer, with the reason."""


class DutiesForm(GroundForm):
    """For which categories an officer is on duty."""

    use_required_attribute = False
    duties = forms.ModelMultipleChoiceField(
        label=_("On duty for"),
        required=False,
        queryset=Category.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["duties"].queryset = institution.categories.all()  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """What an officer is called, and where she works."""

    use_required_attribute = False
    name = forms.CharField(label=_("Name"), max_length=60)
    position = forms.CharField(
        label=_("Position"), max_length=60, help_text=_("Reporters see name and position.")
    )
    department = forms.ModelChoiceField(
        label=_("Department"), required=False, queryset=Department.objects.none(), empty_label="–"
    )

    def __init__(self, *args: Any, institution: Institution, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = _departments(institution)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return clean_text(self.cleaned_data["name"])

    def clean_position(self) -> str:
        return clean_text(self.cleaned_data["position"])


class RoleForm(GroundForm):
    """What an officer may do."""

    use_required_attribute = False
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)


def _departments(institution: Institution) -> QuerySet[Department]:
    return institution.departments.order_by("name_ko")


class CsvForm(forms.Form):
    """A list of officers."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("List of officers (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
