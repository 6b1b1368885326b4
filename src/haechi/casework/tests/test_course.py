"""Cases from receipt to the end, as officers take them there (PI-3 … PI-15)."""

from dataclasses import replace
from datetime import date

from haechi.audit.models import AuditEntry
from haechi.cases.papers import words_of
from haechi.cases.people import NewParty
from haechi.cases.problems import Problem
from haechi.cases.states import CaseState
from haechi.cases.types import (
    CaseContent,
    ClockKind,
    ClosingGround,
    ConsentKind,
    ExchangeKind,
    NoticeKind,
    PartyKind,
    Requirement,
    Way,
)
from haechi.casework import (
    ending,
    handling,
    notices,
    people,
    supplements,
    transfers,
)
from haechi.casework.ending import ClosingBasis
from haechi.casework.intake import receive_referral
from haechi.casework.selectors import clocks_of, detail
from haechi.casework.tests.conftest import CONTENT, HONG
from haechi.casework.tests.hands import (
    centre_key,
    draft_of,
    due,
    problem,
    send_all,
    state,
)


def test_a_visit_to_the_end_of_its_record(centre, calendar):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    assert case.display_number == "2026 공익 제1호"
    assert due(case) == date(2026, 12, 21)  # 20 December is a Sunday
    assert case.missing == []
    handling.start_investigation(**here)
    handling.log_investigation(**here, title="현장 조사", text="방류구에서 시료를 떴다.")
    calendar.go(date(2026, 12, 1))
    handling.extend(**here, days=15, reason="시료 분석")
    assert due(case) == date(2027, 1, 4)
    assert problem(handling.extend, **here, days=1, reason="더") is Problem.EXTENDED
    calendar.go(date(2026, 12, 28))
    handling.end_investigation(**here, finding="폐수를 방류하였다.", violation_found=True)
    assert not case.clocks.exclude(state="ended").exists()
    send_all(centre, case)
    notices.send_notice(**here, paper_id=draft_of(case, NoticeKind.RESULT).pk, way=Way.POST)
    assert state(case) is CaseState.NOTIFIED
    assert due(case, ClockKind.OBJECTION) == date(2027, 1, 11)
    assert problem(ending.file_away, **here) is Problem.OBJECTION_RUNNING
    calendar.go(date(2027, 1, 12))
    ending.file_away(**here, retention_years=10)
    case.refresh_from_db()
    assert (case.state, case.retention_until) == ("filed", date(2037, 12, 31))
    events = [line.event for line in case.events.all()]
    assert events[0] == "receive"
    assert events[-1] == "file-away"
    assert [line.number for line in case.events.all()] == list(range(1, len(events) + 1))


def test_every_service_leaves_one_row_of_the_trail_and_no_words_in_it(centre, calendar):
    case = centre.receive().case
    before = AuditEntry.objects.count()
    handling.start_investigation(actor=centre.kim, case_id=case.pk)
    handling.log_investigation(actor=centre.kim, case_id=case.pk, title="조사", text="은밀한 말")
    detail(centre.kim, case.pk, "ko")
    rows = list(AuditEntry.objects.order_by("sequence"))[before:]
    assert [row.action for row in rows] == ["case.step", "case.step", "case.opened"]
    assert "은밀한" not in str([row.detail for row in AuditEntry.objects.all()])


def test_two_requests_past_due_and_only_then_closing_for_the_third_reason(centre, calendar):
    """PI-7, PI-14: article 15(2), 20(1)3."""
    case = centre.receive(content=replace(CONTENT, evidence="")).case
    here = {"actor": centre.kim, "case_id": case.pk}
    assert case.missing == [Requirement.EVIDENCE]
    basis = ClosingBasis("보완하지 아니함")
    third = {"ground": ClosingGround.NOT_SUPPLEMENTED, "basis": basis}
    supplements.request_supplement(**here, what="사진", days=10)
    assert state(case) is CaseState.SUPPLEMENTING
    assert problem(ending.close, **here, **third) is Problem.STATE
    assert problem(supplements.supplement_expired, **here) is Problem.SUPPLEMENT_RUNNING
    calendar.go(date(2026, 12, 1))
    supplements.supplement_expired(**here)
    # 21 to 30 November did not count: ten days more than 20 December.
    assert due(case) == date(2026, 12, 30)
    assert problem(ending.close, **here, **third) is Problem.TWO_REQUESTS
    longer = problem(supplements.request_supplement, **here, what="사진", days=8)
    assert longer is Problem.SECOND_TOO_LONG
    row = supplements.request_supplement(**here, what="사진")
    assert row.due_on == date(2026, 12, 8)
    calendar.go(date(2026, 12, 9))
    supplements.supplement_expired(**here)
    ending.close(**here, **third)
    assert state(case) is CaseState.CLOSED
    case.refresh_from_db()
    assert set(case.owed) == {"receipt", "supplement", "closing"}
    opened = detail(centre.kim, case.pk, "ko").opened
    words = words_of(draft_of(case, NoticeKind.CLOSING), opened.data_key)
    assert "제20조제1항제3호" in words.text


def test_a_supplement_in_time_lets_the_period_run_on(centre, calendar):
    case = centre.receive(content=replace(CONTENT, evidence="")).case
    here = {"actor": centre.kim, "case_id": case.pk}
    supplements.request_supplement(**here, what="사진", days=14)
    calendar.go(date(2026, 11, 24))
    supplements.supplement_received(**here, title="사진", text="세 장")
    assert state(case) is CaseState.RECEIVED
    assert due(case) == date(2026, 12, 24)  # the 21st to the 24th of November stood still
    assert not case.clocks.filter(kind="supplement").exclude(state="ended").exists()
    view = next(v for v in clocks_of(case, "ko") if v.kind is ClockKind.HANDLING)
    assert any("보완에 걸린" in line for line in view.steps)


