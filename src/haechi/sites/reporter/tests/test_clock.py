"""A server whose clock is set an hour back or a day forward, and right again (HL-1, HL-4)."""

import time
import uuid
from datetime import timedelta
from typing import cast

import pytest
import time_machine
from pytest_django import Settings

from haechi.common.clock import SEOUL, now, today
from haechi.conversations.selectors import messages_of
from haechi.reports.models import KeyDelay
from haechi.reports.types import new_draft_token, write_draft_token
from haechi.sites.reporter.live import ChatWatch, Watch, changes
from haechi.sites.reporter.requests import ReporterRequest
from haechi.sites.reporter.tests.site import Reporter, body, credentials, hidden
from haechi.talks.models import ParticipationCode
from haechi.talks.rotation import provide
from haechi.talks.tests.people import CODE, begin_chat, offer_talk, officer_answers, thread_of
from haechi.talks.types import Opened

HOUR_BACK, DAY_FORWARD = timedelta(hours=-1), timedelta(days=1)
MOVES = pytest.mark.parametrize("moved", [HOUR_BACK, DAY_FORWARD], ids=["back", "forward"])


@MOVES
def test_a_form_opened_before_is_taken_and_the_thread_opens(
    reporter: Reporter, moved: timedelta
) -> None:
    """Fault: the clock jumps while a reporter writes. Her form, opened before, is taken after; the receipt
    opens the thread, at most by signing in again; a message sent then is there once."""
    fields = reporter.opens_form() | {"to": "submit", "kind": "own", "own_password": "7351"}
    with time_machine.travel(now() + moved):
        key = credentials(body(reporter.posts(fields)))[0]
        assert reporter.signs_in(key, "7351")["Location"] == "/thread/"
        sent = reporter.message_fields(text="시계가 움직인 뒤의 글")
        for _ in range(2):
            reporter.client.post("/thread/message", sent)
        assert reporter.thread().count("시계가 움직인 뒤의 글") == 1
    assert reporter.signs_in(key, "7351")["Location"] == "/thread/", "and when it is right again"


@MOVES
@pytest.mark.parametrize("misses", [1, 6])
def test_mistypes_under_a_wrong_clock_lock_nobody_out_when_it_is_right(
    reporter: Reporter, moved: timedelta, misses: int
) -> None:
    """Fault: a reporter mistyped while the clock was a day ahead (or before it was set an hour back). The
    noted end of the wait then lies far ahead; it would shut her out for as long as the clock was wrong."""
    key, _ = reporter.reports()
    noon = now().replace(hour=12)
    wrong, right = (noon + moved, noon) if moved > timedelta(0) else (noon, noon + moved)
    with time_machine.travel(wrong, tick=False):
        for number in range(misses):
            KeyDelay.objects.update(not_before=0)  # as if each wait had been waited out
            assert reporter.signs_in(key, f"30{number}9").status_code == 422
        longest = max(0, KeyDelay.objects.get().not_before - int(time.time()))
        assert longest <= 4
    with time_machine.travel(right, tick=False):
        first = reporter.signs_in(key, "4871")
        assert (first.status_code, int(first.headers.get("Retry-After", 0))) == (
            (429, longest) if longest else (422, 0)
        )
    with time_machine.travel(right + timedelta(seconds=longest + 1), tick=False):
        assert reporter.signs_in(key, "4871").status_code == 422, "a miss as any other, no wait"


@pytest.mark.parametrize("moved", [timedelta(hours=-3), timedelta(hours=3), DAY_FORWARD], ids=str)
def test_a_chat_goes_on_while_the_clock_jumps_and_nothing_of_it_is_lost(
    reporter: Reporter, moved: timedelta
) -> None:
    """Fault: the clock jumps while somebody chats. What she writes then is there once and in its place: at
    most she signs in again, and the page brings her text along. An answer reaches her stream."""
    offer_talk(reporter.at.institution)
    opened = begin_chat(reporter.at.institution)
    noon, words = now().replace(hour=12), ("먼저", "시계가 틀린 동안", "시계가 맞은 뒤")
    watch = Watch(opened.session, "ko", time.time() + 60, last=0)
    watch.chat = ChatWatch(reporter.at.institution.pk)
    for moment, word in zip((noon, noon + moved, noon + timedelta(minutes=1)), words, strict=True):
        with time_machine.travel(moment, tick=False):
            says(reporter, opened, word)
            changes(watch)
            officer_answers(thread_of(opened), f"답: {word}")
            assert f"답: {word}" in (changes(watch) or b"").decode()
    said = [view.text for view in messages_of(thread_of(opened))]
    assert said == [text for word in words for text in (word, f"답: {word}")]


def says(reporter: Reporter, opened: Opened, text: str) -> None:
    """As the chat's script does it: twice, as after a cut; where the session is over, the plain form brings
    the text to the page to sign in."""
    typed = {"text": text, "draft": new_draft(), "uid": str(uuid.uuid4()), "to": "send"}
    if reporter.client.post("/thread/say", typed).status_code == 401:
        assert text in body(reporter.client.post("/thread/message", typed))
        reporter.signs_in(opened.receipt.report_key, opened.receipt.password)
    typed["form_token"] = hidden(reporter.thread(), "form_token")
    for _again in range(2):
        assert reporter.client.post("/thread/say", typed).status_code == 200


def new_draft() -> str:
    return write_draft_token(new_draft_token())


def test_codes_open_on_their_days_by_the_clock_and_are_the_same_when_it_is_right_again(
    reporter: Reporter,
) -> None:
    """Fault: the clock is a day ahead, or three hours behind on a code's first morning. No code of another
    day opens a chat, the worker makes none anew, and the announced code opens chats afterwards."""
    offer_talk(reporter.at.institution, rotation="daily")
    institution, noon = reporter.at.institution, now().astimezone(SEOUL).replace(hour=12)
    for moment in (noon, noon + DAY_FORWARD, noon):
        with time_machine.travel(moment, tick=False):
            provide(institution.pk, today())
            announced = reporter.client.post("/hanbit/talk/", {"code": CODE})
            assert announced.status_code == (200 if moment == noon else 422)
    early = noon.replace(hour=1)
    tomorrow = ParticipationCode.objects.get(first_day=(noon + DAY_FORWARD).date())
    for moment, status in (
        (early + DAY_FORWARD - timedelta(hours=3), 422),
        (early + DAY_FORWARD, 200),
    ):
        with time_machine.travel(moment, tick=False):
            assert (
                reporter.client.post("/hanbit/talk/", {"code": tomorrow.text}).status_code == status
            )
    assert ParticipationCode.objects.filter(first_day=noon.date()).count() == 1


def test_a_session_from_before_the_clock_went_back_ends_the_stream_when_idle(
    reporter: Reporter, settings: Settings
) -> None:
    """Fault: the clock is set three hours back while a chat's page stands open and nobody is there any
    more. What is on the screen ends after the idle time, not three hours later."""
    opened = begin_chat(reporter.at.institution)
    reporter.signs_in(opened.receipt.report_key, opened.receipt.password)
    back = now() - timedelta(hours=3)
    with time_machine.travel(back, tick=False):
        request = cast("ReporterRequest", reporter.client.get("/thread/").wsgi_request)
    assert request.reporter_until <= back.timestamp() + settings.REPORTER_IDLE_SECONDS
