"""How allauth meets officers' keys: the password that signs in also opens the private key."""

import base64
import time
from typing import Any

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.statements import Statement
from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.types import DataKey
from haechi.signon.selectors import password_signs_in
from haechi.sites.staff.sign_on import Waiting
from haechi.sites.staff.trail import actor_of, place_of
from haechi.staff.keys import to_session
from haechi.staff.models import Account
from haechi.staff.services import unlock

VAULT = "vault"
SECOND_FACTOR_STAGE = "allauth.mfa.stages.AuthenticateStage"
WRONG = _("The user name or the password is wrong. After five misses you have to wait.")


class AccountAdapter(DefaultAccountAdapter):
    """Password step: verify, open the private key, put it into the session under a cookie's key."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": _("The password is wrong."),
        "too_many_login_attempts": _("Too many wrong attempts."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:  # noqa: ANN401
        account: Account | None = super().authenticate(request, **credentials)
        if account is None:
            return None
        if not (account.is_active and password_signs_in(account)):  # not told that it was right
            self.authentication_failed(request, **credentials)
            return None
        pair = unlock(account, credentials["password"])
        request.session[VAULT], request.unlock_cookie = to_session(pair.private)  # type: ignore[attr-defined]
        return account

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        super().authentication_failed(request, **credentials)
        name = str(credentials.get("username", ""))
        known = Account.objects.filter(username__iexact=name).select_related("officer").first()
        record(
            actor=Actor(
                officer_id=known.officer_id if known else None,
                name=known.username if known else "?",
                place=place_of(request),
                institution_id=known.officer.institution_id if known else None,
            ),
            action=Action.SIGN_IN_FAILED,
            subject=f"account:{known.pk if known else 0}",
        )

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        by: Waiting | None = getattr(request, "signed_on_by", None)
        record(
            actor=actor_of(user, request),
            action=Action.SIGN_IN,
            subject=f"account:{user.pk}",
            detail={"provider": by.provider.name} if by else None,
        )
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_login_stages(self) -> list[str]:
        """Without our second factor, where the provider asked one that the settings accept."""
        stages: list[str] = super().get_login_stages()
        by: Waiting | None = getattr(self.request, "signed_on_by", None)
        if by is not None and by.second_factor:
            return [stage for stage in stages if stage != SECOND_FACTOR_STAGE]
        return stages

    def logout(self, request: HttpRequest) -> None:
        account = request.user
        if isinstance(account, Account):
            subject = f"account:{account.pk}"
            record(actor=actor_of(account, request), action=Action.SIGN_OUT, subject=subject)
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        return HttpResponseRedirect(reverse("account_login"))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ANN401
        """Not within five minutes of the sign-in itself: the secrets were given just now."""
        records = get_authentication_records(self.request, self.request.user)
        recent = records and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not recent


_kinds = Statement(
    lambda account: Authenticator.objects.filter(user=account).values_list("type"), int
)


class MfaAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed: a database thief must not compute codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Wait for the next one and type it at once."),
    }

    def is_mfa_enabled(
        self, user: AbstractBaseUser | AnonymousUser, types: list[str] | None = None
    ) -> bool:
        """Asked at every request; by a query that is put together once."""
        if user.is_anonymous:
            return False
        kinds = {kind for (kind,) in _kinds(user.pk)}
        return bool(kinds if types is None else kinds.intersection(types))

    def encrypt(self, text: str) -> str:
        sealed = seal(_mfa_key(), text.encode(), place("mfa"))
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(_mfa_key(), base64.b64decode(encrypted_text), place("mfa")).decode()

    def build_totp_svg(self, url: str) -> str:
        """An `<svg>` element for the page itself: the site's policy allows no data: pictures."""
        code = segno.make(url, error="m")
        return code.svg_inline(dark="#000", light="#fff", border=4, omitsize=True)

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        return gettext("Security key")

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def _mfa_key() -> DataKey:
    return DataKey(settings.MFA_KEY)
