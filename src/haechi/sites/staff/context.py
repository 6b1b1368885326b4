"""What every page of the staff site shows: navigation by role, the officer, the idle limit."""

from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from haechi.access_control.review import overdue_months
from haechi.casework.access import belongs_to_centre
from haechi.recordings.access import may_see_any
from haechi.sites.common.chrome import LanguageLink
from haechi.staff.types import OfficerAtWork, Role

_READERS = {Role.HEAD, Role.OFFICER}
MANAGERS = {Role.HEAD, Role.ADMINISTRATOR}
_FIRST_OF_GROUP = {"statistics", "people"}  # reports | what is known of them | people and places


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor of the staff site; leaves the reporter site's pages alone."""
    if not hasattr(request, "officer"):
        return {}
    officer: OfficerAtWork | None = request.officer
    may_work = getattr(request, "may_work", False)
    return {
        "base_template": "site_staff/base.html",
        "languages": _languages(request),
        "officer": officer,
        "nav_items": _items(request, officer) if officer and may_work else [],
        "overdue_reviews": partial(_overdue_reviews, officer),
        "idle_seconds": settings.STAFF_IDLE_SECONDS,
        "idle_minutes": settings.STAFF_IDLE_SECONDS // 60,
    }


def _overdue_reviews(officer: OfficerAtWork | None) -> list[date]:
    """Asked by the few pages that remind of them."""
    if officer is None or officer.role != Role.HEAD:
        return []
    return overdue_months(officer.officer.institution)


def _languages(request: HttpRequest) -> list[LanguageLink]:
    back = request.get_full_path() if request.method == "GET" else "/"
    query = urlencode({"next": back})
    return [
        LanguageLink(code, name, f"{reverse('language', args=[code])}?{query}")
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


def _items(request: HttpRequest, officer: OfficerAtWork) -> list[dict[str, object]]:
    pages = (
        ("inbox", _("Reports"), _READERS),
        ("talks", _("Talk"), _READERS),
        ("search", _("Search"), _READERS),
        ("statistics", _("Statistics"), {Role.HEAD}),
        ("trail", _("Access trail"), {Role.HEAD}),
        ("people", _("Officers"), MANAGERS),
        ("publicity", _("Publicity"), MANAGERS),
        ("practice", _("Practice days"), _READERS),
        ("institution_settings", _("Settings"), MANAGERS),
    )
    mine = [(name, label) for name, label, roles in pages if officer.role in roles]
    if officer.role in _READERS and belongs_to_centre(officer):
        mine.insert(1, ("cases", _("Public-interest reports")))
    if may_see_any(officer):
        mine.insert(-1 if officer.role in MANAGERS else len(mine), ("calls", _("Calls")))
    return [
        {
            "label": label,
            "url": reverse(name),
            "current": _is_current(request, reverse(name)),
            "begins": at > 0 and name in _FIRST_OF_GROUP,
        }
        for at, (name, label) in enumerate(mine)
    ]


def _is_current(request: HttpRequest, url: str) -> bool:
    if url == "/":
        return request.path_info == "/" or request.path_info.startswith("/reports/")
    return request.path_info.startswith(url)
