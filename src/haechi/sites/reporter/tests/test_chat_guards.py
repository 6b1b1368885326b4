"""Talk from the reporter's side: what is not taken, what keeps no session, and that no text is lost by it."""

import asyncio
import json
import time
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from pytest_django import Settings

from haechi.common.clock import today
from haechi.conversations.models import Message, Side
from haechi.live.services import bus
from haechi.reports.models import Attachment
from haechi.reports.types import new_draft_token
from haechi.sites.reporter.live import ChatWatch, Watch, stream
from haechi.sites.reporter.tests.samples import upload
from haechi.sites.reporter.tests.site import Reporter, body
from haechi.sites.reporter.tests.test_chat import TALK, opened_chat, said
from haechi.sites.reporter.tests.test_chat import code as code  # noqa: PLC0414  a fixture
from haechi.sites.reporter.tests.test_chat import inside as inside  # noqa: PLC0414  a fixture
from haechi.talks import pace
from haechi.talks.models import Chat, ParticipationCode
from haechi.talks.presence import chat_place, is_here
from haechi.talks.services import say
from haechi.talks.states import ChatState
from haechi.talks.tests.people import begin_chat, officer_answers, thread_of


def test_a_flood_is_answered_politely_and_the_text_is_not_lost(inside: Reporter) -> None:
    chat = str(opened_chat().pk)
    for _ in range(int(pace.BURST)):
        pace.take(chat)
    answer = said(inside)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) >= 1
    plain = inside.client.post("/thread/message", inside.message_fields(text="남아 있어야 할 글"))
    assert plain.status_code == 422
    assert "남아 있어야 할 글" in body(plain)
    assert not Message.objects.exists()


def test_without_the_pages_token_or_a_session_nothing_is_stored(inside: Reporter) -> None:
    assert said(inside, form_token="x").status_code == 409
    token = inside.message_fields()["form_token"]
    inside.client.cookies.clear()
    answer = inside.client.post("/thread/say", {"text": "글", "form_token": token})
    assert answer.status_code == 401
    assert not Message.objects.exists()


def test_neither_a_typing_mark_nor_an_open_page_keeps_a_session_alive(inside: Reporter) -> None:
    token = {"form_token": inside.message_fields()["form_token"]}
    by_itself = inside.client.post("/thread/typing", token), inside.client.get("/thread/events")
    assert [answer.status_code for answer in by_itself] == [204, 200]
    assert not any(answer.cookies for answer in by_itself)
    assert inside.client.get("/thread/").cookies, "looking does"


def test_ten_thousand_characters_go_at_once_and_too_many_come_back_whole(
    inside: Reporter, settings: Settings
) -> None:
    settings.MAX_TEXT_CHARS, text = 10_000, "가나다라마바사아자차" * 1000
    assert text in json.loads(said(inside, text=text).content)["html"]
    too_long = said(inside, text=text + "끝")
    assert too_long.status_code == 422
    assert "10001자" in json.loads(too_long.content)["error"]
    plain = inside.client.post("/thread/message", inside.message_fields(text=text + "끝"))
    assert (plain.status_code, text + "끝" in body(plain)) == (422, True)
    assert Message.objects.count() == 1


def test_a_blocked_chat_takes_nothing_and_says_so(inside: Reporter) -> None:
    fields = inside.message_fields(text="막힌 글")
    Chat.objects.update(is_blocked=True)
    assert said(inside).status_code == 403
    page = body(inside.client.post("/thread/message", fields))
    assert "막힌 글" in page
    assert not Message.objects.exists()


def test_only_the_chats_page_may_ask_for_the_microphone(inside: Reporter) -> None:
    assert "microphone=(self)" in inside.client.get("/thread/")["Permissions-Policy"]
    assert "microphone=()" in inside.client.get(TALK)["Permissions-Policy"]
    inside.signs_in(*inside.reports())
    assert "microphone=()" in inside.client.get("/thread/")["Permissions-Policy"]


