"""The reporter site in this process, on a database of its own, for requests as a stranger may write them.

A request is written as text: `METHOD target`, header lines, an empty line, the body.
"""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast
from urllib.parse import unquote, urlencode

import django
from django.conf import settings
from django.core.signals import got_request_exception
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test.utils import get_runner, override_settings, setup_test_environment

django.setup()

from tests.fuzzing.targets import Target, pictures  # noqa: E402
from tests.prepared import lay_tables  # noqa: E402

from haechi.applicants.filing import Filing, file_request  # noqa: E402
from haechi.applicants.models import Decision, Request  # noqa: E402
from haechi.applicants.types import Content, Way  # noqa: E402
from haechi.common.clock import now  # noqa: E402
from haechi.config.settings import reporter as zone  # noqa: E402
from haechi.custody.models import Officer  # noqa: E402
from haechi.custody.services import staff_desk  # noqa: E402
from haechi.custody.types import DeskFunction  # noqa: E402
from haechi.institutions.models import Department  # noqa: E402
from haechi.recordings.models import RecordingUse  # noqa: E402
from haechi.reports.types import Receipt, new_draft_token, write_draft_token  # noqa: E402
from haechi.sites.common.asgi import (  # noqa: E402
    REPORTER_HEADERS,
    SpooledRequest,
    SpoolingHandler,
)
from haechi.sites.common.bodies import BodySpool  # noqa: E402
from haechi.talks.tests.people import CODE, begin_chat, offer_talk  # noqa: E402
from haechi.testing import (  # noqa: E402
    StaffedInstitution,
    file_report,
    make_institution,
    make_officer,
)

_METHOD = re.compile(r"[A-Z]{3,7}")
_TARGET = re.compile(r"/[!-~]*")
_ANSWERS_OF_A_FULL_DISK = {503, 507}
_BOUNDARY = "b" * 12
_SWEEP_EVERY = 300


