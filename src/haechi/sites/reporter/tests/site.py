"""A client that brings each request in as the server does: `SpooledRequest`, body in an encrypted spool."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.test import Client
from django.test.client import conditional_content_removal

from haechi.crypto.spool import SpoolFull
from haechi.sites.common.asgi import SpooledRequest
from haechi.sites.common.bodies import BodySpool
from haechi.testing import StaffedInstitution

KEY = re.compile(r"<dd>([0-9A-Z]{6})</dd>")
_FORM_ROOM = 8 * 1024 * 1024


class SpoolingClientHandler(BaseHandler):
    """The site's middleware and views, in the test's own thread and transaction.

    `disk` is how many bytes of a body the disk takes, `limit` how many a body may have.
    """

    disk: int | None = None
    limit: int | None = None
    loaded = False

    def __call__(self, environ: dict[str, Any]) -> HttpResponseBase:
        if not self.loaded:
            self.load_middleware()
            self.loaded = True
        request = SpooledRequest(self._scope(environ), self._body(environ))
        response = self.get_response(request)
        conditional_content_removal(request, response)
        response.wsgi_request = request  # type: ignore[attr-defined]
        if not response.streaming:
            request.close()
        return response

    def _body(self, environ: dict[str, Any]) -> BodySpool:
        spool = BodySpool(settings.SPOOL_DIR)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        limit = self.limit or settings.MAX_FILE_BYTES + _FORM_ROOM
        spool.overflow = len(body) > limit
        body = body[:limit]
        if self.disk is not None and len(body) > self.disk:
            spool.full, body = True, body[: self.disk]
        try:
            spool.write(body)
        except SpoolFull:
            spool.full = True
        spool.seek(0)
        return spool

    @staticmethod
    def _scope(environ: dict[str, Any]) -> dict[str, Any]:
        headers = [
            (name.removeprefix("HTTP_").replace("_", "-").lower().encode(), str(value).encode())
            for name, value in environ.items()
            if (name.startswith("HTTP_") or name in {"CONTENT_TYPE", "CONTENT_LENGTH"}) and value
        ]
        return {
            "type": "http",
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"].encode("latin-1").decode(),
            "query_string": environ["QUERY_STRING"],
            "headers": [*headers, (b"host", b"testserver")],
            "server": ("testserver", "80"),
        }


class SiteClient(Client):
    def __init__(self, **defaults: Any) -> None:
        super().__init__(**defaults)
        self.handler: SpoolingClientHandler = SpoolingClientHandler()  # type: ignore[assignment]


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', html)
    assert found, f"no hidden field {name}"
    return unescape(found[1])


def body(response: Any) -> str:
    return str(response.content.decode())


@dataclass
class Reporter:
    """Somebody with a browser without JavaScript."""

    client: SiteClient
    at: StaffedInstitution

    @property
    def form_url(self) -> str:
        return f"/{self.at.institution.slug}/"

    def opens_form(self) -> dict[str, Any]:
        """Fields of a filled-in form with the draft token of its page."""
        page = body(self.client.get(self.form_url))
        return {
            "draft": hidden(page, "draft"),
            "files_seen": "0",
            "category": self.at.category.code,
            "text": "계약 담당자가 업체에서 상품권을 받는 것을 보았습니다.",
            "when": "지난주 수요일 오후",
            "where": "별관 3층 회의실",
            "who": "계약팀 담당자",
        }

    def posts(self, fields: dict[str, Any], **headers: Any) -> Any:
        return self.client.post(self.form_url, fields, headers=headers or None)

    def reports(self, **changes: Any) -> tuple[str, str]:
        """A whole report; returns key and password."""
        fields = self.opens_form() | {"to": "submit", "kind": "drawn"} | changes
        page = body(self.posts(fields))
        key, password = credentials(page)
        return key, password

    def signs_in(self, key: str, password: str, **more: str) -> Any:
        return self.client.post("/check/", {"key": key, "password": password, **more})

    def thread(self) -> str:
        return body(self.client.get("/thread/"))

    def message_fields(self, **changes: Any) -> dict[str, Any]:
        page = self.thread()
        names = ("form_token", "draft", "uid")
        return {name: hidden(page, name) for name in names} | {"to": "send"} | changes


def credentials(page: str) -> tuple[str, str]:
    """Key and password on a receipt page."""
    key = hidden(page, "key")
    assert KEY.search(page), "the receipt does not show the key"
    return key, hidden(page, "password")
