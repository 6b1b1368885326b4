"""Drafts, notices, scans, forms, the binder; identities; the register's download; the office."""

import io
from datetime import timedelta

import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.cases.models import CaseSettings, Consultation, Designation, NoticeTemplate, Paper
from haechi.common.clock import played_on, today
from haechi.custody.selectors import members_of
from haechi.custody.types import DeskFunction
from haechi.sites.staff.tests.cases.conftest import Centre
from haechi.sites.staff.tests.conftest import picture

pytestmark = pytest.mark.django_db


def words_in(made: bytes) -> str:
    """Everything that a PDF prints, without blanks."""
    with pypdfium2.PdfDocument(made) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(pages).split())


def test_a_notice_is_edited_sent_and_then_stays_as_it_is(centre: Centre, browser: Client) -> None:
    case = centre.receive()
    paper = Paper.objects.get(case=case, status="draft")
    here = f"/cases/{case.pk}/papers/{paper.pk}/"
    assert "초안 저장" in browser.get(here).content.decode()
    hole = browser.post(f"{here}draft", {"title": "접수 통지", "text": "기한 {처리기한}"})
    assert hole.status_code == 302
    assert browser.post(f"{here}send", {"way": "post"}).status_code == 422
    browser.post(f"{here}draft", {"title": "접수 통지", "text": "접수하였습니다."})
    assert browser.post(f"{here}send", {"way": "site"}).status_code == 422
    assert browser.post(f"{here}send", {"way": "post"}).status_code == 302
    assert browser.post(f"{here}draft", {"title": "x", "text": "y"}).status_code == 422
    assert browser.post(f"{here}send", {"way": "post"}).status_code == 422
    page = browser.get(here).content.decode()
    assert "접수하였습니다." in page
    assert "초안 저장" not in page


def test_a_discarded_draft_is_still_owed(centre: Centre, browser: Client) -> None:
    case = centre.receive()
    paper = Paper.objects.get(case=case, status="draft")
    browser.post(f"/cases/{case.pk}/papers/{paper.pk}/discard")
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "지체 없이 보내야 할 통지" in page
    assert not Paper.objects.filter(case=case, status="draft").exists()


def test_scans_are_filed_cleaned_and_opened_with_a_row(centre: Centre, browser: Client) -> None:
    case = centre.receive()
    paper = case.papers.get(form=1)
    files = [SimpleUploadedFile("스캔.jpg", picture()), SimpleUploadedFile("빈.jpg", b"")]
    answer = browser.post(f"/cases/{case.pk}/papers/{paper.pk}/scans", {"attached": files})
    assert "빈.jpg" in answer.content.decode()
    row = paper.files.get()
    data = b"".join(browser.get(f"/cases/{case.pk}/scans/{row.pk}/download").streaming_content)  # type: ignore[attr-defined]
    assert data[:3] == b"\xff\xd8\xff"
    assert "홍길동".encode() not in data
    assert AuditEntry.objects.latest("sequence").action == Action.CASE_PAPER_OPENED


def test_pi16_an_identity_needs_purpose_and_reason_and_the_right_desk(centre: Centre) -> None:
    case = centre.receive()
    party = case.parties.get(kind="reporter")
    path = f"/cases/{case.pk}/people/{party.pk}/"
    assert centre.officer.client().get(path).status_code == 404
    head = centre.head.client()
    asked = head.get(path).content.decode()
    assert "홍길동" not in asked
    for typed in ({"purpose": "notice", "reason": ""}, {"purpose": "notice", "reason": "왜"}, {}):
        answer = head.post(path, typed)
        assert answer.status_code == 422
        assert "홍길동" not in answer.content.decode()
    shown = head.post(path, {"purpose": "notice", "reason": "결과 통지 우편 발송"}).content.decode()
    assert "홍길동" in shown
    assert "850101-1******" in shown
    assert "1234566" not in shown
    whole = {"purpose": "form", "reason": "별지 제1호 작성", "number": "whole"}
    assert "850101-1234566" in head.post(path, whole).content.decode()
    page = head.get(f"/cases/{case.pk}/").content.decode()
    assert "결과 통지 우편 발송" in page
    assert "홍길동" not in page


def test_pi16_the_accused_is_opened_with_a_reason_before_a_violation_is_found(
    centre: Centre, browser: Client
) -> None:
    case = centre.receive()
    path = f"/cases/{case.pk}/people/{case.parties.get(kind='accused').pk}/"
    assert browser.post(path, {"reason": ""}).status_code == 422
    assert "남궁민수" in browser.post(path, {"reason": "현장 조사 대상 확인"}).content.decode()


