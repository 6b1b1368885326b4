"""Waiting until the sites answer; a site that never comes up ends the start, with its own words above."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Sequence

LONGEST_START = 60.0


class Readiness:
    """`tick` is the supervisor's heartbeat: True to go on. `ready` is called once, when all answer."""

    def __init__(self, listeners: Sequence[socket.socket], ready: Callable[[], None]) -> None:
        self._addresses = [listener.getsockname()[:2] for listener in listeners]
        self._ready = ready
        self._answered = threading.Event()
        self._told = False
        self._until = time.monotonic() + LONGEST_START
        self._thread = threading.Thread(target=self._ask_all, daemon=True)

    def tick(self) -> bool:
        if self._told:
            return True
        if self._thread.ident is None:
            self._thread.start()
        if self._answered.is_set():
            self._told = True
            self._ready()
            return True
        return time.monotonic() < self._until

    def _ask_all(self) -> None:
        for host, port in self._addresses:
            while not _answers(host, port):
                if time.monotonic() > self._until:
                    return
                time.sleep(0.2)
        self._answered.set()


def _answers(host: str, port: int) -> bool:
    """True for any HTTP answer: the request waits in the socket's queue until the site has started."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(name, port, timeout=LONGEST_START)
    try:
        connection.request("HEAD", "/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
