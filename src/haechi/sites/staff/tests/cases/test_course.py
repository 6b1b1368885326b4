"""Cases taken through their course on the pages: journeys 4 to 9 of issue 4, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.cases.models import Case, Paper
from haechi.cases.states import CaseState
from haechi.cases.types import ConsentKind, NoticeKind, PaperKind
from haechi.casework.access import open_case
from haechi.casework.forms import form_data
from haechi.common.clock import played_on, today
from haechi.sites.staff.tests.cases.conftest import CONTENT, Act, Centre

pytestmark = pytest.mark.django_db


def state(case: Case) -> CaseState:
    return CaseState(Case.objects.get(pk=case.pk).state)


def told(response: Any, words: str) -> None:
    assert response.status_code == 422
    assert words in response.content.decode()


def draft(case: Case, kind: NoticeKind) -> Paper:
    return Paper.objects.get(case=case, notice=kind, status="draft")


def send(browser: Client, paper: Paper, way: str = "post") -> Any:
    return browser.post(f"/cases/{paper.case_id}/papers/{paper.pk}/send", {"way": way})


def test_pi7_pi14_two_requests_past_due_open_the_third_ground(
    centre: Centre, act: Act, browser: Client
) -> None:
    start = today() - timedelta(days=60)
    with played_on(start):
        case = centre.receive(content=type(CONTENT)(CONTENT.title, "취지", "내용", ""))
        assert "기간이 모두 지나야" in browser.get(f"/cases/{case.pk}/acts/close/").content.decode()
        act(case, "supplement", what="증거", days=10)
    assert state(case) is CaseState.SUPPLEMENTING
    with played_on(start + timedelta(days=3)):
        told(act(case, "supplement-expired"), "끝나지")
    with played_on(start + timedelta(days=20)):
        act(case, "supplement-expired")
        told(act(case, "supplement", what="다시", days=8), "7일")
        act(case, "supplement", what="다시", days=7)
        told(act(case, "close", ground="3", reason="보완하지 않음"), "")
    with played_on(start + timedelta(days=40)):
        act(case, "supplement-expired")
        act(case, "close", ground="3", reason="보완하지 않음")
    assert state(case) is CaseState.CLOSED
    act(case, "supplement-received", title="늦은 자료", text="사진", on="")
    assert state(case) is CaseState.CLOSED
    assert "늦은 자료" in browser.get(f"/cases/{case.pk}/").content.decode()


def test_pi13_one_extension_of_at_most_fifteen_days_with_a_reason(
    centre: Centre, act: Act, browser: Client
) -> None:
    case = centre.receive()
    told(act(case, "extend", days=16, reason="분석"), "15")
    told(act(case, "extend", days=5, reason=""), "필수")
    before = Case.objects.get(pk=case.pk).due_on
    act(case, "extend", days=15, reason="시료 분석")
    case.refresh_from_db()
    assert case.due_on
    assert before
    assert case.due_on > before
    told(act(case, "extend", days=1, reason="더"), "한 번만")
    assert "한 번만" in browser.get(f"/cases/{case.pk}/acts/extend/").content.decode()


def test_pi10_no_transfer_without_consent_and_none_after_it_was_taken_back(
    centre: Centre, act: Act
) -> None:
    case = centre.receive()
    typed = {"body": "한빛지청", "reason": "소관"}
    told(act(case, "transfer", **typed), "동의")
    party = str(case.parties.filter(kind="reporter").get().pk)
    agreed = {"kind": ConsentKind.TRANSFER.value, "party_id": party}
    act(case, "consent", given="yes", **agreed)
    act(case, "consent", given="no", **agreed)
    told(act(case, "transfer", **typed), "동의")
    act(case, "consent", given="yes", **agreed)
    act(case, "transfer", **typed)
    assert state(case) is CaseState.TRANSFERRED


def test_pi11_pi15_from_the_investigation_to_the_answer_of_an_objection(
    centre: Centre, act: Act, browser: Client
) -> None:
    case = centre.receive()
    act(case, "investigate", note="")
    told(act(case, "conclude", finding="확인함", violation_found="yes"), "조사")
    act(case, "log", title="현장", text="폐수를 확인")
    act(case, "conclude", finding="방류를 확인하였습니다.", violation_found="yes")
    assert "남궁민수" in browser.get(f"/cases/{case.pk}/").content.decode()
    send(browser, draft(case, NoticeKind.RESULT))
    assert state(case) is CaseState.NOTIFIED
    with played_on(today() + timedelta(days=30)):
        assert "지남" not in browser.get(f"/cases/{case.pk}/").content.decode()
        assert case.display_number not in browser.get("/cases/deadlines/").content.decode()
    told(act(case, "file-away", retention_years=5), "")
    act(case, "object", reason="부족합니다", on="")
    assert state(case) is CaseState.OBJECTED
    act(case, "answer-objection", answer="다시 살폈습니다.")
    for paper in Paper.objects.filter(case=case, status="draft"):
        assert send(browser, paper).status_code == 302
    with played_on(today() + timedelta(days=20)):
        act(case, "file-away", retention_years=10)
    assert state(case) is CaseState.FILED


def test_pi8_withdrawal_may_close_or_go_on(centre: Centre, act: Act) -> None:
    case = centre.receive()
    told(act(case, "close-withdrawn"), "취소")
    act(case, "withdraw", on="", reference="팩스 10:20")
    told(act(case, "withdraw", on=""), "이미")
    act(case, "go-on", reason="중대하고 증거가 있음")
    told(act(case, "close-withdrawn"), "")
    other = centre.receive()
    act(other, "withdraw", on="")
    act(other, "close-withdrawn")
    assert state(other) is CaseState.CLOSED


def test_pi4_what_is_no_violation_becomes_an_ordinary_complaint(centre: Centre, act: Act) -> None:
    case = centre.receive()
    act(case, "convert", reason="주차 단속 요청")
    assert state(case) is CaseState.CONVERTED
    assert draft(case, NoticeKind.CONVERSION).dated_on == today()


def test_pi17_pi18_protection_and_money(centre: Centre, act: Act, browser: Client) -> None:
    case = centre.receive(insider=True)
    act(case, "protect", ground="8", matter="부당 전보")
    act(case, "retaliation", matter="야간 근무만 배정", on="")
    board = browser.get("/cases/protection/").content.decode()
    assert board.count(case.display_number) == 2
    measure = case.protections.get()
    act(case, "protect-done", protection_id=measure.pk, done="안내함", guided_on="")
    act(case, "retaliation-done", retaliation_id=case.retaliations.get().pk, outcome="시정됨")
    assert case.display_number not in browser.get("/cases/protection/").content.decode()
    told(act(case, "award", ground="2", reason="공익 증진"), "동의")
    final = (today() - timedelta(days=3)).isoformat()
    act(case, "reward", trigger="3", final_on=final, known_on="")
    act(case, "relief", loss="1", matter="치료비")
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "안 날부터 3년" in page
    assert Paper.objects.filter(case=case, notice=NoticeKind.REWARD).exists()


def test_pi18_inside_reporter_is_set_and_corrected_with_a_reason(
    centre: Centre, act: Act, browser: Client
) -> None:
    case = centre.receive()
    final = {"trigger": "3", "final_on": today().isoformat(), "known_on": ""}
    told(act(case, "reward", **final), "내부 공익신고자")
    told(act(case, "insider", insider="yes", reason="  "), "필수")
    told(act(case, "insider", insider="unknown", reason="재직증명서 확인"), "이미")
    before = AuditEntry.objects.count()
    act(case, "insider", insider="yes", reason="재직증명서 확인")
    case.refresh_from_db()
    assert case.insider is True
    row = AuditEntry.objects.latest("sequence")
    assert (row.action, row.detail) == (Action.CASE_MONEY, {"insider": True})
    assert AuditEntry.objects.count() == before + 1
    assert "재직증명서 확인" not in str(row.detail)
    paper = Paper.objects.filter(case=case, kind=PaperKind.DECISION).latest("entry")
    page = browser.get(f"/cases/{case.pk}/papers/{paper.pk}/").content.decode()
    assert "확인되지 않음 → 내부 공익신고자" in page
    assert "재직증명서 확인" in page
    assert act(case, "reward", **final).status_code == 302
    assert form_data(open_case(centre.officer.at_work, case.pk), 10)["내부 공익신고자"] is True


def test_pi18_guidance_on_a_reward_cannot_go_after_the_correction(
    centre: Centre, act: Act, browser: Client
) -> None:
    case = centre.receive(insider=True)
    act(case, "reward", trigger="3", final_on=today().isoformat(), known_on="")
    assert case.clocks.filter(kind__startswith="reward", ended_on=None).count() == 2
    act(case, "insider", insider="no", reason="용역 계약이 없었음")
    assert not case.clocks.filter(kind__startswith="reward", ended_on=None).exists()
    path = f"/cases/{case.pk}/papers/{draft(case, NoticeKind.REWARD).pk}/send"
    told(browser.post(path, {"way": "post"}), "내부 공익신고자")


def test_pi12_letters_go_and_answers_come(centre: Centre, act: Act) -> None:
    case = centre.receive()
    act(case, "letter", kind="cooperation", body="한빛소방서", text="점검 결과", on="")
    told(act(case, "letter", kind="question", body="위원회", text="?", on=""), "")
    letter = case.exchanges.get()
    future = (today() + timedelta(days=1)).isoformat()
    told(act(case, "letter-answer", exchange_id=letter.pk, text="보냄", on=future), "뒤")
    act(case, "letter-answer", exchange_id=letter.pk, text="보냄", on="")
    letter.refresh_from_db()
    assert letter.answered_on == today()


def test_the_same_paper_comes_once(centre: Centre, act: Act) -> None:
    case = centre.receive()
    known = case.papers.count()
    typed = {"kind": "other", "direction": "in", "title": "진술서", "reference": "팩스 11:30"}
    act(case, "paper", **typed)
    act(case, "paper", **typed)
    assert case.papers.count() == known + 1


def test_people_join_represent_and_leave(centre: Centre) -> None:
    case, head = centre.receive(), centre.head.client()
    person = {"kind": "reporter", "name": "이몽룡"}
    head.post(f"/cases/{case.pk}/acts/person/", person)
    new = case.parties.get(number=3)
    head.post(f"/cases/{case.pk}/acts/representative/", {"party_id": new.pk})
    new.refresh_from_db()
    assert new.is_representative
    head.post(f"/cases/{case.pk}/acts/leave/", {"party_id": new.pk})
    first = case.parties.get(number=1)
    told(head.post(f"/cases/{case.pk}/acts/leave/", {"party_id": first.pk}), "마지막")
    officer = centre.officer.client()
    told(officer.post(f"/cases/{case.pk}/acts/person/", person), "공익신고책임관만")
    accused = {"kind": "accused", "name": "변학도"}
    assert officer.post(f"/cases/{case.pk}/acts/person/", accused).status_code == 302
    handler = {"officer": centre.head.officer.pk}
    assert officer.post(f"/cases/{case.pk}/acts/handler/", handler).status_code == 302
    outside = {"officer": centre.outsider.officer.pk}
    assert officer.post(f"/cases/{case.pk}/acts/handler/", outside).status_code == 422


def test_an_act_on_a_case_that_is_gone_from_her_is_missing(centre: Centre, act: Act) -> None:
    case = centre.receive()
    act(case, "handler", officer=centre.head.officer.pk)
    response = act(case, "release", officer=centre.officer.officer.pk)
    assert response.headers["Location"] == "/cases/"
    assert act(case, "log", title="a", text="b").status_code == 404
