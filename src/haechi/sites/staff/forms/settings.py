"""What an institution sets for itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.institutions.models import Category, EntryPoint, Institution


class InstitutionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Policy of one institution; saved by `staff.administration.change_settings`."""

    use_required_attribute = False

    class Meta:
        model = Institution
        fields = (
            "name_ko",
            "name_en",
            "email_content",
            "uncleanable_files",
            "offers_exclusion",
            "handling_days",
            "retention_days",
        )
        labels = {
            "name_ko": _("Name in Korean"),
            "name_en": _("Name in English"),
            "email_content": _("What the arrival e-mail carries"),
            "uncleanable_files": _("Files whose hidden data cannot be removed"),
            "offers_exclusion": _("Reporters may exclude officers"),
            "handling_days": _("Days for handling a report"),
            "retention_days": _("Days for keeping a finished report"),
        }
        help_texts = {
            "email_content": _(
                "E-mail is not encrypted on its way. Content helps only inside a closed network."
            ),
            "retention_days": _(
                "At least 30; a year is 365 days. Then it is destroyed with its files, on a record."
            ),
            "handling_days": _("1 to 365; the due date of new reports is counted with it."),
        }
        widgets = {
            "email_content": forms.RadioSelect,
            "uncleanable_files": forms.RadioSelect,
        }


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A category in both languages."""

    use_required_attribute = False

    class Meta:
        model = Category
        fields = ("name_ko", "name_en", "help_ko", "help_en", "is_active")
        labels = {
            "name_ko": _("Name in Korean"),
            "name_en": _("Name in English"),
            "help_ko": _("Explanation in Korean"),
            "help_en": _("Explanation in English"),
            "is_active": _("Offered to reporters"),
        }


class EntryPointForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A link of its own; its code stands in the address and does not change."""

    use_required_attribute = False

    class Meta:
        model = EntryPoint
        fields = ("code", "name_ko", "name_en", "is_active")
        labels = {
            "code": _("Code in the address"),
            "name_ko": _("Name in Korean"),
            "name_en": _("Name in English"),
            "is_active": _("In use"),
        }
        help_texts = {"code": _("Small Latin letters, digits and dashes, such as “poster-1”.")}

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        taken = EntryPoint.objects.filter(institution=self.instance.institution, code=code)
        if taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This code is taken."))
        return code
