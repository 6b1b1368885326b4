"""Practice below the pages: keys, counts, names, guessing, destruction (HL-10, ALL-3, PG-2)."""

import string
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from haechi.audit.models import AuditEntry
from haechi.common.clock import now, today
from haechi.crypto.credentials import (
    KEY_ALPHABET,
    MalformedKey,
    WeakPassword,
    draw_report_key,
    read_report_key,
)
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import DeskSeat
from haechi.practice.access import (
    MOST_LINES,
    content_of,
    open_practice,
    sign_in_to_practice,
    talk_of,
    write_line,
)
from haechi.practice.errors import NoSuchSession, NotThisDay, TalkedEnough
from haechi.practice.keys import PRACTICE_KEYS
from haechi.practice.models import (
    PracticeDepartment,
    PracticeName,
    PracticeReport,
    PracticeSession,
)
from haechi.practice.selectors import attendance_of
from haechi.practice.services import (
    Plan,
    end_session,
    export_attendance,
    open_session,
    session_for,
)
from haechi.practice.sheet import printable
from haechi.practice.tests.sessions import TEXT, make_session, practise
from haechi.reports.access import sign_in
from haechi.reports.errors import AlreadySubmitted, WrongCredential
from haechi.reports.models import GuessBudget, KeyDelay
from haechi.reports.types import Receipt, ReporterSession, new_draft_token
from haechi.staff.errors import NotAllowed
from haechi.staff.types import Role
from haechi.testing import StaffedInstitution, at_work, file_report, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def session(staffed: StaffedInstitution) -> PracticeSession:
    return make_session(staffed)


def come_back(session: PracticeSession, receipt: Receipt) -> ReporterSession:
    typed = {"typed_key": receipt.report_key, "typed_password": receipt.password}
    return sign_in_to_practice(session=session, **typed)


@given(st.binary(min_size=16, max_size=32))
def test_no_practice_key_can_be_a_real_one_and_no_real_key_a_practice_one(stream: bytes):
    key = PRACTICE_KEYS.draw(stream)
    assert PRACTICE_KEYS.read(key) == key
    with pytest.raises(MalformedKey):
        read_report_key(key)
    assert not PRACTICE_KEYS.fits(draw_report_key(stream))
    assert "0" not in KEY_ALPHABET


@pytest.mark.parametrize("typed", ["0ab cde", " O-ABCDE", "０ａｂｃｄｅ", "0AB·CDE", "oabcde"])
def test_a_practice_key_is_understood_as_people_type_it(typed: str):
    assert PRACTICE_KEYS.read(typed) == "0ABCDE"


@given(st.text(alphabet=string.printable, max_size=8))
def test_whatever_is_typed_is_a_practice_key_or_told_apart(typed: str):
    try:
        assert PRACTICE_KEYS.read(typed)[0] == "0"
    except MalformedKey:
        assert not PRACTICE_KEYS.fits(typed)


def test_a_practice_report_opens_with_its_own_receipt_alone(session: PracticeSession):
    receipt, other = practise(session), practise(session, text="다른 글")
    opened = open_practice(session, come_back(session, receipt))
    assert content_of(opened).text == TEXT
    assert talk_of(opened).category == "갑질"
    with pytest.raises(WrongCredential):
        come_back(session, Receipt(receipt.report_key, other.password + "x"))


def test_a_receipt_of_one_session_does_not_sign_in_to_another(
    staffed: StaffedInstitution, session: PracticeSession
):
    receipt = practise(session)
    with pytest.raises(WrongCredential):
        come_back(make_session(staffed), receipt)


def test_sent_twice_is_stored_and_counted_once_and_gives_the_same_receipt(
    session: PracticeSession,
):
    token = new_draft_token()
    first, again = practise(session, token=token), practise(session, token=token, name="홍길동")
    assert (first.report_key, first.password) == (again.report_key, again.password)
    assert (first.repeated, again.repeated) == (False, True)
    assert [line.taken for line in attendance_of(session)] == [1, 0, 0]
    assert not PracticeName.objects.exists()
    with pytest.raises(AlreadySubmitted):
        practise(session, token=token, password="여덟 자가 넘는 말")
    with pytest.raises(WeakPassword):
        practise(session, password="1234")


@pytest.mark.parametrize("shift", [-1, 1])
def test_nothing_is_taken_on_another_day(session: PracticeSession, shift: int):
    with time_machine.travel(now() + timedelta(days=shift), tick=False), pytest.raises(NotThisDay):
        practise(session)
    assert not PracticeReport.objects.exists()
    assert [line.taken for line in attendance_of(session)] == [0, 0, 0]


def test_attendance_is_counts_by_department_over_the_headcount(session: PracticeSession):
    for department in ("총무과", "총무과", "건축과", ""):
        practise(session, department=department)
    lines = attendance_of(session)
    assert [(line.name, line.taken, line.percent) for line in lines] == [
        ("총무과", 2, 10), ("건축과", 1, None), ("말하지 않음", 1, None),
    ]  # fmt: skip


