"""Whose a chat is, who is told of it, and what happens where two act at once (TK-3, TK-4, ALL-2)."""

import uuid

import pytest
from django.test import Client

from haechi.audit.types import command_line
from haechi.inbox.leaving import give_role, remove_officer
from haechi.notifications.models import Delivery
from haechi.reports.access import open_report as reporter_opens
from haechi.reports.errors import AlreadySubmitted
from haechi.reports.models import Report
from haechi.reports.submission import Submission, take_down
from haechi.reports.types import DraftToken, OpenReport, new_draft_token
from haechi.sites.staff.tests.conftest import House
from haechi.staff.types import Role
from haechi.talkroom import services, turning
from haechi.talkroom.access import OpenChat, chat_for
from haechi.talkroom.errors import NotNow
from haechi.talks.models import Chat
from haechi.talks.services import say
from haechi.talks.states import ChatState
from haechi.talks.telling import tell_unread
from haechi.talks.tests.people import begin_chat, offer_talk
from haechi.talks.types import Opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def chat(house: House) -> Opened:
    begun = begin_chat(house.staffed.institution, offer_talk(house.staffed.institution))
    write(begun)
    Delivery.objects.all().delete()
    return begun


def write(begun: Opened, text: str = "여쭤볼 것이 있습니다.") -> None:
    held = reporter_opens(begun.session)
    say(opened=held, text=text, token=new_draft_token(), uid=uuid.uuid4())


def found_by(house: House, begun: Opened) -> OpenChat:
    return chat_for(house.officer.at_work, begun.session.report_id)


def told() -> set[int | None]:
    return set(Delivery.objects.filter(notice="chat.waiting").values_list("officer_id", flat=True))


def take(house: House, begun: Opened) -> None:
    services.take(actor=house.officer.at_work, found=found_by(house, begun), seen=None)
    services.saw(actor=house.officer.at_work, chat_id=begun.session.report_id)


@pytest.mark.parametrize("end", ["removed", "made an administrator"])
def test_a_chat_of_an_officer_who_left_waits_again_and_the_others_are_told(
    house: House, chat: Opened, end: str
) -> None:
    take(house, chat)
    if end == "removed":
        remove_officer(actor=command_line("root"), account=house.officer.account)
    else:
        give_role(
            actor=command_line("root"), account=house.officer.account, role=Role.ADMINISTRATOR
        )
    row = Chat.objects.get()
    assert (row.state, row.taken_by) == (ChatState.WAITING, None)
    write(chat)
    assert told() == {house.head.officer.pk}


def test_who_seems_there_and_does_not_read_is_told_once_until_she_reads(
    house: House, chat: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Her board lies in a hidden tab: the stream says that she is there, and nobody sees the line."""
    take(house, chat)
    monkeypatch.setattr("haechi.talks.services.is_here", lambda place: "officer" in place)
    write(chat)
    assert told() == set()
    assert tell_unread() == 1
    assert told() == {house.officer.officer.pk}
    write(chat)
    assert tell_unread() == 0
    services.saw(actor=house.officer.at_work, chat_id=chat.session.report_id)
    assert tell_unread() == 0
    write(chat)
    assert tell_unread() == 1


def test_of_a_chat_made_a_report_meanwhile_nothing_goes_back_to_the_board(
    house: House, chat: Opened
) -> None:
    services.block(actor=house.officer.at_work, found=found_by(house, chat), blocked=True)
    found, held = found_by(house, chat), reporter_opens(chat.session)
    turning.become_report(
        actor=house.head.at_work,
        found=chat_for(house.head.at_work, chat.session.report_id),
        category=house.staffed.category,
    )
    for act in (
        lambda: services.answer(
            actor=house.officer.at_work, found=found, text="네", uid=uuid.uuid4()
        ),
        lambda: services.take(actor=house.officer.at_work, found=found, seen=None),
        lambda: services.block(actor=house.officer.at_work, found=found, blocked=True),
    ):
        with pytest.raises(NotNow):
            act()
    say(opened=held, text="더 있습니다.", token=new_draft_token(), uid=uuid.uuid4())
    row = Chat.objects.get()
    assert (row.state, row.is_blocked) == (ChatState.CLOSED, False)


def test_an_answer_that_came_too_late_is_kept_on_the_page(house: House, chat: Opened) -> None:
    pk, desk = chat.session.report_id, house.officer.client()

    def late(**words: object) -> None:
        raise NotNow

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "answer", late)
        answer = desk.post(f"/talks/{pk}/messages", {"text": "제 답입니다.", "uid": uuid.uuid4()})
        asked = desk.post(
            f"/talks/{pk}/messages",
            {"text": "제 답입니다.", "uid": uuid.uuid4()},
            headers={"accept": "application/json"},
        )
    assert (answer.status_code, asked.status_code) == (422, 422)
    assert "제 답입니다." in answer.content.decode()
    assert "신고" in asked.json()["problem"]


def test_who_makes_it_a_report_of_a_colleague_without_a_duty_there_comes_back_to_the_board(
    house: House, chat: Opened
) -> None:
    pk = chat.session.report_id
    services.take(actor=house.head.at_work, found=chat_for(house.head.at_work, pk), seen=None)
    house.officer.officer.duties.all().delete()
    desk = house.officer.client()
    location = desk.post(f"/talks/{pk}/report", {"category": house.staffed.category.pk})["Location"]
    assert desk.get(location).status_code == 200


def test_a_form_pressed_twice_makes_one_report_of_an_open_chat_elsewhere(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second press meets the first before its row is there, as on PostgreSQL."""
    desk = house.officer.client()
    token = _token(desk)
    pressed: list[DraftToken] = []

    def at_once(submission: Submission) -> OpenReport:
        pressed.append(submission.token)
        if len(pressed) == 1:
            raise AlreadySubmitted
        return take_down(submission)

    entry = {
        "category": house.staffed.category.pk, "subject": "abuse", "source": "오픈채팅",
        "text": "부당한 지시가 있었습니다.", "token": token,
    }  # fmt: skip
    with monkeypatch.context() as patch:
        patch.setattr("haechi.talkroom.turning.take_down", at_once)
        assert desk.post("/talks/elsewhere/", entry).status_code == 302
    assert (len(set(pressed)), Report.objects.count()) == (1, 1)


def _token(desk: Client) -> str:
    shown = desk.get("/talks/elsewhere/").content.decode()
    return shown.split('name="token" value="')[1].split('"')[0]
