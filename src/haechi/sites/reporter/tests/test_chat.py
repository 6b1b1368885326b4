"""Talk from the reporter's side: code, subject, key and password, chat; without a script too (TK-1, TK-3)."""

import json
import re
import time
import uuid
from typing import Any

import pytest
from django.conf import settings as configured

from haechi.common.clock import today
from haechi.conversations.models import Message, Side
from haechi.conversations.services import mark_read
from haechi.live.services import bus
from haechi.reports.models import GuessBudget, Report
from haechi.reports.turning import make_report
from haechi.reports.types import OpenReport, ReportContent, new_draft_token, write_draft_token
from haechi.sites.reporter.live import ChatWatch, Watch, changes, signs
from haechi.sites.reporter.tests.samples import photo, upload
from haechi.sites.reporter.tests.site import Reporter, body, hidden
from haechi.staff.types import OfficerAtWork
from haechi.talks import guessing, pace
from haechi.talks.models import Chat, ParticipationCode, TalkSettings
from haechi.talks.presence import chat_place, desk_place
from haechi.talks.states import ChatState
from haechi.talks.tests.people import CODE, begin_chat, offer_talk, officer_answers, thread_of
from haechi.talks.types import Opened

TALK = "/hanbit/talk/"


@pytest.fixture
def code(reporter: Reporter) -> ParticipationCode:
    pace._left.clear()
    bus.cache_clear()
    return offer_talk(
        reporter.at.institution, hours_ko="평일 9시부터 18시까지", hours_en="Weekdays 9 to 18"
    )


def enters(reporter: Reporter, typed: str = CODE) -> dict[str, str]:
    """The code taken: the fields of the page that asks for the subject."""
    page = body(reporter.client.post(TALK, {"code": typed}))
    fields = {name: hidden(page, name) for name in ("code", "draft")}
    return {**fields, "subject": "abuse", "to": "open"}


@pytest.fixture
def inside(reporter: Reporter, code: ParticipationCode) -> Reporter:
    reporter.client.post(TALK, enters(reporter))
    return reporter


def opened_chat() -> Chat:
    return Chat.objects.select_related("report").get()


def test_code_subject_key_and_password_then_the_chat(
    reporter: Reporter, code: ParticipationCode
) -> None:
    asked = body(reporter.client.get(TALK))
    assert "참여코드" in asked
    assert "평일 9시부터 18시까지" in asked
    fields = enters(reporter, "４８２０　5937")
    assert configured.REPORTER_COOKIE not in reporter.client.cookies, "no cookie before the chat"
    receipt = reporter.client.post(TALK, fields)
    page = body(receipt)
    assert "리포트키" in page
    assert hidden(page, "password") in page
    assert configured.REPORTER_COOKIE in receipt.cookies
    assert CODE not in page
    chat = reporter.thread()
    assert "상급자 갑질" in chat
    assert Chat.objects.get().subject == "abuse"
    code.refresh_from_db()
    assert code.opened == 1


def test_wrong_old_and_replaced_codes_get_one_answer(
    reporter: Reporter, code: ParticipationCode
) -> None:
    def answer(typed: str) -> tuple[int, str]:
        response = reporter.client.post(TALK, {"code": typed})
        return response.status_code, body(response).replace(typed, "-")

    wrong = answer("11111112")
    ParticipationCode.objects.update(replaced_on=code.first_day)
    assert answer(CODE) == wrong
    assert wrong[0] == 422
    assert "참여코드" in wrong[1]


def test_what_is_no_code_is_counted_as_nothing(reporter: Reporter, code: ParticipationCode) -> None:
    response = reporter.client.post(TALK, {"code": "1234"})
    assert response.status_code == 422
    assert "8자리" in body(response)
    assert not GuessBudget.objects.exists()


def test_after_many_wrong_codes_a_page_waits_and_brings_everything_along(
    reporter: Reporter, code: ParticipationCode
) -> None:
    fields = enters(reporter)
    guessing.count_wrong_code()
    GuessBudget.objects.filter(scope=guessing.SCOPE).update(level=0.0)
    waiting = reporter.client.post(TALK, fields)
    assert (waiting.status_code, waiting["Retry-After"]) == (429, "1")
    page = body(waiting)
    assert {name: hidden(page, name) for name in fields} == fields
    assert hidden(page, "challenge")


def test_where_talk_is_off_the_page_leads_to_the_form(reporter: Reporter) -> None:
    for _ in range(2):
        response = reporter.client.get(TALK)
        assert response.status_code == 404
        assert 'href="/hanbit/"' in body(response)
        TalkSettings.objects.get_or_create(institution=reporter.at.institution)


def test_text_and_files_without_a_script(inside: Reporter) -> None:
    fields = inside.message_fields(
        text="어제 회의에서 들은 말입니다", files=upload("현장.jpg", photo())
    )
    assert inside.client.post("/thread/message", fields)["Location"] == "/thread/"
    page = inside.thread()
    assert "어제 회의에서 들은 말입니다" in page
    assert "전달됨" in page
    assert Message.objects.get().report.is_chat
    assert not Report.objects.exists()


def said(inside: Reporter, **changes: Any) -> Any:
    fields = {
        "form_token": hidden(inside.thread(), "form_token"),
        "draft": write_draft_token(new_draft_token()),
        "uid": str(uuid.uuid4()),
        "text": "대본으로 보냅니다",
        "to": "send",
    }
    return inside.client.post("/thread/say", fields | changes)


