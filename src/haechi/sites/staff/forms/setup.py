"""The first-run wizard's one form: the set-up code, the institution, the first officer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from haechi.common.text import clean_text
from haechi.institutions.models import Institution
from haechi.sites.staff.forms.account import NewPassword
from haechi.sites.staff.forms.people import PersonForm

# First words of the reporter site's own addresses: an institution of that name could not be reached.
RESERVED = frozenset(
    {"en", "ko", "static", "advice", "privacy", "receipt", "check", "thread", "report", "setup"}
)


class SetupForm(PersonForm, NewPassword):
    """Everything that an empty installation needs to take its first report."""

    code = forms.CharField(
        label=_("Set-up code"),
        max_length=200,
        help_text=_("It stood in the terminal when Haechi was started."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    slug = forms.CharField(
        label=_("Short name in the address"),
        max_length=40,
        help_text=_("Small Latin letters, digits and dashes, such as “hanbit”."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    name_ko = forms.CharField(label=_("Name in Korean"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=100)
    holder_1 = forms.CharField(label=_("Holder of sheet 1"), max_length=60, required=False)
    holder_2 = forms.CharField(label=_("Holder of sheet 2"), max_length=60, required=False)
    holder_3 = forms.CharField(label=_("Holder of sheet 3"), max_length=60, required=False)
    field_order = (
        "code", "slug", "name_ko", "name_en",
        "name", "position", "phone", "email", "username", "new", "again",
    )  # fmt: skip

    institution_fields = ("slug", "name_ko", "name_en")
    holder_fields = ("holder_1", "holder_2", "holder_3")
    officer_fields = ("name", "position", "phone", "email", "username", "new", "again")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].strip()
        try:
            Institution._meta.get_field("slug").run_validators(slug)
        except ValidationError:
            raise ValidationError(_("Use small Latin letters, digits and dashes.")) from None
        if slug in RESERVED:
            raise ValidationError(_("This word is used by the site itself. Choose another."))
        return slug

    def clean_name_ko(self) -> str:
        return clean_text(self.cleaned_data["name_ko"])

    def clean_name_en(self) -> str:
        return clean_text(self.cleaned_data["name_en"])

    def section(self, names: tuple[str, ...]) -> list[Any]:
        return [self[name] for name in names]

    def institution_section(self) -> list[Any]:
        return self.section(self.institution_fields)

    def officer_section(self) -> list[Any]:
        return self.section(self.officer_fields)

    def holder_section(self) -> list[Any]:
        return self.section(self.holder_fields)

    def holders(self) -> list[str]:
        """Who keeps the recovery sheets; "" where it is not known yet."""
        return [clean_text(self.cleaned_data[name]).strip() for name in self.holder_fields]