@pytest.mark.parametrize("number", [1, 3, 4, 5, 6, 7, 8, 9, 10, 11])
def test_pi22_every_form_comes_out_in_both_formats(
    centre: Centre, browser: Client, number: int
) -> None:
    case = centre.receive()
    for kind, begins in (("pdf", b"%PDF"), ("hwpx", b"PK")):
        made = browser.get(f"/cases/{case.pk}/forms/{number}.{kind}")
        assert made.content.startswith(begins)
        assert "홍길동".encode() not in made.content
    assert browser.get(f"/cases/{case.pk}/forms/2.pdf").status_code == 404
    assert browser.get(f"/cases/{case.pk}/forms/{number}.exe").status_code == 404


def test_pi22_forms_together_with_names_only_with_a_reason(centre: Centre) -> None:
    case = centre.receive()
    path, typed = f"/cases/{case.pk}/forms/", {"forms": [3, 7, 11], "kind": "pdf"}
    head = centre.head.client()
    assert head.post(path, {**typed, "with_names": "on"}).status_code == 422
    before = AuditEntry.objects.filter(action=Action.CASE_IDENTITY).count()
    made = head.post(path, {**typed, "with_names": "on", "reason": "접수증 교부"})
    with pikepdf.open(io.BytesIO(made.content)) as document:
        assert len(document.pages) >= 3
    assert AuditEntry.objects.filter(action=Action.CASE_IDENTITY).count() == before + 1
    officer = centre.officer.client()
    assert officer.post(path, {**typed, "with_names": "on", "reason": "접수증"}).status_code == 422
    assert officer.post(path, typed).content.startswith(b"%PDF")
    assert officer.post(path, {**typed, "kind": "hwpx"}).content.startswith(b"PK")


def test_pi9_what_is_handed_out_is_kept_and_printed_as_it_was(
    centre: Centre, browser: Client
) -> None:
    case = centre.receive()
    path = f"/cases/{case.pk}/forms/"
    assert 'name="keep"' in browser.get(path).content.decode()
    typed = {"forms": [1, 3, 7, 11], "kind": "pdf", "keep": "on"}
    before = AuditEntry.objects.count()
    for _twice in range(2):
        assert browser.post(path, typed).content.startswith(b"%PDF")
    assert AuditEntry.objects.count() == before + 2
    assert AuditEntry.objects.latest("sequence").detail["kept"] == "3 7 11"
    rows = {row.form: row for row in case.papers.exclude(form=None)}
    assert set(rows) == {1, 3, 7, 11}
    receipt = f"/cases/{case.pk}/papers/{rows[3].pk}/form.pdf"
    assert receipt in browser.get(f"/cases/{case.pk}/papers/{rows[3].pk}/").content.decode()
    CaseSettings.objects.create(institution=case.institution, centre_ko="다른 이름의 센터")
    told = words_in(browser.get(receipt).content)
    assert "다른이름의센터" not in told
    assert "공익신고센터" in told
    assert "다른이름의센터" in words_in(browser.get(f"{path}3.pdf").content)
    draft = case.papers.get(status="draft")
    assert browser.get(f"/cases/{case.pk}/papers/{draft.pk}/form.pdf").status_code == 404
    assert browser.get(f"/cases/{case.pk}/papers/{rows[3].pk}/form.exe").status_code == 404


def test_pi9_the_binder_is_one_pdf_and_says_how_far_it_is(centre: Centre, browser: Client) -> None:
    case = centre.receive()
    before = AuditEntry.objects.count()
    refused = browser.post(f"/cases/{case.pk}/binder.pdf", {"reason": " "})
    assert refused.status_code == 422
    assert AuditEntry.objects.count() == before, "nothing leaves without a reason"
    asked = {"reason": "감사원 제출"}
    made = browser.post(f"/cases/{case.pk}/binder.pdf", asked)
    with pikepdf.open(io.BytesIO(made.content)) as document:
        assert len(document.pages) >= 3
    assert AuditEntry.objects.count() == before + 1
    assert "감사원 제출" in str(AuditEntry.objects.latest("pk").detail)
    accept = {"Accept": "application/x-progress"}
    said = browser.post(f"/cases/{case.pk}/binder.pdf", asked, headers=accept)
    head, _mark, pdf = b"".join(said.streaming_content).partition(b"pdf\n")  # type: ignore[attr-defined]
    counts = [line.split(b"/") for line in head.split()]
    assert [int(done) for done, _total in counts] == list(range(1, len(counts) + 1))
    assert pdf.startswith(b"%PDF")


