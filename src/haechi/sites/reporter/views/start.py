"""Pages that only say something: the list of institutions, advice, what is stored."""

from django.conf import settings
from django.http import HttpResponse

from haechi.applicants.office import recording_now
from haechi.cases.reporter import taking_cases
from haechi.institutions.models import Institution
from haechi.institutions.selectors import open_institutions_with_channels
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import show
from haechi.sites.reporter.requests import ReporterRequest
from haechi.talks.selectors import talking_now


@page("GET")
def start(request: ReporterRequest) -> HttpResponse:
    institutions = sorted(open_institutions_with_channels().select_related("parent"), key=_family)
    context = {
        "institutions": institutions,
        "with_names": taking_cases(institutions),
        "recording": recording_now(),
        "talking": talking_now(),
    }
    return show(request, "start.html", context)


def _family(institution: Institution) -> tuple[str, bool, str]:
    """An institution before its affiliates."""
    head = institution.parent or institution
    return head.name_ko, institution.parent is not None, institution.name_ko


@page("GET")
def advice(request: ReporterRequest) -> HttpResponse:
    return show(request, "advice.html")


@page("GET")
def privacy(request: ReporterRequest) -> HttpResponse:
    return show(request, "privacy.html", {"idle_minutes": settings.REPORTER_IDLE_SECONDS // 60})
