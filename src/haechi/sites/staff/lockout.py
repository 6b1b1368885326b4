"""django-axes asks before each sign-in and tells of each miss; the count is `access_control.delays` (ALL-2).

One count for passwords and second factors: six digits could otherwise be tried out by whoever has the
password. axes' own tables stay empty: they would hold addresses, browsers and whatever was typed.
"""

from collections.abc import Mapping
from math import ceil
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haechi.access_control import delays
from haechi.common.clock import now
from haechi.staff.models import Account


def typed_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str | None:
    """The name that misses are counted by; case does not matter, as at sign-in."""
    name = credentials.get("username") if credentials else request.POST.get("login")
    return str(name).strip().casefold() if name else None


class GrowingDelay(AbstractAxesHandler, AxesBaseHandler):  # type: ignore[misc]  # axes has no types
    """`AXES_HANDLER`: closes a name after five misses, longer each time."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        name = typed_name(request, credentials)
        return bool(name and delays.closed_until(name))

    def user_login_failed(
        self,
        sender: object,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: object,
    ) -> None:
        name = typed_name(request, credentials) if request else None
        if request and name and delays.count_miss(name):
            request.axes_locked_out = True  # type: ignore[attr-defined]  # the middleware's sign
            request.axes_credentials = {"username": name}  # type: ignore[attr-defined]

    def user_logged_in(
        self, sender: object, request: HttpRequest, user: Account, **kwargs: object
    ) -> None:
        delays.forget(user.get_username())

    def user_logged_out(self, *args: object, **kwargs: object) -> None:
        """The trail's row is written by the adapter."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        return delays.LIMIT if self.is_locked(request, credentials) else 0


def is_locked(request: HttpRequest, account: Account) -> bool:
    return not AxesProxyHandler.is_allowed(request, {"username": account.username})


def count_miss(request: HttpRequest, account: Account) -> None:
    """Count one miss; at the limit the whole answer becomes `locked_page`."""
    AxesProxyHandler.user_login_failed(
        sender=Account, credentials={"username": account.username}, request=request
    )


def locked_page(
    request: HttpRequest, original: HttpResponse | None, credentials: Mapping[str, Any] | None
) -> HttpResponse:
    name = typed_name(request, credentials)
    until = delays.closed_until(name) if name else None
    left = until - now() if until else delays.FIRST
    context = {"minutes": max(1, ceil(left.total_seconds() / 60)), "limit": delays.LIMIT}
    return render(request, "account/locked.html", context, status=429)