class Site:
    """Every check is undone in the database; what it wrote to the disk is swept now and then."""

    def __init__(self) -> None:
        setup_test_environment()
        self.tables = lay_tables()
        get_runner(settings)(verbosity=0, interactive=False).setup_databases()
        override_settings(
            ZONE="reporter",
            ROOT_URLCONF=zone.ROOT_URLCONF,
            MIDDLEWARE=zone.MIDDLEWARE,
            TEMPLATES=zone.TEMPLATES,
            ALLOWED_HOSTS=["hanbit.test"],
        ).enable()
        staffed = make_institution()
        self.category = staffed.category.code
        self.receipt = file_report(staffed, "담당자가 봉투를 받았습니다.").receipt
        self.handler = SpoolingHandler()
        self.checks = 0
        self.raised: list[str] = []
        got_request_exception.connect(self._note, weak=False)
        self.cookie = self._sign_in(self.receipt)
        self.asked = self._ask_for_a_recording(staffed)
        begun = begin_chat(staffed.institution, offer_talk(staffed.institution))
        self.chat = self._sign_in(begun.receipt)

    def check(self, data: bytes) -> None:
        """No answer is a failure of ours, and no header can be split."""
        self.raised.clear()
        with undone():
            response = self.answer(data)
            body_of(response)
            response.close()
        assert not self.raised, self.raised
        assert response.status_code < 500 or response.status_code in _ANSWERS_OF_A_FULL_DISK
        for name, value in response.items():
            assert "\n" not in name + value
        self.checks += 1
        if self.checks % _SWEEP_EVERY == 0:
            shutil.rmtree(settings.BLOB_DIR, ignore_errors=True)

    def answer(self, data: bytes) -> HttpResponseBase:
        method, target, headers, body = parse(data)
        path, _, query = target.partition("?")
        scope = {
            "type": "http", "method": method, "path": unquote(path), "raw_path": path.encode(),
            "query_string": query.encode(), "root_path": "", "scheme": "http", "client": None,
            "server": ("127.0.0.1", 80), "headers": [(b"host", b"hanbit.test"), *headers],
        }  # fmt: skip
        settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        with BodySpool(settings.SPOOL_DIR) as spool:
            spool.write(body)
            spool.seek(0)
            return self.handler.get_response(SpooledRequest(scope, spool))

    def _note(self, **about: Any) -> None:
        self.raised.append(str(about.get("sender")))

    def _sign_in(self, receipt: Receipt) -> bytes:
        form = {"key": receipt.report_key, "password": receipt.password}
        response = self.answer(posted("/check/", form))
        (cookie,) = response.cookies.values()
        return f"{cookie.key}={cookie.value}".encode()

    def _ask_for_a_recording(self, staffed: StaffedInstitution) -> bytes:
        """Calls are recorded here, and somebody asked for one: the cookie with which she looks at it."""
        institution = staffed.institution
        officer = Officer.objects.get(pk=staffed.officers[0].officer_id)
        second = Officer.objects.get(pk=make_officer(institution, name="과장").officer_id)
        staff_desk(
            institution=institution,
            function=DeskFunction.RECORDING_CUSTODIAN,
            officers=[officer],
        )
        RecordingUse.objects.create(
            institution=institution,
            department=Department.objects.create(institution=institution, name_ko="복지과"),
            ground="abuse",
            reason="폭언",
            state="approved",
            applied_by=officer,
            applied_at=now(),
            decided_by=second,
            decided_at=now(),
        )
        content = Content(name="홍길동", purpose="이의신청", reason="확인")
        receipt = file_request(Filing(institution, Way.VIEWING, content, new_draft_token()))
        Request.objects.update(state="more-asked")
        Decision.objects.create(
            request=Request.objects.get(), step=1, verdict="asked", officer=officer, at=now()
        )
        form = {"key": receipt.request_key, "password": receipt.password}
        response = self.answer(posted("/hanbit/recordings/check/", form))
        (cookie,) = response.cookies.values()
        return f"{cookie.key}={cookie.value}".encode()

    def _of_recordings(self, token: str) -> list[bytes]:
        """What the public page for requests can be sent."""
        place = "/hanbit/recordings/"
        form = {
            "draft": token, "files_seen": "0", "to": "anyway", "way": "viewing", "name": "홍길동",
            "born": "1980-03-05", "contact": "010-1", "address": "나래로 12", "day": "2026-01-05",
            "time": "오후", "number": "010-1234-5678", "office": "복지과", "relation": "law",
            "law": "형사소송법 제199조", "purpose": "이의신청", "reason": "확인하려 합니다",
        }  # fmt: skip
        answer = {"draft": token, "form_token": "x", "to": "send", "text": "냅니다"}
        return [
            *(f"GET {place}{rest}\n\n".encode() for rest in ("", "check/", "mine/", "mine/answer")),
            b"GET /hanbit/recordings/mine/\nCookie: " + self.asked + b"\n\n",
            posted(place, form), posted(place, {**form, "to": "send", "day": "20260231"}),
            posted(f"{place}check/", {"key": "ｌｂ２ｃ３ｄ", "password": "８２１７"}),
            posted(f"{place}mine/answer", answer, self.asked),
            posted(f"{place}receipt/", {"key": "1b2c3d", "password": "8217", "number": "2026 녹취 제1호"}),
            b"POST /hanbit/recordings/mine/files/\nX-Draft: " + token.encode() + b"\nCookie: "
            + self.asked + b"\nX-File-Name: a.jpg\n\n" + pictures()[0],
        ]  # fmt: skip

    def seeds(self) -> Sequence[bytes]:
        """One of each thing that a stranger, or a reporter who came back, can send."""
        token = write_draft_token(new_draft_token())
        form = {
            "draft": token, "files_seen": "0", "category": self.category, "to": "submit",
            "kind": "drawn", "text": "봉투를 받았습니다", "when": "지난주", "where": "별관", "who": "계장",
        }  # fmt: skip
        pages = ["/", "/en/", "/hanbit/", "/en/hanbit/", "/check/", "/advice/", "/statistics.json",
                 "/hanbit/e/banner/", "/hanbit/app.webmanifest", "/service-worker.js", "/privacy/",
                 "/hanbit/?category=1&x=%ff%00", "/%EA%B0%80/../", "/thread/files/"]  # fmt: skip
        cookie = b"Cookie: " + self.cookie
        return [
            *(f"GET {page}\nAccept-Language: ko;q=0.8,\xe9\n\n".encode("latin1") for page in pages),
            posted("/hanbit/", form), posted("/hanbit/", {**form, "to": "review"}),
            posted("/check/", {"key": "ａｂ２ｃ３ｄ", "password": "８２１７"}),
            self._multipart(form),
            b"POST /hanbit/files/\nX-Draft: " + token.encode() + b"\nX-File-Name: %EC%82%AC.jpg\n\n"
            + pictures()[0],
            *(b"GET " + page + b"\n" + cookie + b"\nRange: bytes=0-9,-5\nLast-Event-ID: x\n\n"
              for page in (b"/thread/", b"/thread/events", b"/thread/withdraw")),
            posted("/thread/message", self._message(token), self.cookie),
            *self._of_recordings(token),
            *self._of_talk(token),
        ]  # fmt: skip

    def _of_talk(self, token: str) -> list[bytes]:
        chat = {**self._message(token, self.chat), "to": "send"}
        return [
            b"GET /hanbit/talk/\n\n",
            posted("/hanbit/talk/", {"code": "４８２０ 5937"}),
            posted(
                "/hanbit/talk/", {"code": CODE, "to": "open", "subject": "abuse", "draft": token}
            ),
            posted("/thread/say", chat, self.chat),
            posted("/thread/typing", {"form_token": chat["form_token"]}, self.chat),
            b"GET /thread/events\nCookie: " + self.chat + b"\nLast-Event-ID: 1\n\n",
        ]

    def _message(self, token: str, cookie: bytes = b"") -> dict[str, str]:
        with undone():
            page = body_of(
                self.answer(b"GET /thread/\nCookie: " + (cookie or self.cookie) + b"\n\n")
            ).decode()
        found = re.search(r'name="form_token" value="([^"]+)"', page)
        assert found, "the thread has no form"
        uid = "7e0f0a52-7f5e-4f3e-9d54-5a0b6a6b0c11"
        return {
            "form_token": found[1],
            "draft": token,
            "uid": uid,
            "to": "send",
            "text": "더 있습니다",
        }

    def _multipart(self, form: dict[str, str]) -> bytes:
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in form.items()
        ]
        file = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="files";'
            " filename=\"사진.jpg\"; filename*=UTF-8''%EC%82%AC\r\nContent-Type: image/jpeg\r\n\r\n"
        )
        body = "".join(parts).encode() + file.encode() + pictures()[0]
        head = f"POST /hanbit/\nContent-Type: multipart/form-data; boundary={_BOUNDARY}\n\n"
        return head.encode() + body + f"\r\n--{_BOUNDARY}--\r\n".encode()


