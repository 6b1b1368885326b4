"""Pages of one institution that only say something: other channels, the privacy notice. No cookie."""

from django.http import HttpResponse

from haechi.cases.clocks import settings_of
from haechi.cases.reporter import takes_cases
from haechi.institutions.selectors import any_institution, channels_of, text_of
from haechi.institutions.types import TextKind
from haechi.sites.common.periods import period, years_kept
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import dress, show
from haechi.sites.reporter.requests import ReporterRequest


@page("GET")
def channels(request: ReporterRequest, slug: str) -> HttpResponse:
    """Hotline, visit, post and so on; of a suspended institution too: then they matter most (HL-12)."""
    institution = any_institution(slug)
    dress(request, institution)
    context = {"institution": institution, "channels": channels_of(institution)}
    return show(request, "channels.html", context)


@page("GET")
def privacy_notice(request: ReporterRequest, slug: str) -> HttpResponse:
    institution = any_institution(slug)
    dress(request, institution)
    years = settings_of(institution).retention_years
    context = {
        "institution": institution,
        "notice": text_of(institution, TextKind.PRIVACY),
        "kept": period(institution.retention_days),
        "case_years": years_kept(years) if takes_cases(institution) else "",
        "for_good": not years,
    }
    return show(request, "privacy_notice.html", context)
