"""Which chats of an institution hold something unread: looked at once for all its boards, soon after a line.

Most lines are read at once on the board that shows their chat. The list of every other board then never
looked different, and is not asked for.
"""

import asyncio
import contextlib
import uuid
from collections.abc import Iterator
from functools import partial

from django.db import DatabaseError

from haechi.live.bus import Woken
from haechi.live.services import bus, talks_topic
from haechi.sites.common.pool import in_thread
from haechi.talkroom.standing import unread_chats

LIST = "list"  # wakes a board whose list may look different
AFTER = 1.0  # seconds in which lines are gathered
STEADY = 0.3  # a line on its way to a reader's eyes is unread for some milliseconds


class News:
    """Of one institution, as long as one of its boards is open."""

    def __init__(self, institution_id: int) -> None:
        self._institution_id = institution_id
        self._unread: frozenset[uuid.UUID] | None = None  # None: whatever comes is news
        self.boards: set[Woken] = set()
        self.task = asyncio.get_running_loop().create_task(self._follow())

    def compare(self, unread: frozenset[uuid.UUID]) -> None:
        """What a board's list says: where that is something else, the next line is news to somebody."""
        if unread != self._unread:
            self._unread = None

    async def _follow(self) -> None:
        with bus().subscription(talks_topic(self._institution_id)) as woken:
            while not bus().ending:
                await woken.wait()
                await asyncio.sleep(AFTER)
                woken.take()
                with contextlib.suppress(DatabaseError):  # boards look by themselves meanwhile
                    await self._look()

    async def _look(self) -> None:
        asked = partial(in_thread, partial(unread_chats, self._institution_id))
        first = await asked()
        if first == self._unread:
            return
        await asyncio.sleep(STEADY)
        # One that became unread since woke this task again.
        self._unread = await asked() & (first | (self._unread or frozenset()))
        for board in tuple(self.boards):
            board.wake(LIST)


_followed: dict[int, News] = {}


@contextlib.contextmanager
def following(institution_id: int, woken: Woken) -> Iterator[News]:
    """Wake the board with `LIST` when another list would be shown to somebody of the institution."""
    news = _followed.get(institution_id)
    if news is None or news.task.done() or news.task.get_loop() is not asyncio.get_running_loop():
        news = _followed[institution_id] = News(institution_id)
    news.boards.add(woken)
    try:
        yield news
    finally:
        news.boards.discard(woken)
        if not news.boards:
            news.task.cancel()
            if _followed.get(institution_id) is news:
                del _followed[institution_id]