def test_a_supplement_after_closing_is_filed_and_undoes_nothing(centre, calendar):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    ending.close(
        **here, ground=ClosingGround.UNRELATED, basis=ClosingBasis("공익침해행위와 무관함")
    )
    row = supplements.supplement_received(**here, title="늦은 사진", text="")
    assert state(case) is CaseState.CLOSED
    assert row in case.papers.all()
    assert case.events.last().event == "late-supplement"


def test_a_transfer_needs_consent_that_still_stands(centre, calendar):
    """PI-10: and consent withdrawn after the transfer was drafted stops it."""
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    go = {"body": "환경부", "reason": "조사 권한이 없음"}
    assert problem(transfers.transfer, **here, **go) is Problem.NO_CONSENT
    people.record_consent(**here, kind=ConsentKind.TRANSFER, given=True)
    people.record_consent(**here, kind=ConsentKind.TRANSFER, given=False)
    assert problem(transfers.transfer, **here, **go) is Problem.NO_CONSENT
    people.record_consent(**here, kind=ConsentKind.TRANSFER, given=True)
    transfers.transfer(**here, **go)
    case.refresh_from_db()
    assert (case.state, case.transferred_by, case.due_on) == ("transferred", "consent", None)
    people.record_consent(**here, kind=ConsentKind.TRANSFER, given=False)
    assert state(case) is CaseState.TRANSFERRED  # what went stays, and the line says when
    assert (
        "이송기관: 환경부"
        in words_of(draft_of(case, NoticeKind.TRANSFER), centre_key(centre, case)).text
    )


def test_of_joint_reporters_each_must_consent_to_a_transfer(centre, calendar):
    kim = replace(HONG, name="김둘째")
    both = [
        NewParty(PartyKind.REPORTER, HONG, is_representative=True),
        NewParty(PartyKind.REPORTER, kim),
    ]
    case = centre.receive(parties=both).case
    here = {"actor": centre.kim, "case_id": case.pk}
    first, second = case.parties.all()
    kind = ConsentKind.TRANSFER
    people.record_consent(**here, kind=kind, given=True, party_id=first.pk)
    people.record_consent(**here, kind=kind, given=False, party_id=second.pk)
    go = {"body": "환경부", "reason": "권한 없음"}
    assert problem(transfers.transfer, **here, **go) is Problem.NO_CONSENT
    people.record_consent(**here, kind=kind, given=True, party_id=second.pk)
    transfers.transfer(**here, **go)


def test_what_the_commission_referred_goes_back_through_it(centre, calendar):
    """PI-12."""
    taken = centre.taken(parties=[], content=CaseContent("폐수", content="방류"))
    case = receive_referral(
        actor=centre.kim,
        taken=taken,
        commission_number="권익위 2026-1234",
        referred_on=date(2026, 11, 18),
    ).case
    here = {"actor": centre.kim, "case_id": case.pk}
    assert due(case) == date(2026, 12, 18)
    assert not case.owed
    assert detail(centre.kim, case.pk, "ko").commission_number == "권익위 2026-1234"
    go = {"body": "경찰청", "reason": "수사가 필요함"}
    assert problem(transfers.transfer, **here, **go) is Problem.REFERRED
    assert problem(transfers.retransfer, **here, **go) is Problem.NO_CONSULTATION
    question = transfers.ask(
        **here, kind=ExchangeKind.QUESTION, body="국민권익위원회", text="시각을 물어 주십시오."
    )
    transfers.answered(**here, exchange_id=question.pk, text="새벽 두 시")
    assert (
        problem(transfers.answered, **here, exchange_id=question.pk, text="다시") is Problem.ALREADY
    )
    handling.start_investigation(**here)
    handling.log_investigation(**here, title="조사", text="확인")
    calendar.go(date(2026, 12, 11))
    handling.end_investigation(**here, finding="확인됨", violation_found=True)
    assert due(case, ClockKind.COMMISSION) == date(2026, 12, 21)
    four = dict.fromkeys(transfers.FIVE_CONTENTS, "해당 없음") | {"money": " "}
    assert problem(transfers.report_result, **here, contents=four) is Problem.FIVE_CONTENTS
    transfers.report_result(**here, contents=dict.fromkeys(transfers.FIVE_CONTENTS, "해당 없음"))
    assert state(case) is CaseState.NOTIFIED
    transfers.ask(
        **here, kind=ExchangeKind.DEMAND, body="국민권익위원회", text="다시 조사하십시오."
    )
    case.refresh_from_db()
    assert (case.state, case.notified_on) == ("investigating", None)
    assert due(case) == date(2027, 1, 11)


def test_referring_again_follows_the_commissions_answer(centre, calendar):
    case = receive_referral(
        actor=centre.kim,
        taken=centre.taken(parties=[]),
        commission_number="1",
        referred_on=date(2026, 11, 20),
    ).case
    here = {"actor": centre.kim, "case_id": case.pk}
    asked = transfers.ask(
        **here, kind=ExchangeKind.CONSULTATION, body="국민권익위원회", text="다시 보내려 합니다."
    )
    go = {"body": "경찰청", "reason": "수사"}
    assert problem(transfers.retransfer, **here, **go) is Problem.NO_CONSULTATION
    transfers.answered(**here, exchange_id=asked.pk, text="그렇게 하십시오.")
    transfers.retransfer(**here, **go)
    assert state(case) is CaseState.TRANSFERRED
