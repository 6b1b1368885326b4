"""CSRF under `no-referrer`, and the officer at work."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.decorators import sync_only_middleware

from haechi.custody.types import UnlockedOfficer
from haechi.sites.common.middleware import GetResponse
from haechi.sites.staff.adapters import VAULT
from haechi.sites.staff.sign_on import SECOND_BY_PROVIDER
from haechi.sites.staff.trail import actor_of
from haechi.staff.errors import Locked
from haechi.staff.keys import from_session
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role

_ALWAYS_OPEN = ("own_password", "account_logout", "account_reauthenticate", "stay_signed_in")
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
EVENT_STREAM = "text/event-stream"
_SEEN_SECONDS = 10  # a session is written this often at most: each write waits for the disk


class NoReferrerCsrf(CsrfViewMiddleware):
    """Browsers send `Origin: null` for forms of pages with `Referrer-Policy: no-referrer` (Fetch
    standard, "append a request Origin header"): there the session's token alone decides."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return bool(request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin")
        return bool(super()._origin_verified(request))  # type: ignore[misc]  # private to Django

    def _check_referer(self, request: HttpRequest) -> None:
        """There is no referrer to check."""


@sync_only_middleware
def officer_session(get_response: GetResponse) -> GetResponse:
    """Set `request.officer` (an `OfficerAtWork` or None); end sessions whose key cannot be opened.

    A removed officer's account is inactive, so the very next request of an open session is anonymous.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.officer = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            _take_up_work(request)
        elif SESSION_KEY in request.session:
            request.session.flush()
        response = _demand_own_secrets(request) or get_response(request)
        _stay_signed_in(request, response)
        _set_cookie(request, response)
        return response

    return middleware


def _take_up_work(request: HttpRequest) -> None:
    account: Account = request.user  # type: ignore[assignment]
    vault = request.session.get(VAULT, "")
    try:
        pair = from_session(vault, request.COOKIES.get(settings.UNLOCK_COOKIE, ""))
    except Locked:
        logout(request)
        return
    officer = account.officer
    request.institution = officer.institution  # type: ignore[attr-defined]
    request.officer = OfficerAtWork(  # type: ignore[attr-defined]
        account_id=account.pk,
        officer=officer,
        role=Role(account.role),
        unlocked=UnlockedOfficer(officer.pk, officer.institution_id, pair),
        trail=actor_of(account, request),
    )


def _demand_own_secrets(request: HttpRequest) -> HttpResponse | None:
    """Nobody works with a password that somebody else drew (whoever drew it could open the private
    key), nor with a password alone: first one's own password, then the second factor."""
    if request.officer is None:  # type: ignore[attr-defined]
        return None
    account: Account = request.user  # type: ignore[assignment]
    own = not account.password_is_drawn
    by_provider = request.session.get(SECOND_BY_PROVIDER) == account.pk
    second = by_provider or is_mfa_enabled(request.user, SECOND_FACTORS)
    request.may_work = own and second  # type: ignore[attr-defined]
    if request.may_work:  # type: ignore[attr-defined]
        return None
    names = [*_ALWAYS_OPEN, "mfa_index"] if own else _ALWAYS_OPEN
    allowed = tuple(reverse(name) for name in names)
    if request.path_info.startswith((*allowed, "/language/")):
        return None
    return HttpResponseRedirect(reverse("mfa_activate_totp" if own else "own_password"))


def _stay_signed_in(request: HttpRequest, response: HttpResponseBase) -> None:
    """Every request of the officer's pushes the idle limit out; an open event stream does not, nor what
    a page sends by itself (`is_passive` on its answer)."""
    at_work = request.officer is not None  # type: ignore[attr-defined]
    streaming = response.headers.get("Content-Type", "").startswith(EVENT_STREAM)
    passive = streaming or getattr(response, "is_passive", False)
    if not at_work or passive or SESSION_KEY not in request.session:
        return
    moment = int(time.time())
    # A clock set back must not leave the end of the session where it was.
    if abs(moment - request.session.get("seen", 0)) >= _SEEN_SECONDS:
        request.session["seen"] = moment


def _set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    fresh = getattr(request, "unlock_cookie", "")
    if fresh:
        response.set_cookie(
            settings.UNLOCK_COOKIE, fresh, secure=settings.HTTPS, httponly=True, samesite="Strict"
        )
    elif settings.UNLOCK_COOKIE in request.COOKIES and not request.session.get(VAULT):
        response.delete_cookie(settings.UNLOCK_COOKIE)