def test_typing_is_told_on_the_bus_and_kept_nowhere(
    inside: Reporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(bus(), "publish", told.append)
    token = inside.message_fields()["form_token"]
    before = {model: model.objects.count() for model in (Message, Attachment, Chat)}
    assert inside.client.post("/thread/typing", {"form_token": "x"}).status_code == 204
    assert told == []
    assert inside.client.post("/thread/typing", {"form_token": token}).status_code == 204
    assert told == [f"typing:{chat_place(opened_chat().pk, Side.REPORTER)}"]
    assert {model: model.objects.count() for model in before} == before


def test_a_film_over_the_limit_is_refused_early_and_the_text_stays(inside: Reporter) -> None:
    """A body is measured as it comes: of a 2 GiB film the server keeps nothing, and the page its text."""
    fields = inside.message_fields(text="영상이 큽니다")
    inside.client.handler.limit = 4000
    answer = inside.client.post(
        "/thread/message", fields | {"files": upload("회의.mp4", b"0" * 9000)}
    )
    assert "영상이 큽니다" in body(answer)
    by_script = inside.client.post(
        "/thread/files/",
        b"0" * 9000,
        content_type="application/octet-stream",
        headers={"X-Draft": fields["draft"], "X-File-Name": "a.mp4"},
    )
    assert by_script.status_code == 413
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_one_may_close_and_she_is_seen_there_until_the_other_does(
    reporter: Reporter, code: ParticipationCode
) -> None:
    opened = begin_chat(reporter.at.institution)
    place, seen = chat_place(opened.session.report_id, Side.REPORTER), bus().presence._seen
    tabs: list[Any] = []  # generators, which can be closed
    for _ in range(2):
        watch = Watch(opened.session, "ko", time.time() + 60, last=0)
        watch.chat = ChatWatch(reporter.at.institution.pk)
        tabs.append(stream(watch))

    async def story() -> None:
        bus().start()
        await asyncio.sleep(0)  # it listens from here on
        for tab in tabs:
            await anext(tab)
        for tab, left in zip(tabs, (2, 1), strict=True):
            while not seen.get(place) or len(seen[place].pages) != left:
                await asyncio.sleep(0.01)
            assert is_here(place)
            await tab.aclose()
        while is_here(place):
            await asyncio.sleep(0.01)
        await bus().stop()

    asyncio.run(asyncio.wait_for(story(), 20))


@pytest.mark.django_db(transaction=True)
def test_what_she_wrote_comes_by_the_answer_and_by_every_stream_but_her_own(
    reporter: Reporter, code: ParticipationCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two tabs: none shows a line twice, or not at all; a chat that had ended waits again on both."""
    monkeypatch.setattr("haechi.sites.reporter.live.HEARTBEAT", 600.0)  # no look by itself
    begun = begin_chat(reporter.at.institution)
    opened = thread_of(begun)
    say_first = partial(say, opened=opened, token=new_draft_token())
    Chat.objects.update(state=ChatState.CLOSED, closed_on=today())
    watches = [Watch(begun.session, "ko", time.time() + 60, last=0) for _ in range(2)]
    for watch in watches:
        watch.chat = ChatWatch(reporter.at.institution.pk)
    mine, tab = map(stream, watches)
    assert watches[0].chat
    page = watches[0].chat.page

    async def until(tab: Any, *words: str) -> str:
        found = ""
        while not all(word in found for word in words):
            found += (await anext(tab)).decode()
        return found

    async def story() -> None:
        bus().start()
        await asyncio.sleep(0)
        assert f"event: page\ndata: {page}" in await until(mine, "event: chat")
        await until(tab, "event: chat")
        await sync_to_async(say_first)(text="첫 줄", uid=uuid4(), page=page)
        assert "첫 줄" in await until(tab, "event: message", "event: chat")
        assert "첫 줄" not in await until(mine, "event: chat"), "where it stands, not the line"
        await sync_to_async(say_first)(text="둘째 줄", uid=uuid4(), page=page)
        await sync_to_async(officer_answers)(opened, "듣고 있습니다")
        came = await until(mine, "듣고 있습니다")
        assert "둘째 줄" not in came
        await sync_to_async(say_first)(text="다른 탭에서", uid=uuid4(), page="")
        await until(mine, "다른 탭에서")
        await bus().stop()

    asyncio.run(asyncio.wait_for(story(), 20))
