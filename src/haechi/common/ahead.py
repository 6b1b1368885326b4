"""Making things in one thread while another uses them up."""

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")
_PATIENCE = 0.1  # seconds between looks at whether anybody still wants more


class Ahead(Generic[Item]):
    """Iterates over `items`, which a thread makes up to `depth` batches of `batch` ahead.

    Close it (or leave its `with` block) before releasing what the items are made from: only then has
    the thread ended. An exception of `items` comes back where the next item was asked for.
    """

    def __init__(self, items: Iterable[Item], *, batch: int = 8, depth: int = 2) -> None:
        self._items, self._batch = items, batch
        self._ready: queue.Queue[list[Item] | BaseException | None] = queue.Queue(depth)
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def __enter__(self) -> "Ahead[Item]":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Item]:
        while True:
            got = self._ready.get()
            if got is None:
                return
            if isinstance(got, BaseException):
                raise got
            yield from got

    def close(self) -> None:
        """End the thread; what it made and nobody took is dropped."""
        self._unwanted.set()
        self._thread.join()

    def _make(self) -> None:
        made: list[Item] = []
        try:
            for item in self._items:
                made.append(item)
                if len(made) == self._batch:
                    if not self._hand_over(made):
                        return
                    made = []
            self._hand_over(made)
        except BaseException as error:
            self._hand_over(error)
        self._hand_over(None)

    def _hand_over(self, got: list[Item] | BaseException | None) -> bool:
        while not self._unwanted.is_set():
            try:
                self._ready.put(got, timeout=_PATIENCE)
            except queue.Full:
                continue
            return True
        return False
