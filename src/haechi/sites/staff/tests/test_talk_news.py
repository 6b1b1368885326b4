"""When boards look at their list again: for what stays unread, not for what is read at once."""

import asyncio
from types import SimpleNamespace
from uuid import uuid4

import pytest

from haechi.conversations.models import Side
from haechi.live.bus import Woken
from haechi.live.services import bus, read_topic, talks_topic
from haechi.sites.staff import talk_news
from haechi.sites.staff.events import Watch
from haechi.sites.staff.talk_news import LIST, following
from haechi.sites.staff.talk_stream import Board
from haechi.sites.staff.tests.test_events import run

PLACE = 4711


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk_news, "AFTER", 0.2)


def say(sign: str, chat: str = "c1") -> None:
    bus().publish(f"{talks_topic(PLACE)}#{sign}{chat}")


async def woken(board: Woken, within: float) -> bool:
    found = await board.wait_for(within)
    assert set(board.take()) <= {LIST}
    return found


def test_a_line_read_at_once_wakes_no_board_and_one_that_stays_unread_wakes_each() -> None:
    boards = [Woken(), Woken()]

    async def story() -> None:
        with following(PLACE, boards[0]), following(PLACE, boards[1]):
            await asyncio.sleep(0.05)
            say("+")
            say("-")
            assert not await woken(boards[0], 0.6)
            say("+")
            assert all([await woken(board, 5) for board in boards])
            say("+")
            assert not await woken(boards[0], 0.6), "it stands there already"
            say("-")
            assert all([await woken(board, 5) for board in boards])

    run(story)


def test_what_some_list_shows_as_unread_is_news_when_it_was_read() -> None:
    board = Woken()

    async def story() -> None:
        with following(PLACE, board) as news:
            await asyncio.sleep(0.05)
            news.listed(["c2"])
            say("-", "c2")
            assert await woken(board, 5)

    run(story)


def test_nobody_follows_an_institution_whose_boards_are_closed() -> None:
    async def story() -> None:
        with following(PLACE, Woken()) as news:
            pass
        await asyncio.sleep(0)
        assert news.task.cancelled()
        assert PLACE not in talk_news._followed

    run(story)


def test_whatever_wakes_a_board_is_understood() -> None:
    """Lists, presence, read marks, lines and institutions all come by the same way."""
    chat = uuid4()
    officer = SimpleNamespace(officer=SimpleNamespace(institution_id=PLACE))
    board = Board(Watch("", 0), officer, [chat], "ko")  # type: ignore[arg-type]
    told = [LIST, *board.topics, f"{read_topic(chat, Side.OFFICER)}#7"]
    assert board.news_in(told) == {LIST, *board.topics}
    assert board.read_up_to == {chat: 7}
