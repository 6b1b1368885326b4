"""Files take turns: however slow their cleaning, the other pages of the site answer (HL-1)."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from haechi.sites.common import pool
from haechi.sites.common.asgi import SpoolingHandler
from haechi.sites.common.tests.test_asgi import Connection, scope
from haechi.sites.common.turns import FileWatch

pytestmark = pytest.mark.django_db
THREADS = 4
MULTIPART = [(b"content-type", b"Multipart/form-data; boundary=x")]
go_on = threading.Event()
cleaning: list[str] = []


def clean(request: HttpRequest) -> HttpResponse:
    """As slow as a cleaning can be: until the test lets it go on."""
    cleaning.append(request.path)
    go_on.wait(60)
    return HttpResponse("cleaned")


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


urlpatterns = [path("clean", clean), path("page", page)]


@pytest.fixture(autouse=True)
def site(settings, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SPOOL_DIR = tmp_path / "spool"
    settings.WEB_THREADS = THREADS
    cleaning.clear()
    go_on.clear()
    with ThreadPoolExecutor(THREADS) as threads:
        monkeypatch.setattr(pool, "_threads", threads)
        yield
        go_on.set()


class Server:
    """One handler; every request is a connection of its own."""

    def __init__(self) -> None:
        self._handler = SpoolingHandler()

    def ask(
        self, address: str, body: bytes = b"", **extra: object
    ) -> "tuple[Connection, asyncio.Task[None]]":
        connection = Connection(body)
        served = self._handler(scope(address, **extra), connection.receive, connection.send)
        return connection, asyncio.ensure_future(served)


async def until(holds) -> None:
    async with asyncio.timeout(30):
        while not holds():
            await asyncio.sleep(0.01)


def test_sixteen_slow_cleanings_at_once_leave_threads_for_every_other_page() -> None:
    """Fault: as many slow files at once as a site has threads, and more. Other pages answer meanwhile,
    forms without a file too; afterwards every file was taken."""

    async def scene() -> None:
        server = Server()
        form = (
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.hwp"\r\n\r\nx\r\n--x--'
        )
        files = [server.ask("/clean", form, headers=MULTIPART) for _ in range(4 * THREADS)]
        await until(lambda: len(cleaning) == THREADS // 2)
        empty = b'--x\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n\r\n--x--'
        for body in (b"", empty):
            connection, served = server.ask("/page", body, headers=MULTIPART)
            await asyncio.wait_for(served, 30)
            assert connection.content == b"page"
        assert len(cleaning) == THREADS // 2
        go_on.set()
        await asyncio.wait_for(asyncio.gather(*(served for _, served in files)), 60)
        assert [each.content for each, _ in files] == [b"cleaned"] * len(files)

    asyncio.run(scene())


def test_who_leaves_while_waiting_for_a_turn_leaves_nothing_behind() -> None:
    """Fault: the line is cut while a file waits for its turn. It is never begun, its spool is closed; one
    that was begun is finished and gives its seat back."""

    async def scene() -> None:
        server = Server()
        named = [(b"x-file-name", b"a.hwp"), (b"content-type", b"text/plain")]
        files = [server.ask("/clean", b"x", headers=named) for _ in range(THREADS)]
        await until(lambda: len(cleaning) == THREADS // 2)
        for connection, _ in files:
            connection.gone.set()
        await asyncio.wait_for(asyncio.gather(*(served for _, served in files)), 30)
        assert len(cleaning) == THREADS // 2
        go_on.set()
        later = [server.ask("/clean", b"x", headers=named) for _ in range(THREADS)]
        await asyncio.wait_for(asyncio.gather(*(served for _, served in later)), 30)
        assert [each.content for each, _ in later] == [b"cleaned"] * THREADS

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (b'name="f"; filename="a.hwp"\r\n', True),
        (b"name=f; FileName=a.hwp\r\n", True),
        (b"name=f; filename*=UTF-8''a.hwp\r\n", True),
        (b'name="f"; filename=""\r\n\r\n', False),
        (b'name="text"\r\n\r\nhello', False),
    ],
)
def test_a_file_is_seen_wherever_the_pieces_of_a_body_are_cut(written: bytes, found: bool) -> None:
    for cut in range(len(written)):
        watch = FileWatch(MULTIPART)
        watch.take(written[:cut])
        watch.take(written[cut:])
        assert watch.found is found, cut


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([(b"content-type", b"application/octet-stream")], True),
        ([], True),
        ([(b"content-type", b"application/x-www-form-urlencoded")], False),
        ([(b"content-type", b"text/plain"), (b"x-file-name", b"a.hwp")], True),
        ([*MULTIPART, (b"x-file-name", b"a.hwp")], True),
    ],
)
def test_a_body_that_is_a_file_itself_is_told_by_its_headers(headers, found: bool) -> None:
    watch = FileWatch(headers)
    watch.take(b"x")
    assert watch.found is found
    assert not FileWatch(headers).found, "no body, no file"
