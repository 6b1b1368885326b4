"""Practice days, the trainer's side (HL-10)."""

import io
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from asgiref.sync import sync_to_async
from django.test import Client

from haechi.audit.models import AuditEntry
from haechi.common.clock import today
from haechi.institutions.models import Department
from haechi.practice.models import PracticeSession
from haechi.practice.selectors import practice_url
from haechi.practice.services import end_session
from haechi.practice.tests.sessions import TEXT, make_session, practise
from haechi.sites.staff.tests.conftest import House
from haechi.sites.staff.tests.test_events import opened, run, until, until_ended
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(house: House) -> PracticeSession:
    return make_session(house.staffed)


@pytest.fixture
def desk(house: House) -> Client:
    return house.officer.client()


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_a_trainer_opens_a_session_with_departments_and_headcounts(house: House, desk: Client):
    roads, audit = (
        Department.objects.create(institution=house.staffed.institution, name_ko=ko, name_en=en)
        for ko, en in (("도로과", "Roads"), ("감사담당관", "Audit Office"))
    )
    fields = {
        "title": "청렴생활 점검의 날",
        "first_day": str(today()),
        "last_day": str(today() + timedelta(days=2)),
        "kept_days": "7",
        f"takes_{roads.pk}": "on",
        f"people_{roads.pk}": "12",
    }
    response = desk.post("/practice/new/", fields)
    session = PracticeSession.objects.get()
    assert response["Location"] == f"/practice/{session.pk}/"
    taking = [(row.department_id, row.headcount) for row in session.departments.all()]
    assert taking == [(roads.pk, 12)]
    assert session.destroyed_after == today() + timedelta(days=9)
    assert AuditEntry.objects.filter(action="practice.opened").count() == 1
    assert audit.pk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "제목을 적어 주십시오"),
        ({"title": "점검의 날 😀"}, "인쇄할 수 없는 글자"),
        ({"last_day": "2020-01-01"}, "마지막 날이 첫날보다"),
        ({"kept_days": "91"}, "90"),
        ({"kept_days": "0"}, "1"),
    ],
)
def test_a_session_that_cannot_be_is_refused_with_words(
    desk: Client, change: dict[str, str], words: str
):
    fields = {
        "title": "교육",
        "first_day": str(today()),
        "last_day": str(today()),
        "kept_days": "14",
    }
    response = desk.post("/practice/new/", fields | change)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not PracticeSession.objects.exists()


def test_an_administrator_and_another_institution_find_no_practice_pages(
    house: House, session: PracticeSession
):
    other = make_session(make_institution("other", name_ko="다른구청", name_en="Other"))
    administrator, officer = house.administrator.client(), house.officer.client()
    paths = ["", "slide/", "live/", "events", "end/", "sheet.pdf", "code.svg"]
    for path in paths:
        assert administrator.get(f"/practice/{session.pk}/{path}").status_code == 404
        assert officer.get(f"/practice/{other.pk}/{path}").status_code == 404
    assert administrator.get("/practice/").status_code == 404
    assert other.title in page(house.head.client(), "/practice/")  # by its own name, once
    assert page(officer, "/practice/").count(session.title) == 1


def test_the_page_shows_counts_and_never_a_name_or_a_text(desk: Client, session: PracticeSession):
    practise(session, name="홍길동")
    practise(session)
    practise(session, department="건축과")
    practise(session, department="")
    for path in ("", "live/"):
        shown = page(desk, f"/practice/{session.pk}/{path}")
        assert "연습 신고 4건" in shown
        assert "<strong>2</strong> / 20 · 10 %" in shown
        assert shown.count("<strong>1</strong>") == 2
        assert "홍길동" not in shown
        assert TEXT not in shown


def test_the_sheet_and_the_slide_carry_a_code_that_leads_to_the_form(
    desk: Client, session: PracticeSession
):
    made = desk.get(f"/practice/{session.pk}/sheet.pdf").content
    with pypdfium2.PdfDocument(made) as document:
        assert [round(side) for side in document[0].get_size()] == [595, 842]
        drawn = document[0].render(scale=2).to_pil().convert("RGB")
        words = document[0].get_textpage().get_text_range()
    (found,) = zxingcpp.read_barcodes(drawn)
    assert found.text == practice_url(session)
    assert "연습" in words
    assert session.title in words
    slide = page(desk, f"/practice/{session.pk}/slide/")
    assert practice_url(session) in slide
    assert b"<svg" in desk.get(f"/practice/{session.pk}/code.svg").content


def test_the_attendance_is_downloaded_with_a_reason_and_holds_counts_and_given_names_only(
    desk: Client, session: PracticeSession
):
    practise(session, name="홍길동")
    practise(session, name="=cmd", department="")
    address = f"/practice/{session.pk}/export"
    assert desk.post(address, {"kind": "csv", "reason": ""}).status_code == 422
    answer = desk.post(address, {"kind": "csv", "reason": "교육 결과 보고"})
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines() == [
        "부서,인원,연습 신고,적은 이름",
        "총무과,20,1,홍길동",
        "건축과,,0,",
        "말하지 않음,,1,'=cmd",
    ]
    row = AuditEntry.objects.filter(action="practice.exported").get()
    assert row.detail == {"day": str(today()), "reason": "교육 결과 보고", "names": 2}
    workbook = desk.post(address, {"kind": "xlsx", "reason": "보고"}).content
    with zipfile.ZipFile(io.BytesIO(workbook)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "홍길동" in words
    assert "<f>" not in sheet  # what looks like a formula is text


def test_ending_a_session_takes_it_from_every_page(desk: Client, session: PracticeSession):
    asked = page(desk, f"/practice/{session.pk}/end/")
    assert session.title in asked
    desk.post(f"/practice/{session.pk}/end/", {"confirm": "yes"})
    assert desk.get(f"/practice/{session.pk}/").status_code == 404
    assert session.title not in page(desk, "/practice/")
    assert AuditEntry.objects.filter(action="practice.ended").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_live_picture_moves_with_a_report_and_ends_with_the_session(
    house: House, session: PracticeSession
):
    stream = opened(house.officer.client(), f"/practice/{session.pk}/events")
    trainer = house.officer.at_work

    async def whole() -> None:
        assert "연습 신고 0건" in (await until(stream, "bars"))["bars"]
        await sync_to_async(practise)(session)
        assert "연습 신고 1건" in (await until(stream, "bars"))["bars"]
        await sync_to_async(end_session)(actor=trainer, session=session)
        assert await until_ended(stream)

    run(whole)
