"""The bus of one process: local subscribers, and a link to the other processes."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from typing import Protocol

from haechi.live.presence import Presence


class Link(Protocol):
    """Carries topics between processes. `publish` is called from any thread and never raises."""

    def publish(self, *topics: str) -> None: ...

    def listen(self) -> AsyncIterator[str]: ...


class Woken(asyncio.Event):
    """Set when one of its topics changed; `take` says which, and waits for the next.

    What stands behind a `#` says more of a topic (up to which line was read), for whoever wants no look
    at the database for it; subscribers name the topic without it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._topics: dict[str, None] = {}

    def wake(self, topic: str) -> None:
        self._topics.pop(topic, None)
        self._topics[topic] = None
        self.set()

    async def wait_for(self, seconds: float) -> bool:
        """Whether it was set within that time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self.wait()
        return False

    def take(self) -> tuple[str, ...]:
        """In the order in which each was told last."""
        topics = tuple(self._topics)
        self._topics.clear()
        self.clear()
        return topics


class Bus:
    """Wakes whoever waits on a topic in this process.

    `start` must run on the event loop before anyone waits; `publish` may be called from any thread.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self.presence = Presence()
        self._waiting: defaultdict[str, set[Woken]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._ending = False

    @property
    def ending(self) -> bool:
        """The process is about to stop: whoever waits here ends what it does."""
        return self._ending

    def start(self) -> None:
        self._ending = False
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._pump())

    def end_streams(self) -> None:
        """Wake everybody who waits, for the last time: a process that stops need not wait for them."""
        self._ending = True
        for events in tuple(self._waiting.values()):
            for event in tuple(events):
                event.set()

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def publish(self, *topics: str) -> None:
        """Tell every process, this one included, that the topics changed."""
        self._link.publish(*topics)

    @contextlib.contextmanager
    def subscription(self, *topics: str) -> Iterator[Woken]:
        """An event that is set whenever one of the topics changes; the caller clears it, or takes them."""
        event = Woken()
        for topic in topics:
            self._waiting[topic].add(event)
        try:
            yield event
        finally:
            for topic in topics:
                self._waiting[topic].discard(event)
                if not self._waiting[topic]:
                    del self._waiting[topic]

    async def _pump(self) -> None:
        async for topic in self._link.listen():
            if changed := self.presence.note(topic):
                for event in tuple(self._waiting.get(changed.partition("#")[0], ())):
                    event.wake(changed)
