"""The code of an app or a recovery code; misses count towards the lock of `lockout`."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.sites.staff.lockout import count_miss, is_locked
from haechi.sites.staff.trail import actor_of
from haechi.staff.onetime import use_once

_DIGITS = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class _Counted(forms.Form):
    use_required_attribute = False
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs = _DIGITS | {"autofocus": True}

    def clean_code(self) -> str:
        request = context.request
        if is_locked(request, self.user):
            request.axes_locked_out = True
            raise ValidationError(_("Too many wrong attempts."))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if not use_once(account=self.user, code=code):
                raise get_adapter().validation_error("incorrect_code")
        except ValidationError:
            record(
                actor=actor_of(self.user, request),
                action=Action.SIGN_IN_FAILED,
                subject=f"account:{self.user.pk}",
                detail={"step": "second factor"},
            )
            count_miss(request, self.user)
            raise
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """At sign-in."""


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    """Before second factors are changed."""


class FirstCodeForm(ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    """Setting the app up: its first code shows that the key was read."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs = dict(_DIGITS)
