"""Unlock phrase, and linking an officer to a provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haechi.config.settings.sign_on import Provider
from haechi.institutions.models import Institution
from haechi.sites.staff.forms.account import password_field
from haechi.staff.models import Account


class PhraseForm(forms.Form):
    """What opens the officer's key, typed here and nowhere else."""

    use_required_attribute = False
    phrase = password_field(
        _("Unlock phrase"),
        "current-password",
        _("The password that you chose for this system. The institution's sign-on never sees it."),
    )


class OfficerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Name, position and user name."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401
        return f"{obj.officer} ({obj.username})"


class LinkForm(forms.Form):
    """An officer, a provider, and the provider's lasting identifier of the person."""

    use_required_attribute = False
    account = OfficerChoice(Account.objects.none(), label=_("Officer"))
    provider = forms.ChoiceField(label=_("Provider"))
    subject = forms.CharField(
        label=_("Lasting identifier at the provider"),
        max_length=255,
        help_text=_(
            "What never passes to another person: `sub` of OIDC, the persistent NameID of SAML."
            " Not an e-mail address."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        institution: Institution,
        providers: list[Provider],
        labels: dict[str, str],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        account, provider = self.fields["account"], self.fields["provider"]
        assert isinstance(account, forms.ModelChoiceField)  # noqa: S101  # declared above
        assert isinstance(provider, forms.ChoiceField)  # noqa: S101
        account.queryset = (
            Account.objects.filter(officer__institution=institution, is_active=True)
            .select_related("officer")
            .order_by("officer__name", "username")
        )
        provider.choices = [(each.name, labels[each.name]) for each in providers]

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"].strip()
        if "@" in subject:
            raise forms.ValidationError(
                _("This looks like an e-mail address, which can pass to another person.")
            )
        return subject
