"""Delay after wrong passwords and codes: one count for both, by account name (ALL-2).

django-axes keeps the count in the database, so it holds for every process and over a restart. A wrong
second factor counts too: six digits could otherwise be tried out by whoever has the password.
"""

from collections.abc import Mapping
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haechi.staff.models import Account


def typed_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str | None:
    """The name that misses are counted by; case does not matter, as at sign-in."""
    name = credentials.get("username") if credentials else request.POST.get("login")
    return str(name).strip().casefold() if name else None


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
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    context = {"minutes": minutes, "limit": settings.AXES_FAILURE_LIMIT}
    return render(request, "account/locked.html", context, status=429)
