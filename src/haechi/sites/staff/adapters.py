"""How allauth meets officers' keys: the password that signs in also opens the private key."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.types import DataKey
from haechi.sites.staff.trail import actor_of, place_of
from haechi.staff.keys import to_session
from haechi.staff.models import Account
from haechi.staff.services import unlock

VAULT = "vault"


class AccountAdapter(DefaultAccountAdapter):
    """Password step: verify, open the private key, put it into the session under a cookie's key."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:  # noqa: ANN401
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None and "password" in credentials:
            pair = unlock(account, credentials["password"])
            request.session[VAULT], request.unlock_cookie = to_session(pair.private)
        return account

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        super().authentication_failed(request, **credentials)
        name = str(credentials.get("username", ""))
        known = Account.objects.filter(username=name).select_related("officer").first()
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
        record(actor=actor_of(user, request), action=Action.SIGN_IN, subject=f"account:{user.pk}")
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class MfaAdapter(DefaultMFAAdapter):
    """Second-factor secrets are sealed: a database thief must not compute codes."""

    def encrypt(self, text: str) -> str:
        sealed = seal(_mfa_key(), text.encode(), place("mfa"))
        return base64.b64encode(sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(_mfa_key(), base64.b64decode(encrypted_text), place("mfa")).decode()


def _mfa_key() -> DataKey:
    return DataKey(settings.MFA_KEY)
