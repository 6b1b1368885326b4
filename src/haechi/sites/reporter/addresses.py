"""Addresses in the language of the page: Korean unprefixed, the same under /en/ and so on."""

from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from haechi.sites.common.chrome import LanguageLink

PREFIXED = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def address(name: str, *args: object) -> str:
    """The path of a page in the current language.

    Raises:
        NoReverseMatch: there is no such page.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    namespace = "" if language == settings.LANGUAGE_CODE else f"{language}:"
    return _path(namespace + name, *args)


@lru_cache(maxsize=512)
def _path(name: str, *args: object) -> str:
    return reverse(name, args=args)


def check_path(request: HttpRequest) -> str:
    """Where a report is looked after: a practice report, or a request for a recording, where those are."""
    place = _place(request)
    return place.check_url if place else address("check")


def receipt_path(request: HttpRequest) -> str:
    """Where a receipt becomes a file."""
    place = _place(request)
    return place.receipt_url if place else address("receipt")


class _Place(Protocol):
    @property
    def check_url(self) -> str: ...

    @property
    def receipt_url(self) -> str: ...


def _place(request: HttpRequest) -> _Place | None:
    found: _Place | None = getattr(request, "practice", None) or getattr(request, "calls", None)
    return found


def other_languages(path: str) -> list[LanguageLink]:
    """The same page in the other languages."""
    here = language_of(path)
    plain = path.removeprefix(f"/{here}") if here != settings.LANGUAGE_CODE else path
    return [
        LanguageLink(code, name, plain if code == settings.LANGUAGE_CODE else f"/{code}{plain}")
        for code, name in settings.LANGUAGES
        if code != here
    ]


def language_of(path: str) -> str:
    """The language a path begins with; Korean without one."""
    first = path.split("/", 2)[1]
    return first if first in PREFIXED else settings.LANGUAGE_CODE


def absolute(request: HttpRequest, path: str) -> str:
    """The full address, at the host the reporter came by: an onion address stays one."""
    if request.get_host() == urlsplit(settings.REPORTER_URL).netloc:
        return settings.REPORTER_URL + path
    return request.build_absolute_uri(path)
