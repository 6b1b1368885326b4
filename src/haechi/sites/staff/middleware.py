"""CSRF under `no-referrer`, and the officer at work."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.utils.decorators import sync_only_middleware

from haechi.custody.types import UnlockedOfficer
from haechi.sites.common.middleware import GetResponse
from haechi.sites.staff.adapters import VAULT
from haechi.sites.staff.trail import actor_of
from haechi.staff.errors import Locked
from haechi.staff.keys import from_session
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role


class NoReferrerCsrf(CsrfViewMiddleware):
    """Browsers send `Origin: null` for forms of pages with `Referrer-Policy: no-referrer` (Fetch
    standard, "append a request Origin header"): there the session's token alone decides."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.META.get("HTTP_ORIGIN") == "null":
            return request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin"
        return bool(super()._origin_verified(request))

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
            try:
                request.officer = _at_work(request)  # type: ignore[attr-defined]
            except Locked:
                logout(request)
        response = _demand_second_factor(request) or get_response(request)
        _set_cookie(request, response)
        return response

    return middleware


def _at_work(request: HttpRequest) -> OfficerAtWork:
    account: Account = request.user  # type: ignore[assignment]
    vault = request.session.get(VAULT, "")
    pair = from_session(vault, request.COOKIES.get(settings.UNLOCK_COOKIE, ""))
    officer = account.officer
    return OfficerAtWork(
        account_id=account.pk,
        officer=officer,
        role=Role(account.role),
        unlocked=UnlockedOfficer(officer.pk, officer.institution_id, pair),
        trail=actor_of(account, request),
    )


def _demand_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Nobody works with a password alone: without a second factor only its set-up is open."""
    if request.officer is None or is_mfa_enabled(request.user):  # type: ignore[attr-defined]
        return None
    allowed = (reverse("mfa_index"), reverse("account_logout"), reverse("account_reauthenticate"))
    if request.path_info.startswith(allowed):
        return None
    return HttpResponseRedirect(reverse("mfa_activate_totp"))


def _set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    fresh = getattr(request, "unlock_cookie", "")
    if fresh:
        response.set_cookie(  # type: ignore[attr-defined]
            settings.UNLOCK_COOKIE, fresh, secure=settings.HTTPS, httponly=True, samesite="Strict"
        )
    elif settings.UNLOCK_COOKIE in request.COOKIES and not request.session.get(VAULT):
        response.delete_cookie(settings.UNLOCK_COOKIE)  # type: ignore[attr-defined]
