"""Departments, temporary holidays and affiliates."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.common.clock import today
from haechi.common.text import clean_text
from haechi.institutions.models import Department, Institution, TemporaryHoliday
from haechi.sites.staff.forms.people import PersonForm

_NAMES = {
    "name_ko": gettext_lazy("Name in Korean"),
    "name_en": gettext_lazy("Name in English"),
}
EARLIEST, LATEST = timedelta(days=366), timedelta(days=2 * 366)


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    use_required_attribute = False

    class Meta:
        model = Department
        fields = ("name_ko", "name_en")
        labels = _NAMES

    def clean_name_ko(self) -> str:
        name = str(self.cleaned_data["name_ko"])
        taken = Department.objects.filter(institution=self.instance.institution, name_ko=name)
        if taken.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a department of this name already."))
        return name


class HolidayForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A day that was named late; a year back and two years ahead are enough."""

    use_required_attribute = False

    class Meta:
        model = TemporaryHoliday
        fields = ("day", "name_ko", "name_en")
        labels = {"day": gettext_lazy("Day"), **_NAMES}
        help_texts = {"name_ko": gettext_lazy("For instance “임시공휴일”.")}
        widgets = {"day": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not -EARLIEST <= day - today() <= LATEST:
            raise ValidationError(_("Choose a day from one year ago to two years ahead."))
        taken = TemporaryHoliday.objects.filter(institution=self.instance.institution, day=day)
        if taken.exists():
            raise ValidationError(_("This day is in the list already."))
        return day


class LeavingForm(forms.Form):
    """Why the institution leaves, by which letter, and where it will take reports."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Reason and letter"),
        max_length=200,
        help_text=gettext_lazy("Such as: own installation, letter 감사-12 of 2026-11-21."),
    )
    new_address = forms.URLField(
        label=gettext_lazy("Where it takes reports then"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Old links will show it. It may stay empty."),
    )

    def clean_reason(self) -> str:
        return clean_text(self.cleaned_data["reason"])

    def clean_new_address(self) -> str:
        """As the operator's command takes it."""
        typed = str(self.cleaned_data["new_address"])
        if typed and not re.fullmatch(r"https?://[^\s<>\"]{3,180}", typed):
            raise ValidationError(_("Write an address that begins with https://."))
        return typed


class AffiliateForm(PersonForm):
    """An affiliate with its first administrator."""

    slug = forms.CharField(
        label=gettext_lazy("Short name in the address"),
        max_length=40,
        help_text=gettext_lazy("Small Latin letters, digits and dashes. It cannot be changed."),
    )
    institution_ko = forms.CharField(
        label=gettext_lazy("Institution's name in Korean"), max_length=100
    )
    institution_en = forms.CharField(
        label=gettext_lazy("Institution's name in English"), max_length=100
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "slug" in values:
            try:
                Institution(slug=values["slug"]).clean_fields(
                    exclude=["name_ko", "name_en", "recovery_public_key"]
                )
            except ValidationError:
                self.add_error("slug", _("Use small Latin letters, digits and dashes."))
            if Institution.objects.filter(slug=values["slug"]).exists():
                self.add_error("slug", _("This short name is taken."))
        return values
