"""Faults in the middle of a chat, from the officers' side (TK-3, TK-4)."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from uuid import uuid4

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from haechi.conversations.models import Side
from haechi.conversations.selectors import messages_of
from haechi.live.presence import _Seen
from haechi.live.services import bus, inbox_topic
from haechi.notifications.models import Delivery
from haechi.sites.staff.tests.conftest import House
from haechi.sites.staff.tests.test_events import opened, run, until, until_ended
from haechi.sites.staff.tests.test_talks import chat as chat  # noqa: PLC0414  a fixture
from haechi.sites.staff.tests.test_talks import desk as desk  # noqa: PLC0414  a fixture
from haechi.sites.staff.tests.test_talks import page, write
from haechi.talks.models import Chat
from haechi.talks.presence import chat_place, is_here
from haechi.talks.tests.people import thread_of
from haechi.talks.types import Opened

pytestmark = pytest.mark.django_db(transaction=True)


async def until_true(holds: Callable[[], bool]) -> None:
    """The bus carries a sign through a socket."""
    while not holds():
        await asyncio.sleep(0.01)


async def closed(stream: AsyncIterator[bytes]) -> None:
    """As the server does it when the browser's tab is closed."""
    waiting = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting


def test_of_two_tabs_of_an_officer_one_may_close_and_she_is_there_all_the_same(
    house: House, chat: Opened
) -> None:
    officer = chat_place(chat.session.report_id, Side.OFFICER)
    desk, places = house.officer.client(), bus().presence._seen
    tabs = [opened(desk, f"/talks/events?chat={chat.session.report_id}") for _ in range(2)]

    async def story() -> None:
        for tab in tabs:
            await until(tab, "list")
        await until_true(lambda: len(places.get(officer, _Seen()).pages) == 2)
        with bus().subscription(officer) as woken:
            await closed(tabs[0])
            await until_true(lambda: len(places[officer].pages) == 1)
            assert is_here(officer)
            assert not woken.is_set(), "the reporter's page is not even woken"
            await closed(tabs[1])
            await woken.wait()
            assert not is_here(officer)

    run(story)


def sent(desk: Client, chat: Opened, **half: str) -> int:
    """Her half-written text, as the page's script sends it with the token it came with."""
    told = {"accept": "application/json"}
    path = f"/talks/{chat.session.report_id}/messages"
    return desk.post(path, half, headers=told).status_code


def token_of(desk: Client) -> str:
    return page(desk, "/talks/").split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]


@pytest.mark.parametrize("ending", ["ended", "idle"])
def test_an_officers_session_that_ends_in_a_chat_loses_no_word_of_either_side(
    house: House, chat: Opened, ending: str
) -> None:
    """Fault: her session ends while two talk. Her page is told, the reporter sees nobody there any more; what
    the reporter then writes waits, and the desk is told; what she had half written is refused and goes once
    when she has signed in again, where she sees everything."""
    desk = house.officer.client(enforce_csrf_checks=True)
    half = {"text": "그때 함께 있던 분은", "uid": str(uuid4())}
    half["csrfmiddlewaretoken"] = token_of(desk)
    stream = opened(desk, f"/talks/events?chat={chat.session.report_id}")
    officer = chat_place(chat.session.report_id, Side.OFFICER)

    async def story() -> None:
        await until(stream, "list")
        await until_true(lambda: is_here(officer))
        over = time.time() + (settings.STAFF_IDLE_SECONDS + 5) * (ending == "idle")
        with time_machine.travel(over):
            if ending == "ended":
                await sync_to_async(Session.objects.all().delete)()
            bus().publish(inbox_topic(house.staffed.institution.pk))  # the next look
            assert await until_ended(stream)
            assert not [chunk async for chunk in stream], "nothing after it"
            await sync_to_async(Session.objects.all().delete)()
        await until_true(lambda: not is_here(officer))

    run(story)
    Delivery.objects.all().delete()
    Chat.objects.update(taken_by=house.officer.officer)
    write(chat, "옆자리 동료입니다.")
    assert set(Delivery.objects.values_list("officer_id", flat=True)) <= {house.officer.officer.pk}
    assert sent(desk, chat, **half) in {302, 403}, "no word goes out in nobody's name"
    again = house.officer.client(enforce_csrf_checks=True)
    half["csrfmiddlewaretoken"] = token_of(again)
    assert "옆자리 동료입니다." in page(again, f"/talks/?chat={chat.session.report_id}")
    assert [sent(again, chat, **half) for _ in range(2)] == [200, 200]
    said = [view.text for view in messages_of(thread_of(chat))]
    assert said[1:] == ["옆자리 동료입니다.", half["text"]]


def test_what_an_officer_wrote_comes_by_the_answer_and_by_every_stream_but_her_own(
    desk: Client, chat: Opened
) -> None:
    """Fault: two tabs. None shows a line twice, or not at all; nor does a page that names another."""
    pk = chat.session.report_id
    mine, tab = (opened(desk, f"/talks/events?chat={pk}") for _ in range(2))

    def writes(text: str, page: str) -> str:
        fields = {"text": text, "uid": str(uuid4()), "page": page}
        way = {"accept": "application/json"}
        return str(desk.post(f"/talks/{pk}/messages", fields, headers=way).json()["html"])

    async def story() -> None:
        named = (await until(mine, "page"))["page"]
        for stream in (mine, tab):
            await until(stream, f"thread-{pk}")
        assert "언제였습니까" in await sync_to_async(writes)("언제였습니까?", named)
        assert "언제였습니까" in (await until(tab, f"line-{pk}"))[f"line-{pk}"]
        await sync_to_async(write)(chat, "어제였습니다")
        came = (await until(mine, f"line-{pk}"))[f"line-{pk}"]
        assert "어제였습니다" in came
        assert "언제였습니까" not in came, "it stands there already"
        await sync_to_async(writes)("여기서 온 것이 아님", f"{named}\nhere:x")
        assert "여기서 온" in (await until(mine, f"line-{pk}"))[f"line-{pk}"]

    run(story)
