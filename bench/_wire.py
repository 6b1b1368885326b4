"""HTTP/1.1 as lean as it goes, on one event loop: posts over kept connections, and event streams."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"
Heard = Callable[[bytes, float], None]


class Connection(asyncio.Protocol):
    """One request at a time; `ask` gives status and body."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(_END)
        length = _LENGTH.search(head)
        if not found or not self._answer or self._answer.done():
            return
        status = int(head[9:12])
        unsized = status in {204, 304} or body.endswith(b"0\r\n\r\n")
        whole = len(body) >= int(length[1]) if length else unsized
        if whole:
            self._buffer = b""
            self._answer.set_result((status, body))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionError(str(exc)))

    @property
    def is_open(self) -> bool:
        return self._transport is not None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        assert self._transport
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport:
            self._transport.close()


class Posts:
    """Posts forms to one port, over connections that are kept while they are used."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[float, Connection]] = []

    async def post(self, path: str, fields: Mapping[str, str], cookie: str) -> tuple[int, bytes]:
        body = urlencode(fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nAccept: application/json\r\n"
            f"Origin: null\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        connection = await self._connected()
        answer = await connection.ask(head.encode() + body)
        self._idle.append((time.monotonic(), connection))
        return answer

    async def _connected(self) -> Connection:
        while self._idle:
            used, connection = self._idle.pop()
            if connection.is_open and time.monotonic() - used < 3:  # the server ends it after five
                return connection
            connection.close()
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(Connection, "127.0.0.1", self._port)
        return made

    def close(self) -> None:
        for _, connection in self._idle:
            connection.close()


class Stream(asyncio.Protocol):
    """One event stream; `heard` gets each whole event and the time at which its last byte came."""

    def __init__(self, request: bytes, heard: Heard) -> None:
        self._request, self._heard = request, heard
        self._rest = b""
        self.status = 0
        self.opened = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.transport.write(self._request)  # type: ignore[union-attr]

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.status:
            self.status = int(data[9:12])
            self.opened.set_result(self.status)
        *events, self._rest = (self._rest + data).split(b"\n\n")
        for event in events:
            self._heard(event, now)

    def connection_lost(self, exc: Exception | None) -> None:
        self.status = -1
        if not self.opened.done():
            self.opened.set_result(0)


async def watch(port: int, path: str, cookie: str, heard: Heard) -> Stream:
    """Open a stream and wait for its head."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n"
        f"Cookie: {cookie}\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    _, stream = await loop.create_connection(lambda: Stream(request, heard), "127.0.0.1", port)
    await stream.opened
    return stream
