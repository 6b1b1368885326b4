"""Who comes from a network that is not allowed meets a page that says so, before any sign-in (ALL-2)."""

import threading
import time
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.decorators import sync_only_middleware

from haechi.access_control.networks import may_reach, may_work_from
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.sites.common.middleware import GetResponse
from haechi.sites.staff.trail import actor_of, place_of
from haechi.staff.models import Account

_HOUR = 3600.0
_MOST = (
    200  # rows an hour and process: who knocks from a thousand addresses must not flood the trail
)


class Told:
    """Which networks were told of within the hour, so that one knocking all day is one row an hour."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._since = 0.0
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def is_new(self, place: str) -> bool:
        with self._lock:
            if time.monotonic() - self._since >= _HOUR or not self._since:
                self._since, self._seen = time.monotonic(), set()
            known = _neighbourhood(place)
            if known in self._seen or len(self._seen) >= self._most:
                return False
            self._seen.add(known)
            return True


def _neighbourhood(place: str) -> str:
    """An IPv6 host has as many addresses as it likes, within its /64."""
    try:
        address = ip_address(place)
    except ValueError:
        return ""
    return place if address.version == 4 else str(ip_network((address, 64), strict=False))


@sync_only_middleware
def network_gate(get_response: GetResponse) -> GetResponse:
    """Before the sign-in: any institution's networks will do. Afterwards: those of one's own."""
    told = Told()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        place = place_of(request)
        account: Account | None = request.user if request.user.is_authenticated else None
        if not may_reach(place, settings.STAFF_NETWORKS):
            return _refuse(request, account, told)
        if account and not may_work_from(place, account.officer.institution):
            return _refuse(request, account, told)
        return get_response(request)

    return middleware


def _refuse(request: HttpRequest, account: Account | None, told: Told) -> HttpResponse:
    """The page and the trail's row; an open session of the officer ends."""
    place = place_of(request)
    if account:
        actor = actor_of(account, request)
        logout(request)
    else:
        actor = Actor(officer_id=None, name="?", place=place, institution_id=None)
    request.officer = None  # type: ignore[attr-defined]  # for the page's frame
    if account or told.is_new(place):
        record(actor=actor, action=Action.NETWORK_REFUSED, subject="site:staff")
    return render(request, "site_staff/network_refused.html", {"place": place}, status=403)
