"""The page of an institution that takes no reports at the moment: it names the other channels (HL-8, HL-12)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haechi.institutions.models import Institution
from haechi.institutions.selectors import channels_of
from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.pages import frame

STATUS = (
    404  # as for an unknown address: nothing is here now, and no cache may keep it as gone for good
)


def suspended_page(
    request: HttpRequest, institution_id: int, fields: list[tuple[str, str]]
) -> HttpResponse:
    """`fields`: a form that was sent just now; its text is shown, so that it can be taken elsewhere."""
    institution = Institution.objects.get(pk=institution_id)
    request.home_url = address("start")  # type: ignore[attr-defined]
    sent = dict(fields)
    context = frame(request) | {
        "suspended": institution,
        "channels": channels_of(institution),
        "fields": fields,
        "typed": [sent[name] for name in ("text", "when", "where", "who") if sent.get(name)],
        "action": request.path,
        "languages": [] if fields else frame(request)["languages"],
    }
    return render(request, "site_reporter/suspended.html", context, status=STATUS)
