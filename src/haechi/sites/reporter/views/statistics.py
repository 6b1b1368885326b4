"""The public figures: closed quarters in classes, as they were frozen (ALL-4)."""

from django.db.models import Prefetch
from django.http import HttpResponse, JsonResponse

from haechi.institutions.selectors import open_institutions
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import show
from haechi.sites.reporter.requests import ReporterRequest
from haechi.statistics.models import Publication

QUARTERS = 12


@page("GET")
def statistics(request: ReporterRequest) -> HttpResponse:
    newest = Publication.objects.order_by("-year", "-quarter")
    institutions = open_institutions().prefetch_related(
        Prefetch("publications", queryset=newest, to_attr="published")
    )
    english = request.path_info.startswith("/en/")
    told = [
        {
            "institution": institution,
            "quarters": [
                {
                    "publication": row,
                    "rows": [[cell[english], _words(cell[2], cell[3])] for cell in row.categories],
                    "total": _words(*row.total) if row.total else "",
                }
                for row in institution.published[:QUARTERS]
            ],
        }
        for institution in institutions
    ]
    return show(request, "statistics.html", {"told": told})


@page("GET")
def as_json(request: ReporterRequest) -> HttpResponse:
    rows = Publication.objects.filter(institution__in=open_institutions())
    data = [
        {
            "institution": row.institution.slug,
            "year": row.year,
            "quarter": row.quarter,
            "total": row.total,
            "categories": [
                {"ko": ko, "en": en, "low": low, "high": high}
                for ko, en, low, high in row.categories
            ],
        }
        for row in rows.select_related("institution")
    ]
    return JsonResponse({"quarters": data}, json_dumps_params={"ensure_ascii": False})


def _words(low: int, high: int) -> str:
    return f"{low}–{high}"
