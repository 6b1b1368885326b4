"""A real S3 server, and the way to it, which a test holds up or cuts."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field

from haechi.blobstore.tests.test_s3 import BUCKET, Store

KEYS = {"HAECHI_BLOBS_KEY": "key", "HAECHI_BLOBS_SECRET": "secret"}
_PIECE = 65_536


@dataclass
class Way:
    """A loopback port that leads to the store's: open, held up (nothing passes) or cut (nobody answers)."""

    target: int
    _open: threading.Event = field(default_factory=threading.Event)
    _cut: threading.Event = field(default_factory=threading.Event)
    _lines: list[socket.socket] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open.set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def hold_up(self) -> None:
        self._open.clear()

    def cut(self) -> None:
        self._cut.set()
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._cut.clear()
        self._open.set()

    def close(self) -> None:
        self.cut()
        self._open.set()
        self._door.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                if self._cut.is_set():
                    caller.close()
                    continue
                store = socket.create_connection(("127.0.0.1", self.target))
                self._lines += [caller, store]
                for one, other in ((caller, store), (store, caller)):
                    threading.Thread(target=self._pass, args=(one, other), daemon=True).start()

    def _pass(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := one.recv(_PIECE):
                self._open.wait()
                other.sendall(piece)
            other.shutdown(socket.SHUT_WR)


@dataclass
class Shop:
    """The store with its bucket, and the way to it."""

    store: Store = field(default_factory=Store)

    def __post_init__(self) -> None:
        self.store.start()
        self.store.client().create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "kr-1"}
        )
        self.way = Way(self.store.port)

    @property
    def variables(self) -> dict[str, str]:
        endpoint = f"http://127.0.0.1:{self.way.port}"
        return {"HAECHI_BLOBS": f"s3://{BUCKET}/sealed?endpoint={endpoint}&region=kr-1", **KEYS}

    def held(self) -> set[str]:
        """The names of all objects, however many."""
        pages = self.store.client().get_paginator("list_objects_v2").paginate(Bucket=BUCKET)
        return {
            each["Key"].removeprefix("sealed/")
            for page in pages
            for each in page.get("Contents", [])
        }

    def close(self) -> None:
        self.way.close()
        self.store.stop()
