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

from haechi.conversations.models import Side
from haechi.live.bus import Woken
from haechi.live.services import bus, talks_topic
from haechi.sites.common.pool import in_thread
from haechi.talkroom.standing import unread_chats
from haechi.talks.presence import chat_place, is_here

LIST = "list"  # wakes a board whose list may look different
AFTER = 1.0  # seconds in which lines are gathered


class News:
    """Of one institution, as long as one of its boards is open."""

    def __init__(self, institution_id: int) -> None:
        self._institution_id = institution_id
        self._unread: frozenset[uuid.UUID] | None = None  # as told; None: whatever comes is news
        self._before: frozenset[uuid.UUID] = frozenset()  # as looked at
        self.boards: set[Woken] = set()
        self.task = asyncio.get_running_loop().create_task(self._follow())

    def compare(self, unread: frozenset[uuid.UUID]) -> None:
        """What a board's list says: where that is something else, the next line is news to somebody."""
        if unread != self._unread:
            self._unread = None

    async def _follow(self) -> None:
        with bus().subscription(talks_topic(self._institution_id)) as woken:
            doubtful = False
            while not bus().ending:
                if not doubtful:
                    await woken.wait()
                await asyncio.sleep(AFTER)
                woken.take()
                with contextlib.suppress(DatabaseError):  # boards look by themselves meanwhile
                    doubtful = await self._look()

    async def _look(self) -> bool:
        """Tell the boards where there is news; whether some line may still be on its way to eyes: its chat is
        open on a board, and it was read at the last look."""
        unread = await in_thread(partial(unread_chats, self._institution_id))
        fresh = unread - self._before - (self._unread or frozenset())
        self._before = unread
        doubtful = frozenset(pk for pk in fresh if is_here(chat_place(pk, Side.OFFICER)))
        if unread - doubtful != self._unread:
            self._unread = unread - doubtful
            for board in tuple(self.boards):
                board.wake(LIST)
        return bool(doubtful)


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
