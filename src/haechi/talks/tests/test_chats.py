"""A chat is a thread without a number until it is a report (TK-3, TK-4, TK-6)."""

import ast
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

import haechi
from haechi.common.clock import today
from haechi.conversations.models import Message
from haechi.conversations.selectors import messages_of
from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.notifications.models import Delivery
from haechi.notifications.types import Notice
from haechi.reports.access import sign_in
from haechi.reports.models import Exclusion, Report, ReportCounter
from haechi.reports.selectors import content_of
from haechi.reports.states import ReportState
from haechi.reports.turning import make_report
from haechi.reports.types import OpenReport, ReportContent, new_draft_token
from haechi.retention.types import Rule
from haechi.talks import pace
from haechi.talks.errors import Blocked, TooFast
from haechi.talks.models import Chat
from haechi.talks.retention import EMPTY_DAYS, IDLE_DAYS, close_idle_chats, due_by_rule
from haechi.talks.services import open_chat, say
from haechi.talks.states import ChatState
from haechi.talks.tests.people import begin_chat, offer_talk, officer_answers, thread_of
from haechi.talks.types import Opened, Subject
from haechi.testing import make_institution


@pytest.fixture
def institution(db: None) -> Institution:
    return make_institution().institution


@pytest.fixture
def chat(institution: Institution) -> Opened:
    pace._left.clear()
    return begin_chat(institution, offer_talk(institution))


def write(
    opened: OpenReport, text: str = "여쭤볼 것이 있습니다", uid: uuid.UUID | None = None
) -> Message:
    return say(opened=opened, text=text, token=new_draft_token(), uid=uid or uuid.uuid4())


def test_a_chat_is_no_report_in_any_list_and_takes_no_number(
    chat: Opened, institution: Institution
) -> None:
    assert not Report.objects.exists()
    assert not institution.reports.exists()
    assert not ReportCounter.objects.exists()
    thread = thread_of(chat)
    assert thread.report.is_chat
    assert thread.report.display_number == ""
    assert Chat.objects.get().state == ChatState.WAITING