def test_pi5_the_register_filters_and_pages(centre: Centre, browser: Client) -> None:
    with played_on(today() - timedelta(days=50)):
        old = centre.receive()
    cases = [centre.receive() for _ in range(26)]
    newest = browser.get("/cases/").content.decode()
    assert cases[-1].display_number + "<" in newest
    assert old.display_number + "<" not in newest
    older = browser.get(f"/cases/?before={cases[1].year}-{cases[1].sequence}").content.decode()
    assert old.display_number + "<" in older
    overdue = browser.get("/cases/?clock=overdue").content.decode()
    assert old.display_number + "<" in overdue
    assert "일 지남" in overdue
    assert cases[0].display_number + "<" not in overdue
    assert "2026-12처럼" in browser.get("/cases/?number=abc").content.decode()
    assert browser.get("/cases/?before=x-y&after=%00").status_code == 200
    assert "1건" in browser.get("/").content.decode()


def test_the_download_of_the_register_needs_a_reason_and_runs_no_formula(
    centre: Centre, browser: Client
) -> None:
    centre.receive(content=type(centre.taken().content)("=HYPERLINK(1)"))
    assert browser.post("/cases/export", {"kind": "csv", "reason": ""}).status_code == 422
    answer = browser.post("/cases/export", {"kind": "csv", "reason": "연간 보고"})
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=HYPERLINK(1)" in text
    row = AuditEntry.objects.latest("sequence")
    assert (row.action, row.detail["reason"]) == (Action.CASE_EXPORTED, "연간 보고")
    book = browser.post("/cases/export?clock=overdue", {"kind": "xlsx", "reason": "연간 보고"})
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    for kind, begins in (("pdf", b"%PDF"), ("hwpx", b"PK")):
        form = browser.post("/cases/export", {"kind": kind, "reason": "연간 보고"})
        assert form.content.startswith(begins)
    asked = f"/cases/export?year={today().year}&received_from=2026-01-02"
    form = browser.post(asked, {"kind": "pdf", "reason": "연간 보고"})
    assert f"{today().year}년2026.1.2.~" in words_in(form.content)


def test_pi2_a_consultation_is_sealed_and_opened_with_a_row(
    centre: Centre, browser: Client
) -> None:
    typed = {
        "way": "phone",
        "subject": "보호 문의",
        "matter": "불이익이 걱정됨",
        "advice": "1398 안내",
    }
    assert browser.post("/cases/consultations/new/", {**typed, "matter": ""}).status_code == 422
    browser.post("/cases/consultations/new/", typed)
    row = Consultation.objects.get()
    assert "불이익이" not in browser.get("/cases/consultations/").content.decode()
    assert "불이익이 걱정됨" in browser.get(f"/cases/consultations/{row.pk}/").content.decode()
    assert AuditEntry.objects.latest("sequence").action == Action.CONSULTATION


def test_pi1_the_head_designates_seats_and_settles(centre: Centre) -> None:
    head, institution = centre.head.client(), centre.house.staffed.institution
    third = centre.outsider.officer
    for officer in (centre.officer.officer, third):
        head.post("/cases/office/designations", {"officer": officer.pk, "post": "chief"})
    assert [row.until is None for row in Designation.objects.order_by("pk")] == [False, True]
    head.post("/cases/office/seats", {"officer": third.pk, "function": "cases"})
    assert third in members_of(institution, DeskFunction.CASES)
    head.post(f"/cases/office/seats/cases/{third.pk}/end")
    assert third not in members_of(institution, DeskFunction.CASES)
    last = f"/cases/office/seats/protection/{centre.head.officer.pk}/end"
    assert "마지막" in head.post(last, follow=True).content.decode()
    settings = {"counting_rule": "civil petitions act", "retention_years": 10, "supplement_days": 7,
                "centre_ko": "공익신고센터", "address_ko": ""}  # fmt: skip
    head.post("/cases/office/settings", settings)
    kept = CaseSettings.objects.get()
    assert (kept.counting_rule, kept.retention_years) == ("civil petitions act", 10)
    assert (
        head.post("/cases/office/settings", {**settings, "supplement_days": 0}).status_code == 422
    )
    text = "/cases/office/texts/receipt/"
    assert head.post(text, {"title": "접수", "text": "{없는말}"}).status_code == 422
    head.post(text, {"title": "접수", "text": "{접수번호} 접수"})
    assert NoticeTemplate.objects.get().text == "{접수번호} 접수"
    head.post(text, {"title": "접수", "text": ""})
    assert not NoticeTemplate.objects.exists()


def test_pi1_an_administrator_keeps_the_office_and_sees_no_case(centre: Centre) -> None:
    case = centre.receive()
    admin = centre.house.administrator.client()
    page = admin.get("/cases/office/").content.decode()
    assert "지정 현황" in page
    assert case.display_number not in page
    seat = {"officer": centre.outsider.officer.pk, "function": "cases"}
    assert admin.post("/cases/office/seats", seat).status_code == 422
    assert admin.get("/cases/").status_code == 404
    assert centre.outsider.client().get("/cases/office/").status_code == 404
    assert centre.officer.client().post("/cases/office/designations", {}).status_code == 404
