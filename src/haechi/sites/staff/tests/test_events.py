"""Event streams: what changed is sent, rights are asked at every wake-up, sessions end them (ALL-2)."""

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import StreamingHttpResponse
from django.test import Client

from haechi.audit.models import AuditEntry
from haechi.conversations.services import post_from_officer
from haechi.inbox.access import report_for
from haechi.inbox.services import add_note, change_state
from haechi.live.services import bus
from haechi.reports.models import Exclusion, Report
from haechi.reports.states import ReportState
from haechi.sites.staff import events
from haechi.sites.staff.tests.conftest import FileReport, House, Member
from haechi.staff.models import Account

pytestmark = pytest.mark.django_db(transaction=True)

T = TypeVar("T")


def run(work: Callable[[], Awaitable[T]]) -> T:
    """With the process's bus running, as the server has it."""

    async def whole() -> T:
        bus().start()
        await asyncio.sleep(0.05)
        try:
            return await asyncio.wait_for(work(), 10)
        finally:
            await bus().stop()

    return asyncio.run(whole())


def opened(client: Client, path: str) -> AsyncIterator[bytes]:
    response = client.get(path)
    assert isinstance(response, StreamingHttpResponse)
    assert response["Content-Type"] == "text/event-stream"
    return aiter(response.streaming_content)


def parts_of(chunk: bytes) -> dict[str, str]:
    lines = [line[6:] for line in chunk.decode().splitlines() if line.startswith("data: {")]
    found = [json.loads(line) for line in lines]
    return {event["part"]: event["html"] for event in found if "part" in event}


async def until(stream: AsyncIterator[bytes], wanted: str) -> dict[str, str]:
    while True:
        parts = parts_of(await anext(stream))
        if wanted in parts:
            return parts


async def until_ended(stream: AsyncIterator[bytes]) -> bool:
    async for chunk in stream:
        if b"event: ended" in chunk:
            return True
    return False


def say(member: Member, report: Report, text: str) -> None:
    held = report_for(member.at_work, report.pk)
    post_from_officer(opened=held, officer=member.officer, text=text, uid=uuid.uuid4())


def test_a_message_a_note_and_a_status_arrive_without_reload_and_without_rows(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    stream = opened(house.head.client(), f"/reports/{report.pk}/events")
    before = AuditEntry.objects.count()

    async def story() -> None:
        first = await until(stream, "thread")
        assert set(first) == {"status", "thread", "notes"}
        await sync_to_async(say)(house.officer, report, "새로 온 글")
        start = time.monotonic()
        changed = await until(stream, "thread")
        assert time.monotonic() - start < 2
        assert "새로 온 글" in changed["thread"]
        assert "status" not in changed, "what did not change is not sent"
        held = await sync_to_async(report_for)(house.officer.at_work, report.pk)
        await sync_to_async(add_note)(
            actor=house.officer.at_work, opened=held, text="메모함", uid=uuid.uuid4()
        )
        assert "메모함" in (await until(stream, "notes"))["notes"]
        await sync_to_async(change_state)(
            actor=house.officer.at_work, opened=held, seen=ReportState.RECEIVED,
            new=ReportState.INVESTIGATING,
        )  # fmt: skip
        assert 'aria-current="step"' in (await until(stream, "status"))["status"]

    run(story)
    assert AuditEntry.objects.count() == before + 2, "the note and the status, no opening"


@pytest.mark.parametrize("ending", ["sign-out", "removed", "excluded", "idle", "password"])
def test_a_stream_ends_when_the_right_to_it_does(
    house: House, file_report: FileReport, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "CHECK_SECONDS", 0.05)
    report = file_report()
    client = house.head.client()
    stream = opened(client, f"/reports/{report.pk}/events")
    endings: dict[str, Callable[[], object]] = {
        "sign-out": lambda: client.post("/account/sign-out/"),
        "removed": lambda: Account.objects.update(is_active=False),
        "excluded": lambda: Exclusion.objects.create(report=report, officer=house.head.officer),
        "idle": lambda: None,
        "password": lambda: Account.objects.update(password="another"),
    }

    async def story() -> bool:
        await until(stream, "thread")
        if ending == "idle":
            with time_machine.travel(time.time() + settings.STAFF_IDLE_SECONDS + 5):
                return await until_ended(stream)
        await sync_to_async(endings[ending])()
        return await until_ended(stream)

    assert run(story)


def test_an_open_stream_does_not_keep_a_session_alive(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    client = house.head.client()
    client.get("/")
    start = time.time()
    with time_machine.travel(start + settings.STAFF_IDLE_SECONDS - 30):
        opened(client, f"/reports/{report.pk}/events")
        opened(client, "/events")
    with time_machine.travel(start + settings.STAFF_IDLE_SECONDS + 5):
        assert client.get("/").status_code == 302


def test_the_inbox_tells_of_new_reports_but_not_the_excluded(
    house: House, file_report: FileReport
) -> None:
    file_report()
    streams = [opened(member.client(), "/events") for member in (house.head, house.officer)]

    async def story() -> None:
        first = [(await until(stream, "newest"))["newest"] for stream in streams]
        new = await sync_to_async(file_report)(excluded=(house.officer,))
        told = await until(streams[0], "newest")
        assert int(told["newest"]) == (new.number or 0) > int(first[0])
        assert b"data:" not in await anext(streams[1]), "woken, and told nothing"

    run(story)


def test_others_get_no_stream(house: House, file_report: FileReport) -> None:
    report = file_report(excluded=(house.officer,))
    assert house.officer.client().get(f"/reports/{report.pk}/events").status_code == 404
    assert house.administrator.client().get("/events").status_code == 404
    assert Client().get("/events").status_code == 302
