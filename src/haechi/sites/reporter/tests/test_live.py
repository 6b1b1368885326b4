"""What the stream sends (TK-3's floor): each change once, nothing twice, and an end."""

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, replace

import pytest

from haechi.conversations.models import Message
from haechi.conversations.services import post_from_officer, post_from_reporter
from haechi.crypto.aead import seal_text
from haechi.custody.models import Officer
from haechi.reports.access import open_report, sign_in
from haechi.reports.models import Report
from haechi.reports.sealing import report_place
from haechi.reports.states import ReportState
from haechi.reports.types import OpenReport, new_draft_token
from haechi.sites.reporter.live import ENDED, Watch, changes, event, stream
from haechi.sites.reporter.tests.site import Reporter


@dataclass
class Open:
    """A report and its open stream, past the first events."""

    opened: OpenReport
    watch: Watch

    def officer_writes(self, text: str) -> Message:
        return post_from_officer(
            opened=self.opened, officer=Officer.objects.all()[0], text=text, uid=uuid.uuid4()
        )


@pytest.fixture
def live(reporter: Reporter) -> Open:
    key, password = reporter.reports()
    session = sign_in(typed_key=key, typed_password=password)
    watch = Watch(session, "ko", time.time() + 60, last=0)
    changes(watch)
    return Open(open_report(session), watch)


def kinds(stream: bytes | None) -> list[str]:
    assert stream is not None
    return [line[7:] for line in stream.decode().split("\n") if line.startswith("event: ")]


def test_nothing_new_is_nothing_sent(live: Open) -> None:
    assert changes(live.watch) == b""


def test_an_officers_message_comes_once_in_our_own_markup_and_counts_as_read(live: Open) -> None:
    message = live.officer_writes("<script>x</script>\n둘째 줄")
    sent = changes(live.watch)
    assert kinds(sent) == ["message"]
    assert sent
    assert f"id: {message.pk}\n".encode() in sent
    assert b"&lt;script&gt;" in sent
    assert b"<script" not in sent
    message.refresh_from_db()
    assert message.is_read
    assert changes(live.watch) == b""


def test_what_the_page_had_already_is_not_sent_again(live: Open) -> None:
    message = live.officer_writes("글")
    again = Watch(live.watch.session, "ko", time.time() + 60, last=message.pk)
    assert "message" not in kinds(changes(again))


def test_a_read_mark_names_the_message(live: Open) -> None:
    message = post_from_reporter(
        opened=live.opened, text="글", token=new_draft_token(), uid=uuid.uuid4()
    )
    changes(live.watch)
    Message.objects.update(is_read=True)
    sent = changes(live.watch)
    assert sent == event("read", json.dumps([message.pk]))


def test_a_change_of_state_or_result_comes_as_the_whole_part(live: Open) -> None:
    result = seal_text(
        live.opened.data_key, "결과 글", report_place(live.opened.report.pk, "result")
    )
    Report.objects.update(state=ReportState.DONE, result=result)
    sent = changes(live.watch)
    assert kinds(sent) == ["state"]
    assert sent
    assert "결과 글" in sent.decode()


def test_the_end_of_the_report_is_the_end_of_the_stream(live: Open) -> None:
    Report.objects.all().delete()
    assert changes(live.watch) is None


def test_an_event_of_many_lines_keeps_them() -> None:
    assert event("state", "a\nb", identifier=3) == b"id: 3\nevent: state\ndata: a\ndata: b\n\n"


@pytest.mark.django_db(transaction=True)  # the stream looks from a thread of its own
def test_a_stream_says_its_end_for_a_report_that_is_gone_and_not_for_a_session_that_may_go_on(
    live: Open,
) -> None:
    """A chat of an hour: each message kept the session, the stream knows the time at which it began."""
    live.watch.until = time.time() - 1
    assert _whole(live.watch) == []
    live.watch.until = time.time() + 60
    live.watch.mark = None
    live.watch.session = replace(live.watch.session, report_id=str(uuid.uuid4()))
    assert _whole(live.watch) == [ENDED]


def _whole(watch: Watch) -> list[bytes]:
    async def read() -> list[bytes]:
        return [chunk async for chunk in stream(watch)]

    return asyncio.run(asyncio.wait_for(read(), 10))
