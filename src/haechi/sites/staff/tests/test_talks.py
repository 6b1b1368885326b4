"""Talk, the officers' side (TK-2 … TK-6)."""

from uuid import UUID, uuid4

import pypdfium2
import pytest
import zxingcpp
from asgiref.sync import sync_to_async
from django.test import Client

from haechi.audit.models import AuditEntry
from haechi.common.clock import today
from haechi.conversations.models import Message, Side
from haechi.inbox.models import InternalNote
from haechi.inbox.services import open_report
from haechi.notifications.models import Delivery
from haechi.reports.access import open_report as reporter_opens
from haechi.reports.drafts import add_file
from haechi.reports.models import Report
from haechi.reports.selectors import content_of
from haechi.reports.types import new_draft_token
from haechi.sites.staff.tests.conftest import House, picture, spooled
from haechi.sites.staff.tests.test_events import opened, run, until
from haechi.talks.models import Chat, ParticipationCode, TalkSettings
from haechi.talks.notice_board import feed_url, talk_url
from haechi.talks.presence import chat_place, say_typing
from haechi.talks.services import say
from haechi.talks.states import ChatState
from haechi.talks.tests.people import begin_chat, offer_talk
from haechi.talks.types import Opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(house: House) -> Client:
    return house.officer.client()


@pytest.fixture
def chat(house: House) -> Opened:
    """Somebody has written and waits."""
    code = offer_talk(house.staffed.institution, quick_answers=["잠시만 기다려 주십시오."])
    begun = begin_chat(house.staffed.institution, code)
    write(begun, "과장이 사적인 심부름을 시킵니다.")
    return begun


def write(begun: Opened, text: str, files: dict[str, bytes] | None = None) -> None:
    token = new_draft_token()
    held = reporter_opens(begun.session)
    for name, data in (files or {}).items():
        with spooled(data) as source:
            add_file(institution=held.report.institution, token=token, source=source, name=name)
    say(opened=held, text=text, token=token, uid=uuid4())


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def post(client: Client, begun: Opened, act: str, **fields: object) -> str:
    response = client.post(f"/talks/{begun.session.report_id}/{act}", fields)
    assert response.status_code == 302, response.content.decode()[:2000]
    return str(response["Location"])


def row(begun: Opened) -> Chat:
    return Chat.objects.get(report_id=UUID(begun.session.report_id))


def test_the_settings_give_a_code_at_once_and_the_page_says_how_to_announce_it(house: House):
    head = house.head.client()
    fields = {"is_on": "on", "rotation": "weekly", "hours_ko": "평일 9시~18시", "messenger": ""}
    assert head.post("/settings/talk/", fields).status_code == 302
    code = ParticipationCode.objects.order_by("first_day")[0]
    shown = page(head, "/talks/codes/")
    assert f"{code.text[:4]} {code.text[4:]}" in shown
    assert feed_url(TalkSettings.objects.get()) in shown
    picture_of = pypdfium2.PdfDocument(head.get(f"/talks/codes/{code.pk}/sheet.pdf").content)[
        0
    ].render(scale=2)
    read = zxingcpp.read_barcodes(picture_of.to_pil())
    assert [each.text for each in read] == [talk_url(house.staffed.institution.slug)]


def test_a_leaked_code_is_replaced_by_an_officer_and_stands_in_the_trail(
    house: House, desk: Client
):
    code = offer_talk(house.staffed.institution)
    assert "바꾸시겠습니까" in page(desk, f"/talks/codes/{code.pk}/replace/")
    desk.post(f"/talks/codes/{code.pk}/replace/", {"confirm": "yes"})
    code.refresh_from_db()
    assert code.replaced_on == today()
    assert AuditEntry.objects.filter(action="talk.code").count() == 1
    assert desk.post(f"/talks/codes/{code.pk}/replace/", {"confirm": "yes"}).status_code == 404


def test_an_administrator_sets_talk_up_and_sees_neither_chats_nor_codes(house: House):
    admin = house.administrator.client()
    assert admin.get("/settings/talk/").status_code == 200
    assert {admin.get(path).status_code for path in ("/talks/", "/talks/codes/")} == {404}


def test_an_opened_chat_is_on_the_board_and_in_the_trail(desk: Client, chat: Opened):
    listed = page(desk, "/talks/")
    assert "상급자 갑질" in listed
    assert "심부름" not in listed
    before = AuditEntry.objects.filter(action="talk.opened").count()
    shown = page(desk, f"/talks/?chat={chat.session.report_id}&chat=nonsense")
    assert "과장이 사적인 심부름을 시킵니다." in shown
    assert "잠시만 기다려 주십시오." in shown
    assert AuditEntry.objects.filter(action="talk.opened").count() == before + 1
    assert Message.objects.get().is_read
    assert desk.get(f"/reports/{chat.session.report_id}/").status_code == 404


