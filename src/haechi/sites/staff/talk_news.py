"""When a list of chats would look different because of a line: told by signs on the bus, once for all boards.

Most lines are read at once on the board that shows their chat. No other board's list ever looked different
then, and none is asked for. A sign that is lost costs a delay: each board looks by itself every few seconds.
"""

import asyncio
import contextlib
import time
from collections.abc import Iterable, Iterator

from haechi.live.bus import Woken
from haechi.live.services import bus, said_with, talks_topic

LIST = "list"  # wakes a board whose list may look different
AFTER = 1.0  # seconds that a line has to be read, and in which news are gathered


class News:
    """Of one institution, as long as one of its boards is open."""

    def __init__(self, institution_id: int) -> None:
        self._topic = talks_topic(institution_id)
        self._on_their_way: dict[str, float] = {}  # chats with a fresh line, and when it is news
        self._listed: set[str] = set()  # chats that some list shows as unread
        self._tell_at = float("inf")
        self.boards: set[Woken] = set()
        self.task = asyncio.get_running_loop().create_task(self._follow())

    def listed(self, chats: Iterable[object]) -> None:
        """A board's list shows them as unread."""
        self._listed.update(map(str, chats))

    async def _follow(self) -> None:
        with bus().subscription(self._topic) as woken:
            while not bus().ending:
                now = time.monotonic()
                for topic in woken.take():
                    self._note(said_with(topic), now)
                for chat in [pk for pk, due in self._on_their_way.items() if due <= now]:
                    del self._on_their_way[chat]
                    self._listed.add(chat)
                    self._tell_at = now
                if self._tell_at <= now:
                    self._tell_at = float("inf")
                    for board in tuple(self.boards):
                        board.wake(LIST)
                rest = min(self._tell_at, *self._on_their_way.values(), now + 60) - now
                await woken.wait_for(rest)

    def _note(self, said: str, now: float) -> None:
        sign, chat = said[:1], said[1:]
        if sign == "+" and chat not in self._listed:
            self._on_their_way.setdefault(chat, now + AFTER)
        elif sign == "-":
            self._on_their_way.pop(chat, None)
            if chat in self._listed:
                self._listed.discard(chat)
                self._tell_at = min(self._tell_at, now + AFTER)


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