def test_a_department_of_another_session_is_not_counted_here(
    staffed: StaffedInstitution, session: PracticeSession
):
    stranger = make_session(staffed).departments.get(name_ko="건축과")
    PracticeDepartment.objects.filter(pk=stranger.pk).update(name_ko="남의 부서")
    practise(session, department="남의 부서")  # not found in this session: not said
    assert not PracticeDepartment.objects.filter(taken__gt=0).exists()
    assert attendance_of(session)[-1].taken == 1


def test_a_given_name_is_sealed_to_the_desk_and_opened_by_the_export_alone(
    staffed: StaffedInstitution, session: PracticeSession
):
    practise(session, name="홍길동")
    row = PracticeName.objects.get()
    assert "홍길동".encode() not in bytes(row.sealed_name)
    assert len(bytes(row.sealed_name)) == 296  # 256 padded, nonce and tag
    trainer = at_work(staffed.officers[1])
    rows = export_attendance(actor=trainer, session=session, reason="결과 보고")
    assert rows == [["총무과", 20, 1, "홍길동"], ["건축과", "", 0, ""], ["말하지 않음", "", 0, ""]]
    entry = AuditEntry.objects.get(action="practice.exported")
    assert entry.detail["names"] == 1
    assert "홍길동" not in str(entry.detail)
    DeskSeat.objects.filter(officer_id=trainer.officer.pk).delete()
    fresh = at_work(staffed.officers[1])
    assert export_attendance(actor=fresh, session=session, reason="다시")[0][3] == ""


def test_a_name_that_nobody_could_read_stores_nothing(session: PracticeSession):
    DeskSeat.objects.all().delete()
    with pytest.raises(DeskEmpty):
        practise(session, name="홍길동")
    assert not PracticeReport.objects.exists()
    assert [line.taken for line in attendance_of(session)] == [0, 0, 0]
    practise(session)  # without a name nobody is needed


def test_neither_an_administrator_nor_another_institution_may_do_anything(
    staffed: StaffedInstitution, session: PracticeSession
):
    stranger = at_work(make_institution("other").officers[0])
    administrator = at_work(staffed.officers[0], Role.ADMINISTRATOR)
    for actor in (stranger, administrator):
        with pytest.raises(NoSuchSession):
            session_for(actor, session.pk)
        with pytest.raises(NotAllowed):
            end_session(actor=actor, session=session)
        with pytest.raises(NotAllowed):
            export_attendance(actor=actor, session=session, reason="x")


def test_a_session_is_not_opened_for_departments_of_others(staffed: StaffedInstitution):
    other = make_institution("other")
    foreign = make_session(other).departments.first()
    assert foreign
    assert foreign.department
    plan = Plan("교육", today(), today(), 7, {foreign.department: None})
    with pytest.raises(NotAllowed):
        open_session(actor=at_work(staffed.officers[0]), plan=plan)


def test_messages_of_a_trainee_are_kept_with_an_end(session: PracticeSession):
    receipt = practise(session)
    opened = open_practice(session, come_back(session, receipt))
    for number in range(MOST_LINES):
        write_line(opened=opened, text=f"글 {number}")
    with pytest.raises(TalkedEnough):
        write_line(opened=opened, text="하나 더")
    again = open_practice(session, come_back(session, receipt))
    assert [line.text for line in talk_of(again).lines][-1] == f"글 {MOST_LINES - 1}"
    assert content_of(again).text == TEXT


def test_misses_in_practice_and_at_the_real_form_draw_on_different_rows(
    staffed: StaffedInstitution, session: PracticeSession
):
    receipt = file_report(staffed).receipt
    for _ in range(4):
        with pytest.raises(WrongCredential):
            come_back(session, Receipt(PRACTICE_KEYS.draw(b"x" * 16), "7391"))
    practised = dict(GuessBudget.objects.values_list("scope", "level"))
    assert min(KeyDelay.objects.values_list("bucket", flat=True)) >= 1 << 20
    assert "all" not in practised
    with pytest.raises(WrongCredential):
        sign_in(typed_key=receipt.report_key, typed_password="7391 7391")
    both = dict(GuessBudget.objects.values_list("scope", "level"))
    assert both["all"] == 299
    assert {scope: level for scope, level in both.items() if scope in practised} == practised
    # The same word typed at both forms has a budget at each.
    assert {scope[0] for scope in both} == {"a", "p", "v", "w"}


@pytest.mark.parametrize(
    ("title", "fits"),
    [("청렴생활 점검의 날", True), ("가" * 60, True), ("😀", False), ("긴제목" * 60, False)],
)
def test_a_title_is_printable_or_refused_before_the_session_is_opened(title: str, fits: bool):
    assert printable(title) is fits
