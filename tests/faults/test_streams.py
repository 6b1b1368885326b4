"""A site that is told to stop does not wait for the pages that listen to it."""

import os
import signal
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from tests.faults.people import come_back, write
from tests.faults.processes import find, until
from tests.promises.world import Person, World

from haechi.cli.site import _GRACE

pytestmark = pytest.mark.process

STREAMS = 100
LAST_CHUNK = b"\r\n0\r\n\r\n"


def listen(origin: str, path: str, person: Person) -> socket.socket:
    """An open event stream, as a browser holds it."""
    parts = urlsplit(origin)
    line = socket.create_connection((str(parts.hostname), int(parts.port or 80)), 60)
    cookie = "; ".join(f"{name}={value}" for name, value in person._client.cookies.items())
    line.sendall(
        f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: text/event-stream\r\n"
        f"Cookie: {cookie}\r\n\r\n".encode()
    )
    head = line.recv(4096)
    assert b" 200 " in head.split(b"\r\n")[0], head
    return line


def rest(line: socket.socket) -> bytes:
    """What still comes until the server closes."""
    got = b""
    while piece := line.recv(65_536):
        got += piece
    return got


@pytest.mark.parametrize("site", ["reporter", "staff"])
def test_a_site_with_100_open_streams_stops_at_once_and_is_back(world: World, site: str) -> None:
    """Fault: restart (SIGTERM) while 100 pages listen. Every stream gets its proper end, without the word
    that the session is over; the process goes long before its grace is; the supervisor starts it again."""
    if site == "reporter":
        person, origin = world.reporter(), world.at.reporter
        page = come_back(world, person, write(world, person))
        path = page.document.xpath("//ol[@data-thread]/@data-events")[0]
    else:
        (person, _), origin, path = world.officer("seoyeon"), world.at.staff, "/events"
    before = find(world, site)
    assert before
    with ExitStack() as stack:
        lines = [stack.enter_context(listen(origin, path, person)) for _ in range(STREAMS)]
        os.kill(before, signal.SIGTERM)
        begun = time.monotonic()
        ends = [rest(line) for line in lines]
        took = time.monotonic() - begun
    assert all(end.endswith(LAST_CHUNK) or end == LAST_CHUNK[2:] for end in ends)
    assert not any(b"event: ended" in end for end in ends)
    assert took < _GRACE
    until(lambda: find(world, site) not in {before, None}, f"{site} is back")
    assert person.raw("GET", "/").status_code == 200