def test_the_database_refuses_what_is_half_a_report(chat: Opened, institution: Institution) -> None:
    for half in ({"number": 2026_000001}, {"category": institution.categories.first()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Report.threads.update(**half)


def test_key_and_password_open_the_chat_again(chat: Opened) -> None:
    write(thread_of(chat))
    again = sign_in(typed_key=chat.receipt.report_key, typed_password=chat.receipt.password)
    assert again.report_id == chat.session.report_id
    assert [view.text for view in messages_of(thread_of(chat))] == ["여쭤볼 것이 있습니다"]


def test_the_page_sent_twice_opens_one_chat_and_counts_it_once(institution: Institution) -> None:
    code, token = offer_talk(institution), new_draft_token()
    opened = [
        open_chat(institution=institution, subject=Subject.OTHER, token=token, code=code)
        for _ in range(2)
    ]
    assert opened[0].receipt.report_key == opened[1].receipt.report_key
    assert opened[1].receipt.repeated
    assert opened[0].session.report_id == opened[1].session.report_id
    code.refresh_from_db()
    assert (code.opened, Chat.objects.count()) == (1, 1)


def test_fifty_messages_in_a_second_are_kept_in_order_and_told_of_once(chat: Opened) -> None:
    thread = thread_of(chat)
    said = [f"{n}번째" for n in range(50)]
    for text in said:
        write(thread, text)
    assert [view.text for view in messages_of(thread)] == said
    told = Delivery.objects.filter(notice=Notice.CHAT_WAITING)
    officers = Officer.objects.filter(institution=thread.report.institution).count()
    assert told.values("officer_id").distinct().count() == officers
    assert told.count() == 2 * officers, "one SMS and one mail each, not fifty"


def test_an_excluded_officer_is_not_told_that_somebody_waits(
    chat: Opened, institution: Institution
) -> None:
    barred, other = institution.officers.order_by("pk")
    Exclusion.objects.create(report_id=chat.session.report_id, officer=barred)
    for taken_by in (None, barred):
        Chat.objects.update(taken_by=taken_by)
        Report.threads.update(has_news=False)
        write(thread_of(chat))
    assert set(Delivery.objects.values_list("officer_id", flat=True)) == {other.pk}


def test_a_flood_is_told_to_wait_and_the_same_message_again_is_none(chat: Opened) -> None:
    thread, uid = thread_of(chat), uuid.uuid4()
    first = write(thread, uid=uid)
    for _ in range(int(pace.BURST) - 1):
        pace.take(str(thread.report.pk))
    with pytest.raises(TooFast) as fast:
        write(thread)
    assert fast.value.seconds >= 1
    assert write(thread, uid=uid) == first, (
        "sent again after a cut: already there, nothing is taken"
    )
    assert Message.objects.count() == 1


@pytest.mark.parametrize("ending", [{"is_blocked": True}, {}], ids=["blocked", "ended"])
def test_what_is_sent_again_after_the_end_is_the_message_already_there(
    chat: Opened, ending: dict[str, object]
) -> None:
    thread, uid = thread_of(chat), uuid.uuid4()
    first = write(thread, uid=uid)
    Chat.objects.update(state=ChatState.CLOSED, closed_on=today(), **ending)
    assert write(thread, uid=uid) == first
    assert Chat.objects.get().state == ChatState.CLOSED


def test_ten_thousand_characters_at_once_are_kept_whole(chat: Opened) -> None:
    text = "가나다라마바사아자차" * 1000
    write(thread_of(chat), text)
    assert messages_of(thread_of(chat))[0].text == text


def test_an_ended_chat_waits_again_when_its_reporter_writes(chat: Opened) -> None:
    Chat.objects.update(state=ChatState.CLOSED, closed_on=today())
    write(thread_of(chat))
    row = Chat.objects.get()
    assert (row.state, row.closed_on) == (ChatState.WAITING, None)


def test_nothing_is_taken_in_a_blocked_chat(chat: Opened) -> None:
    Chat.objects.update(is_blocked=True)
    with pytest.raises(Blocked):
        write(thread_of(chat))
    assert not Message.objects.exists()


def test_a_chat_becomes_a_report_and_keeps_keys_and_thread(
    chat: Opened, institution: Institution
) -> None:
    thread = thread_of(chat)
    write(thread)
    officer_answers(thread, "언제였습니까?")
    Report.threads.update(received_on=today() - timedelta(days=9), first_answer_days=4)
    category = institution.categories.first()
    assert category
    for _ in range(2):
        make_report(opened=thread, category=category, content=ReportContent(text="부당한 지시"))
    report = Report.objects.get()
    assert report.display_number == f"{today().year}-000001"
    assert (report.received_on, report.first_answer_days) == (today(), 0)
    assert report.state == ReportState.RECEIVED
    signed = sign_in(typed_key=chat.receipt.report_key, typed_password=chat.receipt.password)
    again = thread_of(Opened(chat.receipt, signed))
    assert content_of(again).text == "부당한 지시"
    assert len(messages_of(again)) == 2


def test_idle_chats_end_and_what_is_old_or_empty_is_due(
    chat: Opened, institution: Institution
) -> None:
    assert not any(due.exists() for due in due_by_rule(institution).values())
    Chat.objects.update(opened_on=today() - timedelta(days=EMPTY_DAYS + 1))
    assert due_by_rule(institution)[Rule.NEVER_SENT].exists()
    write(thread_of(chat))
    assert not due_by_rule(institution)[Rule.NEVER_SENT].exists()
    Chat.objects.update(opened_on=today() - timedelta(days=IDLE_DAYS + 1))
    assert close_idle_chats() == 0, "somebody wrote today"
    Message.objects.update(posted_on=today() - timedelta(days=IDLE_DAYS + 1))
    assert close_idle_chats() == 1
    assert not due_by_rule(institution)[Rule.CLOSED_PERIOD].exists()
    Chat.objects.update(closed_on=today() - timedelta(days=institution.retention_days + 1))
    assert due_by_rule(institution)[Rule.CLOSED_PERIOD].exists()


# Modules that mean reports alone; whatever opens, seals, destroys, moves or counts threads is not here.
REPORTS_ALONE = {
    "cases.clocks": "a case's report has a number",
    "cases.filing": "a named report has a number",
    "cases.reporter": "news of a case",
    "casework.notices": "a case's report has a number",
    "casework.retention": "a case's report has a number",
    "casework.steps": "a case's report has a number",
    "demo.bulk": "reports",
    "demo.load": "numbers by year",
    "demo.play": "reports",
    "inbox.access": "the list of reports; chats have the board (talkroom.access)",
    "inbox.services": "states, results and merging of reports",
    "reports.deadline": "clocks of reports",
    "reports.retention": "reports; chats have talks.retention",
    "sites.staff.metrics": "counts of reports",
    "sites.staff.views.statistics": "figures of reports",
    "statistics.figures": "figures of reports",
    "statistics.publication": "figures of reports",
    "statistics.yearly": "figures of reports",
    "talkroom.turning": "after it became a report",
    "testing": "a filed report",
}


def uses(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and isinstance(node.value, ast.Name)
        and node.value.id == "Report"
        for node in ast.walk(tree)
    )


def test_each_use_of_reports_without_chats_is_a_decision() -> None:
    root = Path(haechi.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        if uses(ast.parse(path.read_text("utf-8"))):
            found.add(".".join(path.relative_to(root).with_suffix("").parts))
    assert found == set(REPORTS_ALONE)
