"""An officer's own number and address. The site cannot read the present ones: an empty field leaves one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.sites.staff.forms.people import mobile_number
from haechi.staff.models import Account
from haechi.staff.services import split_hint


class ContactForm(forms.Form):
    """At least one of the two stays: an officer whom nothing reaches is no help."""

    use_required_attribute = False
    phone = forms.CharField(
        label=gettext_lazy("New mobile phone"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Leave empty to keep it as it is."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national"}),
    )
    no_phone = forms.BooleanField(label=gettext_lazy("No more SMS"), required=False)
    email = forms.EmailField(
        label=gettext_lazy("New e-mail address"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Leave empty to keep it as it is."),
    )
    no_email = forms.BooleanField(label=gettext_lazy("No more e-mail"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._present = dict(zip(("phone", "email"), split_hint(account.contact_hint), strict=True))

    def clean_phone(self) -> str:
        return mobile_number(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if self.errors:
            return values
        if not any(self._will_have(name) for name in ("phone", "email")):
            raise ValidationError(
                _("Keep a number or an address: notices reach you by one of them.")
            )
        if self.changed("phone") is None and self.changed("email") is None:
            raise ValidationError(_("Write what is to change."))
        return values

    def _will_have(self, name: str) -> bool:
        changed = self.changed(name)
        return bool(self._present[name] if changed is None else changed)

    def changed(self, name: str) -> str | None:
        """The new value, "" to take it away, None to leave it."""
        if self.cleaned_data.get(f"no_{name}"):
            return ""
        return self.cleaned_data.get(name) or None