def test_an_answer_takes_the_chat_and_is_sent_once(house: House, desk: Client, chat: Opened):
    uid = str(uuid4())
    path = f"/talks/{chat.session.report_id}/messages"
    for _again in range(2):
        answer = desk.post(
            path,
            {"text": "언제 있었던 일입니까?", "uid": uid},
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 200
    assert Message.objects.filter(side=Side.OFFICER).count() == 1
    assert (row(chat).state, row(chat).taken_by) == (ChatState.OPEN, house.officer.officer)
    assert row(chat).answered_after == 0
    empty = desk.post(path, {"text": " ", "uid": uid}, headers={"accept": "application/json"})
    assert empty.status_code == 422


def test_a_chat_is_handed_over_with_a_note_that_only_officers_read(
    house: House, desk: Client, chat: Opened
):
    head = house.head.officer
    Delivery.objects.all().delete()
    post(desk, chat, "hand-over", officer=head.pk, note="제가 내일 휴가입니다.", uid=uuid4())
    assert row(chat).taken_by == head
    assert InternalNote.objects.count() == 1
    told = Delivery.objects.values_list("officer_id", "notice")
    assert set(told) == {(head.pk, "chat.handed")}, "nobody else, and not as one that waits"
    assert "제가 내일 휴가입니다." in page(desk, f"/talks/?chat={chat.session.report_id}")


def test_an_ended_chat_waits_again_when_its_reporter_writes(desk: Client, chat: Opened):
    post(desk, chat, "close", summary="내일 자료를 받기로 함")
    assert row(chat).state == ChatState.CLOSED
    assert b"\xeb\x82\xb4" not in bytes(row(chat).summary), "the summary is sealed"
    assert "내일 자료를 받기로 함" in page(desk, f"/talks/?chat={chat.session.report_id}")
    write(chat, "자료를 찾았습니다.")
    assert row(chat).state == ChatState.WAITING


def test_a_chat_becomes_a_report_with_number_notices_and_the_same_thread(
    house: House, desk: Client, chat: Opened
):
    category = house.staffed.category
    post(desk, chat, "messages", text="신고로 접수하겠습니다.", uid=uuid4())
    Delivery.objects.all().delete()
    location = post(desk, chat, "report", category=category.pk)
    report = Report.objects.get()
    assert location == f"/reports/{report.pk}/"
    assert (report.category, report.received_on) == (category, today())
    assert (report.assignee, report.due_on > today()) == (house.officer.officer, True)
    assert Delivery.objects.filter(notice="report.received").exists()
    shown = page(desk, location)
    assert "신고로 접수하겠습니다." in shown
    assert "청렴톡 (상급자 갑질)" in shown
    held = open_report(actor=house.officer.at_work, report_id=report.pk)
    assert "심부름" in content_of(held).text
    assert reporter_opens(chat.session).report == report, "key and password stay"
    assert AuditEntry.objects.filter(action="talk.reported").count() == 1
    assert desk.post(f"/talks/{report.pk}/report", {"category": category.pk}).status_code == 404, (
        "a second time there is no chat any more"
    )


@pytest.mark.django_db(transaction=True)
def test_a_board_opened_before_the_chat_became_a_report_says_which(
    house: House, desk: Client, chat: Opened
):
    pk = chat.session.report_id
    head = house.head.client()
    post(head, chat, "report", category=house.staffed.category.pk)
    stream = opened(desk, f"/talks/events?chat={pk}&chat={uuid4()}")
    number = Report.objects.get().display_number

    async def story() -> None:
        parts = await until(stream, f"head-{pk}")
        assert number in parts[f"head-{pk}"]
        assert not any(part.startswith("thread-") for part in parts)

    run(story)


def test_a_picture_of_a_chat_is_shown_inside_a_page_of_ours(desk: Client, chat: Opened):
    write(chat, "사진입니다.", {"증거.jpg": picture()})
    shown = page(desk, f"/talks/?chat={chat.session.report_id}")
    link = shown.split(f'href="/reports/{chat.session.report_id}/files/')[1].split('"')[0]
    around = page(desk, f"/reports/{chat.session.report_id}/files/{link}")
    assert f"/talks/?chat={chat.session.report_id}" in around
    view = desk.get(f"/reports/{chat.session.report_id}/files/{link}view")
    assert "sandbox" in view["Content-Security-Policy"]
    assert AuditEntry.objects.filter(action="attachment.opened").count() == 1


def test_what_came_by_an_open_chat_elsewhere_becomes_one_report(house: House, desk: Client):
    shown = page(desk, "/talks/elsewhere/")
    token = shown.split('name="token" value="')[1].split('"')[0]
    fields = {
        "token": token,
        "source": "카카오톡 1:1 오픈채팅",
        "subject": "budget",
        "category": house.staffed.category.pk,
        "text": "출장비를 두 번 받았다고 합니다.",
    }
    where = {desk.post("/talks/elsewhere/", fields)["Location"] for _again in range(2)}
    report = Report.objects.get()
    assert where == {f"/reports/{report.pk}/"}
    opened_page = page(desk, f"/reports/{report.pk}/")
    assert "출장비를 두 번" in opened_page
    assert "카카오톡 1:1 오픈채팅" in opened_page
    assert row_of(report).origin == "elsewhere"


def row_of(report: Report) -> Chat:
    return Chat.objects.get(pk=report.pk)


@pytest.mark.django_db(transaction=True)
def test_a_line_a_typing_mark_and_a_new_chat_arrive_without_reload(
    house: House, desk: Client, chat: Opened
):
    pk = chat.session.report_id
    stream = opened(desk, f"/talks/events?chat={pk}")

    async def story() -> None:
        first = await until(stream, f"thread-{pk}")
        assert set(first) >= {"list", "count"}
        await sync_to_async(write)(chat, "새로 온 줄")
        line = (await until(stream, f"line-{pk}"))[f"line-{pk}"]
        assert "새로 온 줄" in line
        assert "심부름" not in line, "what stands is not sent again"
        await sync_to_async(say_typing)(chat_place(pk, Side.REPORTER))
        assert float((await until(stream, f"typing-{pk}"))[f"typing-{pk}"]) > 0
        other = await sync_to_async(begin_chat)(house.staffed.institution)
        await sync_to_async(write)(other, "첫 줄")
        assert (await until(stream, "count"))["count"] == "2"

    run(story)
