"""Threads that take turns as a stack: work goes to whichever rested last.

Its memory, its database connection and what the processor keeps of both are warm then. Those of the
standard library's executor take turns in a ring, each cold when its turn comes.
"""

import asyncio
import atexit
import contextlib
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")


class Threads:
    """At most `most` threads, begun as they are needed; they live as long as the process."""

    def __init__(self, most: int, name: str) -> None:
        self._most = most
        self._name = name
        self._lock = threading.Lock()
        self._resting: list[_Thread] = []
        self._waiting: deque[_Job] = deque()
        self._begun = 0
        self._all_rest = threading.Condition(self._lock)
        atexit.register(self.finish)

    async def run(self, work: Callable[[], Result]) -> Result:
        """What `work` returns, or raises, in one of the threads. Cancelled before its turn, it is not begun."""
        loop = asyncio.get_running_loop()
        job = _Job(work, loop, loop.create_future())
        with self._lock:
            thread = self._resting.pop() if self._resting else self._new()
            if thread is None:
                self._waiting.append(job)
        if thread:
            thread.give(job)
        result: Result = await job.future
        return result

    def finish(self) -> None:
        """Wait for what is under way: a process ends when everything that was begun is stored."""
        with self._all_rest:
            self._all_rest.wait_for(lambda: len(self._resting) == self._begun)

    def next_of(self, thread: "_Thread") -> "_Job | None":
        """What waits; where nothing does, the thread rests."""
        with self._all_rest:
            if self._waiting:
                return self._waiting.popleft()
            self._resting.append(thread)
            self._all_rest.notify_all()
            return None

    def _new(self) -> "_Thread | None":
        if self._begun == self._most:
            return None
        self._begun += 1
        return _Thread(self, f"{self._name}_{self._begun}")


class _Thread:
    def __init__(self, pool: Threads, name: str) -> None:
        self._pool = pool
        self._job: _Job | None = None
        self._called = threading.Lock()
        self._called.acquire()
        threading.Thread(target=self._live, name=name, daemon=True).start()

    def give(self, job: "_Job") -> None:
        self._job = job
        self._called.release()

    def _live(self) -> None:
        while True:
            self._called.acquire()
            job = self._job
            while job is not None:
                told = job.done()
                job = self._pool.next_of(
                    self
                )  # free before it is told: what follows at once is its own
                told()


class _Job:
    __slots__ = ("_loop", "_work", "future")

    def __init__(
        self, work: Callable[[], Any], loop: asyncio.AbstractEventLoop, future: asyncio.Future[Any]
    ) -> None:
        self._work, self._loop, self.future = work, loop, future

    def done(self) -> Callable[[], None]:
        """Do it; returns how to tell the event loop of its outcome."""
        if self.future.cancelled():
            return _nothing
        try:
            return partial(self._tell, self.future.set_result, self._work())
        except BaseException as error:
            return partial(self._tell, self.future.set_exception, error)

    def _tell(self, settle: Callable[[Any], None], outcome: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop ended meanwhile
            self._loop.call_soon_threadsafe(self._settle, settle, outcome)

    def _settle(self, settle: Callable[[Any], None], outcome: object) -> None:
        if not self.future.done():
            settle(outcome)


def _nothing() -> None:
    """Nobody waits for it."""
