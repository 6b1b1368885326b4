"""Watches every file that a running installation writes, from its first byte to its deletion."""

import os
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.promises.processes import family
from tests.promises.world import World

_PAGE = 1 << 20


@dataclass
class Watcher(threading.Thread):
    """Looks, over and over, into open and deleted files of all processes and into the folders.

    `seen` counts the bytes looked at, by kind of place; `found` names places that held a word.
    """

    world: World
    words: tuple[bytes, ...]
    seen: dict[str, int] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self._known: dict[str, tuple[int, int]] = {}
        process = self.world.at._process
        assert process
        self._root = process.pid

    def __hash__(self) -> int:
        return id(self)

    def __enter__(self) -> "Watcher":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()
        self._look()

    def run(self) -> None:
        while not self._over.wait(0.003):
            self._look()

    def _look(self) -> None:
        for pid in family(self._root):
            with suppress(OSError):
                for entry in os.scandir(f"/proc/{pid}/fd"):
                    self._read(Path(entry.path), f"{pid} {os.readlink(entry.path)}")
        folder = self.world.at.folder
        for path in (
            *folder.glob("tmp/**/*"),
            *folder.glob("data/spool/*"),
            *folder.glob("data/blobs/*/*"),
        ):
            self._read(path, str(path))

    def _read(self, path: Path, name: str) -> None:
        with suppress(OSError):
            if not path.is_file():
                return
            status = path.stat()
            state = (status.st_size, status.st_mtime_ns)
            if self._known.get(name) == state or "/memfd:" in name:
                return
            self._known[name] = state
            content = path.read_bytes()
            kind = next((k for k in ("spool", "blobs", "tmp", "sqlite") if k in name), "other")
            self.seen[kind] = max(self.seen.get(kind, 0), len(content))
            if any(word in content for word in self.words):
                self.found.add(name)
