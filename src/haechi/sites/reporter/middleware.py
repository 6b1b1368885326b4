"""Language from the path, and the reporter's session in one encrypted cookie.

Nothing is stored on the server: the cookie is the session, it lives in the browser's memory (no
expiry date) and ends after 30 idle minutes. There is no cookie before signing in.
"""

import base64
import json
import secrets
import time
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.decorators import sync_only_middleware

from haechi.crypto.aead import open_sealed, place, seal
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import key_pair_of
from haechi.crypto.types import DataKey, PrivateKey, ReportKey
from haechi.reports.types import ReporterSession
from haechi.sites.common.middleware import GetResponse
from haechi.sites.reporter.addresses import language_of
from haechi.sites.reporter.requests import ReporterRequest

_PLACE = place("reporter", "session cookie")


@sync_only_middleware
def path_language(get_response: GetResponse) -> GetResponse:
    """Korean, or another under its prefix (/en/): neither cookie nor the browser's language list is asked."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request.path_info)):
            return get_response(request)

    return middleware


@sync_only_middleware
def session_cookie(get_response: GetResponse) -> GetResponse:
    """Read the session into the request (`ReporterRequest`) and keep it alive, or end it."""

    def middleware(request: ReporterRequest) -> HttpResponseBase:
        cookie = request.COOKIES.get(settings.REPORTER_COOKIE, "")
        request.reporter, request.form_token, request.reporter_until = _read(cookie)
        request.keeps_session = True
        response = get_response(request)
        if request.reporter is None:
            if cookie:
                response.delete_cookie(settings.REPORTER_COOKIE)
        elif request.keeps_session:
            _write(response, request.reporter, request.form_token)
        return response

    return middleware  # type: ignore[return-value]


def new_form_token() -> str:
    """Drawn at sign-in, carried in the cookie and in every form of the signed-in pages (CSRF)."""
    return secrets.token_urlsafe(16)


def _key() -> DataKey:
    return DataKey(blake2b(settings.ZONE_KEY, person=b"reporter cookie", digest_size=32).digest())


def _read(cookie: str) -> tuple[ReporterSession | None, str, float]:
    try:
        payload = json.loads(open_sealed(_key(), base64.urlsafe_b64decode(cookie), _PLACE))
    except (ValueError, CannotOpen):
        return None, "", 0.0
    if payload["until"] < time.time():
        return None, "", 0.0
    private = PrivateKey(base64.b64decode(payload["private"]))
    session = ReporterSession(payload["report"], key_pair_of(private), ReportKey(payload["key"]))
    # A clock set back must not leave the end of the session where it was.
    until = min(payload["until"], time.time() + settings.REPORTER_IDLE_SECONDS)
    return session, payload["form"], until


def _write(response: HttpResponseBase, session: ReporterSession, form_token: str) -> None:
    payload = {
        "report": session.report_id,
        "private": base64.b64encode(session.pair.private).decode(),
        "key": session.report_key,
        "form": form_token,
        "until": int(time.time()) + settings.REPORTER_IDLE_SECONDS,
    }
    sealed = seal(_key(), json.dumps(payload).encode(), _PLACE)
    response.set_cookie(
        settings.REPORTER_COOKIE,
        base64.urlsafe_b64encode(sealed).decode(),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )
