"""The server's end: no address in RAM, no plain byte on the disk, no word in a log (HL-5)."""

import asyncio
import gc
import hashlib
import io
import json
import logging
import logging.config
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, QueryDict
from django.views.debug import ExceptionReporter

from haechi.common.logs import reporter_logging
from haechi.sites.common import asgi
from haechi.sites.common.asgi import REPORTER_HEADERS, AnonymousScope, Lifespan, SpoolingHandler
from haechi.sites.common.middleware import HEADERS
from haechi.sites.common.reports import SilentReporterFilter
from haechi.sites.common.tests import echo

# Views run in threads of the pool, which may hold a connection of an earlier test and tidy it up.
pytestmark = pytest.mark.django_db

MARK = echo.MARK
PLANTED = {
    b"x-forwarded-for": b"203.0.113.9",
    b"forwarded": b"for=203.0.113.9",
    b"x-real-ip": b"203.0.113.9",
    b"via": b"1.1 office-proxy",
    b"user-agent": b"PlantedBrowser/9.9",
    b"referer": b"https://intranet.example/secret-page",
    b"accept-language": b"ko-PLANTED",
    b"sec-ch-ua": b"PlantedBrand",
    b"sec-ch-ua-platform": b"PlantedPlatform",
    b"dnt": b"1",
    b"from": b"kim@example.kr",
    b"authorization": b"Basic planted",
    b"x-anything": b"planted",
}


@pytest.fixture(autouse=True)
def site(settings, tmp_path: Path) -> Path:
    settings.ROOT_URLCONF = "haechi.sites.common.tests.echo"
    settings.MIDDLEWARE = ["haechi.sites.common.middleware.security_headers"]
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.CSRF_USE_SESSIONS = False  # error pages ask for a token
    settings.SPOOL_DIR = tmp_path / "spool"
    echo.outcome.clear()
    echo.started.clear()
    echo.go_on.clear()
    return tmp_path / "spool"


def scope(path: str, **extra: object) -> dict[str, object]:
    headers = [(b"host", b"testserver"), *extra.pop("headers", [])]  # type: ignore[misc]
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": extra.pop("method", "POST"),
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("203.0.113.9", 50123),
        "server": ("testserver", 443),
        "extensions": {"tls": {"client_cert_name": "planted"}},
        **extra,
    }


class Connection:
    """One request: sends the messages, then waits (or goes away when told)."""

    def __init__(self, *bodies: bytes, cut: bool = False) -> None:
        self.messages = [
            {"type": "http.request", "body": body, "more_body": True} for body in bodies[:-1]
        ]
        last = bodies[-1] if bodies else b""
        self.messages.append({"type": "http.request", "body": last, "more_body": cut})
        if cut:
            self.messages.append({"type": "http.disconnect"})
        self.gone = asyncio.Event()
        self.sent: list[Any] = []

    async def receive(self) -> Any:
        if self.messages:
            return self.messages.pop(0)
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> Any:
        return self.sent[0]["status"]

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def content(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    def json(self) -> Any:
        return json.loads(self.content)


def ask(path: str, *bodies: bytes, application=None, cut: bool = False, **extra) -> Connection:
    async def scene() -> Connection:
        connection = Connection(*bodies, cut=cut)
        served = application or SpoolingHandler()
        await served(scope(path, **extra), connection.receive, connection.send)
        return connection

    return asyncio.run(scene())


def open_files() -> set[str]:
    """What this process has open under the spool folder or elsewhere on a disk."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.add(f"{entry.name} {os.readlink(entry)}")
        except OSError:
            continue
    return {name for name in found if "/spool/" in name}


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# Who sends


def test_nothing_that_points_at_a_person_reaches_the_application():
    seen = ask("/meta", application=AnonymousScope(SpoolingHandler()), headers=[*PLANTED.items()])
    shown = seen.content.decode()
    for planted in ("203.0.113.9", "50123", "Planted", "PLANTED", "planted", "intranet", "kim@"):
        assert planted not in shown
    assert seen.json()["HTTP_HOST"] == "testserver"


def test_without_the_stripping_the_planted_values_would_be_seen():
    shown = ask("/meta", headers=[*PLANTED.items()]).content.decode()
    for planted in ("203.0.113.9", "PlantedBrowser", "intranet", "ko-PLANTED"):
        assert planted in shown


def test_the_list_of_headers_that_pass_holds_no_trace_of_browser_or_route():
    assert not REPORTER_HEADERS & set(PLANTED)
    assert b"accept-encoding" not in REPORTER_HEADERS


def test_what_is_not_a_web_request_passes_as_it_is():
    seen = []

    async def application(scope, receive, send):
        seen.append(scope)

    asyncio.run(AnonymousScope(application)({"type": "lifespan"}, None, None))
    assert seen == [{"type": "lifespan"}]


# What is sent


@pytest.mark.parametrize("size", [0, 1, 65_536, 3_000_000])
def test_a_body_of_any_size_arrives_whole(size):
    data = os.urandom(size)
    pieces = [data[start : start + 64_000] for start in range(0, size, 64_000)] or [b""]
    seen = ask("/body", *pieces)
    assert seen.json() == {
        "size": size,
        "sha256": hashlib.sha256(data).hexdigest(),
        "overflow": False,
        "full": False,
    }


def test_a_body_over_the_limit_is_read_on_and_dropped_and_the_view_is_told(settings):
    settings.MAX_FILE_BYTES = 1000
    room = 8 * 1024 * 1024
    seen = ask("/body", *[b"x" * 1_000_000] * 10)
    answer = seen.json()
    assert seen.status == 200
    assert answer["overflow"]
    assert answer["size"] <= 1000 + room


FILM = 2 * 1024**3


def test_a_file_that_says_it_is_over_the_limit_is_answered_before_any_of_it_is_read(settings):
    settings.MAX_FILE_BYTES = 1000

    async def scene() -> Connection:
        connection = Connection(b"")
        connection.messages.clear()  # nothing of it has come yet
        length = [(b"x-file-name", b"film.mp4"), (b"content-length", b"%d" % FILM)]
        served = SpoolingHandler()(
            scope("/body", headers=length), connection.receive, connection.send
        )
        await asyncio.wait_for(served, 20)
        return connection

    seen = asyncio.run(scene())
    assert seen.json()["overflow"]
    assert seen.json()["size"] == 0


def test_a_form_with_a_film_in_it_is_read_for_its_text_however_long_it_says_it_is(settings):
    settings.MAX_FILE_BYTES = 1000
    body, headers = multipart("film.mp4", b"x" * 10_000_000)
    pieces = [body[i : i + 1_000_000] for i in range(0, len(body), 1_000_000)]
    with asyncio.run(SpoolingHandler().read_body(Connection(*pieces).receive, headers)) as spool:
        assert spool.overflow
        assert spool.read().startswith(body[:8_000_000])


def test_a_body_without_an_end_is_answered_where_reading_on_ends(settings, monkeypatch):
    settings.MAX_FILE_BYTES = 1000
    monkeypatch.setattr(asgi, "_DRAINED", 2_000_000)

    async def scene() -> Connection:
        connection = Connection()

        async def receive() -> Any:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": True}

        served = SpoolingHandler()(scope("/body"), receive, connection.send)
        await asyncio.wait_for(served, 20)
        return connection

    assert asyncio.run(scene()).json()["overflow"]


def test_a_disk_that_is_full_while_a_body_arrives_is_told_and_not_an_error(site):
    with full_disk(256 * 1024):
        seen = ask("/body", *[b"x" * 100_000] * 20)
    assert seen.status == 200
    assert seen.json()["full"]
    assert not open_files()


def test_only_ciphertext_of_a_large_body_lies_on_the_disk_and_nothing_afterwards(site):
    caught = []

    async def scene() -> None:
        connection = Connection(*[MARK * 4000] * 20, cut=True)
        wait = connection.receive

        async def receive() -> Any:
            message = await wait()
            if message["type"] == "http.disconnect":
                for name in open_files():
                    descriptor = int(name.split()[0])
                    caught.append(os.pread(descriptor, 1 << 26, 0))
            return message

        await SpoolingHandler()(scope("/body"), receive, connection.send)
        assert connection.sent == []

    asyncio.run(scene())
    gc.collect()
    assert caught
    assert max(len(part) for part in caught) > 1_000_000
    assert not any(MARK in part for part in caught)
    assert not open_files()
    assert list(site.iterdir()) == []


def test_a_connection_cut_while_sending_reaches_no_view_and_leaves_no_file(site):
    seen = ask("/slow", b"x" * 700_000, cut=True)
    assert seen.sent == []
    assert not echo.started.is_set()
    assert not open_files()


def test_what_was_begun_is_finished_although_the_connection_is_cut():
    """The report is stored whole: the thread keeps its body until it has read it."""

    async def scene() -> None:
        connection = Connection(*[b"y" * 100_000] * 8)
        running = asyncio.create_task(
            SpoolingHandler()(scope("/slow"), connection.receive, connection.send)
        )
        while not echo.started.is_set():
            await asyncio.sleep(0.01)
        connection.gone.set()
        await running
        assert connection.sent == []
        echo.go_on.set()
        for _ in range(200):
            if echo.outcome:
                return
            await asyncio.sleep(0.01)

    asyncio.run(scene())
    assert echo.outcome == [800_000]
    assert not open_files()


def multipart(name: str, data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    head = (
        '--cut\r\nContent-Disposition: form-data; name="text"\r\n\r\n글\r\n--cut\r\n'
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    body = head.encode() + data + b"\r\n--cut--\r\n"
    kind = (b"content-type", b"multipart/form-data; boundary=cut")
    return body, [kind, (b"content-length", str(len(body)).encode())]


def test_a_file_of_a_form_without_javascript_lies_in_an_encrypted_spool_too():
    data = MARK * 100_000
    body, headers = multipart("../사진.jpg", data)
    seen = ask(
        "/form", *[body[i : i + 65_536] for i in range(0, len(body), 65_536)], headers=headers
    )
    assert seen.json() == {
        "plain_on_disk": [],
        "text": "글",
        "name": "사진.jpg",
        "size": len(data),
        "kind": "SpooledUpload",
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    assert not open_files()


# What is answered


def test_every_answer_carries_the_headers_also_an_error(caplog):
    for path in ("/meta", "/nowhere", "/broken"):
        headers = ask(path).headers
        for name, value in HEADERS.items():
            assert headers[name.lower()] == value, (path, name)


def test_a_views_own_stricter_policy_stays():
    assert ask("/strict").headers["content-security-policy"] == "sandbox"


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]
    for needed in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert needed in policy
    assert "form-action 'self'" in policy
    for never in ("unsafe", "http:", "https:", "data:", "*", "blob:"):
        assert never not in policy


def test_a_stream_is_sent_piece_by_piece_and_not_gathered():
    async def scene() -> None:
        connection = Connection()
        seen_before: list[int] = []

        async def send(message: Any) -> None:
            if message["type"] == "http.response.body" and message.get("body"):
                seen_before.append(len(echo.outcome))

        await SpoolingHandler()(scope("/pieces"), connection.receive, send)
        assert seen_before == [1, 2, 3, 4, 5]

    asyncio.run(scene())


def test_an_asynchronous_stream_is_sent_as_it_comes():
    assert ask("/events").content == b"012"


# What is logged


def test_an_error_in_a_view_of_the_reporter_zone_logs_its_place_alone():
    config, stream = reporter_logging(), io.StringIO()
    config["handlers"]["stderr"]["stream"] = stream
    saved = logging.root.handlers[:]
    try:
        logging.config.dictConfig(config)
        seen = ask("/broken", headers=[*PLANTED.items()], query_string=b"key=ABCDEF")
    finally:
        logging.root.handlers = saved
    assert seen.status == 500
    logged = stream.getvalue()
    assert "ValueError at broken:" in logged
    for secret in (echo.SECRET, "ABCDEF", "203.0.113.9", "/broken", "Planted"):
        assert secret not in logged


def test_an_exception_report_shows_neither_request_nor_settings_nor_variables(settings):
    settings.DEFAULT_EXCEPTION_REPORTER_FILTER = "haechi.sites.common.reports.SilentReporterFilter"
    request = HttpRequest()
    request.META = {
        "SERVER_NAME": "x",
        "SERVER_PORT": "1",
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_USER_AGENT": "PlantedBrowser",
    }
    request.COOKIES = {"haechi": "planted-cookie"}
    request.POST = QueryDict(f"text={echo.SECRET}")
    request.path = request.path_info = "/"
    password = "planted-password"
    try:
        raise RuntimeError
    except RuntimeError as error:
        reporter = ExceptionReporter(request, RuntimeError, error, error.__traceback__)
    assert isinstance(reporter.filter, SilentReporterFilter)
    data = reporter.get_traceback_data()
    shown = str([data[name] for name in ("request_meta", "filtered_POST_items", "settings")])
    shown += str(data["request_COOKIES_items"]) + str([f.get("vars") for f in data["frames"]])
    for planted in ("203.0.113.9", "Planted", "planted-cookie", echo.SECRET, password):
        assert planted not in shown


# Start and stop


@pytest.mark.django_db(transaction=True)
def test_the_bus_starts_and_stops_with_the_server(settings, tmp_path):
    said = []

    async def scene():
        messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            said.append(message["type"])

        await Lifespan(None)({"type": "lifespan"}, receive, send)

    asyncio.run(scene())
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
