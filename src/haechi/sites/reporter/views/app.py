"""The site as an app on a telephone (HL-11): manifest, service worker, the page for no connection.

The worker is registered by the installed app alone (`app.js`): a visit in a browser leaves no worker and
no cache behind, which on an office PC would show that somebody was here.
"""

import json
from functools import lru_cache
from hashlib import blake2b

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import get_language, override

from haechi.sites.reporter.addresses import address
from haechi.sites.reporter.guard import page
from haechi.sites.reporter.pages import enter
from haechi.sites.reporter.requests import ReporterRequest

ICONS = (
    ("haechi/img/icon-192.png", "192x192", "any"),
    ("haechi/img/icon-512.png", "512x512", "any"),
    ("haechi/img/icon-maskable-512.png", "512x512", "maskable"),
)
# What the page for no connection needs, and nothing else of the site.
KEPT = (
    "haechi/css/tokens.css",
    "haechi/css/fonts.css",
    "haechi/css/components.css",
    "haechi/fonts/400-first.woff2",
    "haechi/fonts/700-first.woff2",
    "haechi/img/icon.svg",
)
OFFLINE = "/offline/"


@page("GET")
def manifest(request: ReporterRequest, slug: str) -> HttpResponse:
    """Web Application Manifest (W3C). The app bears the institution's plain name, which tells nothing
    to whoever sees the telephone; it starts at the same address as everybody, marked by nothing."""
    request.keeps_session = False  # what the browser asks by itself is no activity
    institution = enter(request, slug)
    start = address("form", institution.slug)
    content = {
        "id": start,
        "name": institution.name,
        "short_name": institution.name,
        "lang": get_language(),
        "dir": "ltr",
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@page("GET")
def offline(request: ReporterRequest) -> HttpResponse:
    """The one page that the worker keeps; in both languages, of no institution."""
    request.keeps_session = False
    return HttpResponse(_offline_page())


@page("GET")
def service_worker(request: ReporterRequest) -> HttpResponse:
    """The worker's script with the names of what it keeps; a change of any makes a new cache."""
    request.keeps_session = False
    files = [OFFLINE, *(static(name) for name in KEPT)]
    digest = blake2b(digest_size=8)
    digest.update(json.dumps(files).encode() + _offline_page().encode())
    context = {"cache": f"app-{digest.hexdigest()}", "files": json.dumps(files), "offline": OFFLINE}
    script = render_to_string("site_reporter/service-worker.js", context)
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@lru_cache(maxsize=1)
def _offline_page() -> str:
    with override("ko"):
        return render_to_string("site_reporter/offline.html")
