"""Addresses in the language of the page: Korean unprefixed, the same under /en/."""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from haechi.sites.common.chrome import LanguageLink

ENGLISH = "/en"


def address(name: str, *args: object) -> str:
    """The path of a page in the current language.

    Raises:
        NoReverseMatch: there is no such page.
    """
    namespace = "en:" if translation.get_language() == "en" else ""
    return _path(namespace + name, *args)


@lru_cache(maxsize=512)
def _path(name: str, *args: object) -> str:
    return reverse(name, args=args)


def check_path(request: HttpRequest) -> str:
    """Where a report is looked after: a practice report where practice reports are."""
    practice = getattr(request, "practice", None)
    return practice.check_url if practice else address("check")


def receipt_path(request: HttpRequest) -> str:
    """Where a receipt becomes a file."""
    practice = getattr(request, "practice", None)
    return practice.receipt_url if practice else address("receipt")


def other_language(path: str) -> LanguageLink:
    """The same page in the other language."""
    if path.startswith(f"{ENGLISH}/"):
        return LanguageLink("ko", "한국어", path.removeprefix(ENGLISH))
    return LanguageLink("en", "English", ENGLISH + path)


def absolute(request: HttpRequest, path: str) -> str:
    """The full address, at the host the reporter came by: an onion address stays one."""
    if request.get_host() == urlsplit(settings.REPORTER_URL).netloc:
        return settings.REPORTER_URL + path
    return request.build_absolute_uri(path)