def test_a_message_by_script_sent_again_after_a_cut_is_one(inside: Reporter) -> None:
    uid = str(uuid.uuid4())
    answers = [json.loads(said(inside, uid=uid).content) for _ in range(2)]
    assert answers[0] == answers[1]
    assert "대본으로 보냅니다" in answers[0]["html"]
    assert Message.objects.count() == 1


def test_two_tabs_write_into_one_thread_in_order(inside: Reporter) -> None:
    for number in range(4):
        said(inside, text=f"탭 {number % 2}의 {number}")
    page = inside.thread()
    places = [page.index(f"탭 {number % 2}의 {number}") for number in range(4)]
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_message_is_refused(inside: Reporter, text: str) -> None:
    assert said(inside, text=text).status_code == 422


def test_the_report_key_in_a_text_is_held_back_until_confirmed(inside: Reporter) -> None:
    inside.client.cookies.clear()
    opened = begin_chat(inside.at.institution)
    inside.signs_in(opened.receipt.report_key, opened.receipt.password)
    text = f"제 키는 {opened.receipt.report_key} 입니다"
    assert json.loads(said(inside, text=text).content)["leak"]
    assert said(inside, text=text, to="anyway").status_code == 200


def test_a_chat_can_neither_be_withdrawn_nor_named_and_a_report_made_of_it_can(
    reporter: Reporter, code: ParticipationCode, centre: dict[str, OfficerAtWork]
) -> None:
    begun = begin_chat(reporter.at.institution)
    reporter.signs_in(begun.receipt.report_key, begun.receipt.password)
    ways = ("/thread/withdraw", "/thread/case/named")
    page = body(reporter.client.get("/thread/"))
    for way in ways:
        assert reporter.client.get(way)["Location"] == "/thread/"
        assert f'href="{way}"' not in page
    make_report(
        opened=thread_of(begun),
        category=reporter.at.category,
        content=ReportContent(text="신고합니다"),
    )
    page = body(reporter.client.get("/thread/"))
    for way in ways:
        assert reporter.client.get(way).status_code == 200
        assert f'href="{way}"' in page
    Report.threads.update(withdrawn_on=today())
    page = body(reporter.client.get("/thread/"))
    assert 'href="/thread/withdraw"' not in page
    assert "data-compose" not in page


@pytest.fixture
def live(reporter: Reporter, code: ParticipationCode) -> tuple[OpenReport, Watch]:
    """A chat and its open stream, past the first events."""
    opened: Opened = begin_chat(reporter.at.institution)
    watch = Watch(opened.session, "ko", time.time() + 60, last=0)
    watch.chat = ChatWatch(reporter.at.institution.pk)
    changes(watch)
    signs(watch)
    return thread_of(opened), watch


def kinds(stream: bytes | None) -> list[str]:
    assert stream is not None
    return re.findall(r"^event: (\w+)$", stream.decode(), re.MULTILINE)


def test_presence_and_typing_of_the_officers_side_come_from_memory(
    live: tuple[OpenReport, Watch],
) -> None:
    thread, watch = live
    assert watch.chat
    officers, desk = (
        chat_place(thread.report.pk, Side.OFFICER),
        desk_place(watch.chat.institution_id),
    )
    assert signs(watch) == b""
    bus().presence.note(f"here:{desk}")
    assert b"data: desk" in signs(watch)
    bus().presence.note(f"here:{officers}")
    assert b"data: here" in signs(watch)
    bus().presence.note(f"typing:{officers}")
    assert kinds(signs(watch)) == ["typing"]
    assert signs(watch) == b"", "each sign once"
    bus().presence.note(f"gone:{officers}")
    assert b"data: desk" in signs(watch)
    assert watch.topics[2:] == [officers, desk]


def test_an_answer_its_reading_and_the_end_come_each_once(live: tuple[OpenReport, Watch]) -> None:
    thread, watch = live
    officer_answers(thread, "언제였습니까?")
    sent = changes(watch)
    assert kinds(sent) == ["message"]
    assert sent
    assert "언제였습니까?" in sent.decode()
    Chat.objects.update(state=ChatState.CLOSED, closed_on=thread.report.received_on)
    assert kinds(changes(watch)) == ["chat"]
    assert changes(watch) == b""


def test_what_the_officer_has_read_is_marked(inside: Reporter) -> None:
    said(inside)
    report = opened_chat().report
    mark_read(report=report, reader=Side.OFFICER, up_to=Message.objects.get().pk)
    page = inside.thread()
    assert re.search(r"data-delivered hidden>전달됨", page)
    assert re.search(r"data-read>", page)


def test_a_chat_that_became_a_report_keeps_its_page_and_gets_its_state(
    inside: Reporter,
) -> None:
    opened = begin_chat(inside.at.institution)
    inside.client.cookies.clear()
    inside.signs_in(opened.receipt.report_key, opened.receipt.password)
    said(inside)
    thread = thread_of(opened)
    make_report(opened=thread, category=inside.at.category, content=ReportContent(text="요지"))
    Chat.objects.filter(pk=thread.report.pk).update(
        reported_on=thread.report.received_on,
        state=ChatState.CLOSED,
        closed_on=thread.report.received_on,
    )
    page = inside.thread()
    assert "신고로 전환" in page
    assert "접수" in page
    assert said(inside, text="더 있습니다").status_code == 200
    assert Report.objects.get().has_news
