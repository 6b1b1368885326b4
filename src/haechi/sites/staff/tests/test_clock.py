"""A server whose clock is set an hour back or a day forward, and right again (ALL-2)."""

import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from haechi.access_control import delays
from haechi.audit.selectors import verify_trail
from haechi.common.clock import SEOUL, now
from haechi.common.totp import totp_code
from haechi.conversations.selectors import messages_of
from haechi.reports.types import new_draft_token
from haechi.sites.staff.tests.conftest import House
from haechi.sites.staff.tests.test_sign_in import CODE, Person, password_step
from haechi.sites.staff.tests.test_sign_in import person as person  # noqa: PLC0414  a fixture
from haechi.talks.models import Chat
from haechi.talks.services import say
from haechi.talks.states import ChatState
from haechi.talks.tests.people import begin_chat, thread_of

pytestmark = pytest.mark.django_db
HOUR_BACK, DAY_FORWARD = timedelta(hours=-1), timedelta(days=1)
MOVES = pytest.mark.parametrize("moved", [HOUR_BACK, DAY_FORWARD], ids=["back", "forward"])


def signs_in(person: Person) -> bool:
    """Password and the code of this moment."""
    client = Client()
    password_step(client)
    code = totp_code(person.secret, time.time())
    return client.post(CODE, {"code": code}).headers.get("Location") == "/"


@MOVES
@pytest.mark.django_db(transaction=True)
def test_an_officer_signs_in_before_during_and_after_and_the_trail_holds(
    person: Person, moved: timedelta, settings: Settings, tmp_path: Path
) -> None:
    """Fault: the clock jumps. Codes that were used before stand in nobody's way, and the rows of the trail
    keep the order in which they came, whatever their times say."""
    settings.AUDIT_HEAD_FILE = tmp_path / "head"
    noon = now().replace(hour=12)
    for moment in (noon, noon + moved, noon + timedelta(minutes=2)):
        with time_machine.travel(moment, tick=False):
            assert signs_in(person), moment
    assert verify_trail().holds


@MOVES
def test_a_name_closed_under_a_wrong_clock_is_not_closed_longer_than_the_delay(
    house: House, moved: timedelta
) -> None:
    """Fault: five wrong passwords while the clock was a day ahead (or before it was set an hour back). The
    officer would be shut out for a day more."""
    noon = now().replace(hour=12)
    wrong, right = (noon + moved, noon) if moved > timedelta(0) else (noon, noon + moved)
    with time_machine.travel(wrong, tick=False):
        for _miss in range(delays.LIMIT):
            delays.count_miss("doyun")
        assert delays.closed_until("doyun")
    with time_machine.travel(right, tick=False):
        assert delays.closed_until("doyun") is None
        for _miss in range(delays.LIMIT):
            delays.count_miss("doyun")
        assert delays.closed_until("doyun"), "and the guard works on"


def test_a_session_from_before_the_clock_went_back_still_ends_when_idle(house: House) -> None:
    """Fault: the clock is set an hour back while an officer works. Her next page sets the idle limit anew;
    it does not stay an hour too far."""
    client = house.officer.client()
    moment = now()
    with time_machine.travel(moment, tick=False):
        assert client.get("/").status_code == 200
    back = moment + HOUR_BACK
    with time_machine.travel(back, tick=False):
        assert client.get("/").status_code == 200
        limit = timedelta(seconds=django_settings.STAFF_IDLE_SECONDS)
        key = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        assert Session.objects.get(pk=key).expire_date <= back + limit
    with time_machine.travel(back + limit + timedelta(seconds=1), tick=False):
        assert client.get("/").status_code == 302


@MOVES
def test_a_chat_is_answered_and_ended_while_the_clock_is_wrong(
    house: House, moved: timedelta
) -> None:
    """Fault: the clock jumps in the middle of a chat. The officer's answer and the end are taken, days never
    count below nothing, and the reporter's next word makes it wait again."""
    early = now().astimezone(SEOUL).replace(hour=0, minute=30)
    with time_machine.travel(early, tick=False):
        opened = begin_chat(house.staffed.institution)
    chat = Chat.objects.filter(pk=UUID(opened.session.report_id))
    with time_machine.travel(early + moved, tick=False):
        officer, path = house.officer.client(), f"/talks/{opened.session.report_id}/"
        for _again in range(2):
            sent = officer.post(path + "messages", {"text": "답변", "uid": UUID(int=7)})
            assert sent.status_code == 302
        assert officer.post(path + "close", {"summary": "끝"}).status_code == 302
    assert chat.get().answered_after == max(0, moved.days)
    assert chat.get().state == ChatState.CLOSED
    held = thread_of(opened)
    say(opened=held, text="더 있습니다", token=new_draft_token(), uid=UUID(int=8))
    assert [view.text for view in messages_of(held)] == ["답변", "더 있습니다"]
    assert chat.get().state == ChatState.WAITING
