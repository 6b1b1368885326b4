"""Talk, the officers' side: who may, who was first, and what ends (TK-3, TK-4)."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client

from haechi.conversations.models import Message, Side
from haechi.inbox.errors import NoSuchReport
from haechi.reports.models import Exclusion
from haechi.sites.staff.tests.conftest import House
from haechi.sites.staff.tests.test_talks import chat as chat  # noqa: PLC0414  a fixture
from haechi.sites.staff.tests.test_talks import desk as desk  # noqa: PLC0414  a fixture
from haechi.sites.staff.tests.test_talks import page, post, row, write
from haechi.staff.types import Role
from haechi.talkroom.access import chat_for, visible
from haechi.talkroom.services import hand_over
from haechi.talks.errors import Blocked
from haechi.talks.states import ChatState
from haechi.talks.tests.people import begin_chat
from haechi.talks.types import Opened

pytestmark = pytest.mark.django_db


def test_an_administrator_who_sits_at_the_desk_reaches_no_chat_all_the_same(
    house: House, chat: Opened
):
    reader = house.officer.at_work
    assert visible(reader).get() == row(chat)
    administrator = replace(reader, role=Role.ADMINISTRATOR)
    assert not visible(administrator).exists()
    with pytest.raises(NoSuchReport):
        chat_for(administrator, chat.session.report_id)


def test_an_excluded_officer_and_another_institution_see_nothing_of_it(
    house: House, desk: Client, chat: Opened
):
    Exclusion.objects.create(report_id=chat.session.report_id, officer=house.officer.officer)
    assert "상급자 갑질" not in page(desk, "/talks/")
    assert "심부름" not in page(desk, f"/talks/?chat={chat.session.report_id}")
    sent = desk.post(f"/talks/{chat.session.report_id}/messages", {"text": "x", "uid": uuid4()})
    assert sent.status_code == 404


def test_a_chat_is_handed_to_nobody_who_could_not_open_it(house: House, desk: Client, chat: Opened):
    head, reader = house.head.officer, house.officer.at_work
    Exclusion.objects.create(report_id=chat.session.report_id, officer=head)
    found = chat_for(reader, chat.session.report_id)
    for barred in (head, house.administrator.officer):
        with pytest.raises(NoSuchReport):
            hand_over(actor=reader, found=found, to=barred, note="", uid=uuid4())
        fields = {"officer": barred.pk, "note": "", "uid": uuid4()}
        asked = desk.post(f"/talks/{chat.session.report_id}/hand-over", fields)
        assert asked.status_code == 422
    assert row(chat).taken_by is None


def test_of_two_who_take_a_chat_the_second_is_told(house: House, desk: Client, chat: Opened):
    post(house.head.client(), chat, "take", seen="")
    post(desk, chat, "take", seen="")
    assert row(chat).taken_by == house.head.officer
    assert "다른 담당자가 먼저" in page(desk, "/talks/")


def test_of_two_who_end_a_chat_the_seconds_summary_does_not_take_the_firsts_place(
    house: House, desk: Client, chat: Opened
):
    post(house.head.client(), chat, "close", summary="자료를 받기로 함")
    post(desk, chat, "close", summary="다른 요약")
    shown = page(desk, f"/talks/?chat={chat.session.report_id}")
    assert "자료를 받기로 함" in shown
    assert "다른 담당자가 먼저" in shown


def test_an_answer_that_is_sent_again_after_the_chat_ended_does_not_begin_it_anew(
    desk: Client, chat: Opened
):
    fields = {"text": "내일 뵙겠습니다.", "uid": uuid4()}
    post(desk, chat, "messages", **fields)
    post(desk, chat, "close", summary="")
    post(desk, chat, "messages", **fields)
    assert row(chat).state == ChatState.CLOSED
    assert Message.objects.filter(side=Side.OFFICER).count() == 1


def test_a_block_ends_this_threads_writing_and_nothing_else(
    house: House, desk: Client, chat: Opened
):
    assert (
        "차단하시겠습니까" in desk.post(f"/talks/{chat.session.report_id}/block").content.decode()
    )
    assert not row(chat).is_blocked
    post(desk, chat, "block", confirm="yes")
    assert (row(chat).is_blocked, row(chat).state) == (True, ChatState.CLOSED)
    with pytest.raises(Blocked):
        write(chat, "또 씁니다.")
    write(begin_chat(house.staffed.institution), "새 대화")
    post(desk, chat, "block")
    write(chat, "다시 씁니다.")


def test_what_the_page_sends_by_itself_keeps_no_session_alive(desk: Client, chat: Opened):
    page(desk, "/talks/")
    session = desk.session
    session["seen"] = 1
    session.save()
    assert desk.post(f"/talks/{chat.session.report_id}/seen").status_code == 204
    assert desk.session["seen"] == 1
    page(desk, "/talks/")
    assert desk.session["seen"] > 1