def posted(path: str, form: dict[str, str], cookie: bytes = b"") -> bytes:
    kind = "application/x-www-form-urlencoded"
    head = f"POST {path}\nContent-Type: {kind}\nSec-Fetch-Site: same-origin\n".encode()
    return (
        head + (b"Cookie: " + cookie + b"\n" if cookie else b"") + b"\n" + urlencode(form).encode()
    )


def parse(data: bytes) -> tuple[str, str, list[tuple[bytes, bytes]], bytes]:
    """What the server would hand on: well-formed method and target, the headers we let through."""
    head, _, body = data.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    method, _, target = first.decode("latin1").partition(" ")
    headers = [(name.strip().lower(), value.strip()) for name, _, value in
               (line.partition(b":") for line in lines)]  # fmt: skip
    kept = [(name, value) for name, value in headers if name in REPORTER_HEADERS - {b"host"}]
    kept.append((b"content-length", str(len(body)).encode()))
    return (
        method if _METHOD.fullmatch(method) else "GET",
        target if _TARGET.fullmatch(target) else "/",
        kept,
        body,
    )


def body_of(response: HttpResponseBase) -> bytes:
    if not response.streaming:
        return cast("HttpResponse", response).content
    stream = cast("StreamingHttpResponse", response)
    return b"" if stream.is_async else b"".join(cast("Iterator[bytes]", stream.streaming_content))


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def site_target() -> Target:
    site = Site()
    return Target(site.check, site.seeds, 16 * 1024)
