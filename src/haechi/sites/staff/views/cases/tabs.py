"""The parts of the centre's area, as tabs."""

from django.urls import reverse
from django.utils.translation import gettext as _

from haechi.sites.staff.guards import OfficerRequest
from haechi.staff.types import Role


def area_tabs(request: OfficerRequest, here: str) -> list[dict[str, object]]:
    pages = [
        ("cases", _("Register")),
        ("case_deadlines", _("Deadlines")),
        ("case_protection", _("Protection board")),
        ("consultations", _("Talks before a report")),
    ]
    if request.officer.role == Role.HEAD:
        pages.append(("case_year", _("The year")))
    pages.append(("case_office", _("Centre")))
    return [
        {"label": label, "url": reverse(name), "current": name == here} for name, label in pages
    ]
