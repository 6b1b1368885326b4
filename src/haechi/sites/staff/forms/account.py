"""The officer's own password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def password_field(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:  # noqa: ANN401
    """A password as it is typed: nothing is stripped, nothing is shown again."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, strip=False, widget=widget, help_text=help_text, max_length=200
    )


class NewPassword(forms.Form):
    """A new password, twice."""

    use_required_attribute = False
    new = password_field(
        _("New password"),
        "new-password",
        _("At least 10 characters. A sentence of several words is easier to keep in mind."),
    )
    again = password_field(_("New password once more"), "new-password")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("new") not in {None, again}:
            raise forms.ValidationError(_("The two new passwords are not the same."))
        return again


class PasswordForm(NewPassword):
    """With the present password."""

    old = password_field(_("Present password"), "current-password")
    field_order = ("old", "new", "again")
