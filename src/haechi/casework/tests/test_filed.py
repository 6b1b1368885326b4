"""The binder prints forms as they were filed, and the fields that a case knows are filled in (PI-9, PI-22)."""

from datetime import date

import pytest

from haechi.cases.models import CaseSettings, Paper
from haechi.cases.papers import words_of
from haechi.cases.people import NewParty
from haechi.cases.reporter_acts import Act
from haechi.cases.types import AwardGround, ConsentKind, Direction, PaperKind, PartyKind, Way
from haechi.casework import (
    ending,
    filed,
    handling,
    money,
    notices,
    objections,
    papers,
    people,
    transfers,
)
from haechi.casework.access import open_case
from haechi.casework.forms import form_data
from haechi.casework.printing import form_fields
from haechi.casework.selectors import detail
from haechi.casework.tests.conftest import ACCUSED, HONG
from haechi.casework.tests.hands import filed as filed_on_site
from haechi.casework.tests.test_forms import text_of
from haechi.casework.tests.test_petitions import result_notified, sends
from haechi.custody.models import Officer
from haechi.documents.forms import FORMS
from haechi.institutions.models import Department, Institution


def printed(centre, row: Paper) -> str:
    """What the binder prints of the paper now."""
    opened = open_case(centre.chief, row.case_id)
    sheet = filed.sheet_of(opened, row, words_of(row, opened.data_key), "나중")
    assert sheet is not None
    return text_of(sheet)


@pytest.fixture
def department(centre) -> str:
    """Where the handler works."""
    place = Department.objects.create(
        institution=centre.staffed.institution, name_ko="감사담당관", name_en="Audit"
    )
    Officer.objects.filter(pk=centre.kim.officer.pk).update(department=place)
    return place.name_ko


def test_pi9_a_consent_stays_in_the_binder_as_it_was_given(centre):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    kind = ConsentKind.DISCLOSURE_INVESTIGATION
    people.record_consent(**here, kind=kind, given=True)
    first = Paper.objects.get(case=case, form=4)
    before = printed(centre, first)
    people.record_consent(**here, kind=kind, given=False)
    last = Paper.objects.filter(case=case, form=4).latest("entry")
    assert printed(centre, first) == before
    assert printed(centre, last) != before


def test_pi9_what_an_institution_changes_later_changes_no_filed_form(centre, calendar):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    form_fields(**here, forms=[1, 3, 7], keep=True)
    form_fields(**here, forms=[3, 7], keep=True)  # printed again on the same day: no second copy
    rows = list(Paper.objects.filter(case=case, form__in=[1, 3, 7]).order_by("form"))
    assert [row.form for row in rows] == [1, 3, 7]
    before = [printed(centre, row) for row in rows]
    CaseSettings.objects.update_or_create(
        institution=case.institution,
        defaults={"form_texts": {"7": {"유의": "새로 쓴 말"}}, "centre_ko": "새 센터"},
    )
    Institution.objects.filter(pk=case.institution_id).update(name_ko="새이름구청")
    calendar.go(date(2027, 3, 2))
    assert [printed(centre, row) for row in rows] == before
    for number in (3, 7):
        assert "새이름구청" in str(form_data(open_case(centre.kim, case.pk), number))


def test_a_form_that_was_never_kept_is_drawn_from_the_case_as_it_is(centre):
    case = centre.receive().case
    row = Paper.objects.get(case=case, form=1)
    opened = open_case(centre.kim, case.pk)
    words = words_of(row, opened.data_key)
    plain = type(words)(words.title, words.text, words.fields)
    sheet = filed.sheet_of(opened, row, plain, "나중")
    assert "나중" not in printed(centre, row)
    assert "밤마다 정화하지 않은 폐수를 내보냅니다." in text_of(sheet)


def test_pi16_the_filed_report_shows_the_accused_only_after_a_violation_was_found(centre, calendar):
    parties = [
        NewParty(PartyKind.REPORTER, HONG, is_representative=True),
        NewParty(PartyKind.ACCUSED, type(HONG)("남궁민수", HONG.number_kind, HONG.number)),
    ]
    case = centre.receive(parties=parties).case
    row, here = Paper.objects.get(case=case, form=1), {"actor": centre.kim, "case_id": case.pk}
    told = printed(centre, row)
    assert "남○○○" in told
    for secret in ("남궁민수", "850101", "홍길동"):
        assert secret not in told
    handling.start_investigation(**here)
    handling.log_investigation(**here, title="조사", text="조사함")
    handling.end_investigation(**here, finding="위반", violation_found=True)
    told = printed(centre, row)
    assert "남궁민수" in told
    assert "850101-1******" in told
    assert "8501011234566" not in told


def test_a_form_that_gained_or_lost_a_field_still_prints_what_was_kept(centre):
    case = centre.receive().case
    row = Paper.objects.get(case=case, form=1)
    opened = open_case(centre.kim, case.pk)
    words = words_of(row, opened.data_key)
    kept = {name: value for name, value in words.form.items() if name != "처리기간"}
    changed = type(words)(words.title, words.text, words.fields, {**kept, "없어진 칸": "x"})
    sheet = filed.sheet_of(opened, row, changed, "나중")
    assert "밤마다 정화하지 않은 폐수를 내보냅니다." in text_of(sheet)


def test_pi15_an_objection_by_the_site_is_kept_as_the_case_was_when_it_was_taken_up(
    centre, calendar
):
    _, _, opened = filed_on_site(centre)
    case = result_notified(centre)
    assert words_of(Paper.objects.get(form=1), open_case(centre.kim, case.pk).data_key).form
    sends(opened, Act.OBJECTION, "과태료가 너무 적습니다.")
    detail(centre.kim, case.pk, "ko")
    row = Paper.objects.get(form=9)
    before = printed(centre, row)
    assert "과태료가 너무 적습니다." in before
    objections.answer_objection(actor=centre.kim, case_id=case.pk, answer="다시 조사함")
    calendar.go(date(2026, 12, 1))
    assert printed(centre, row) == before
    assert form_data(open_case(centre.kim, case.pk), 9)["처리일자"] is not None


def test_pi22_the_cover_knows_department_handlers_and_what_became_of_the_case(centre, department):
    case = centre.receive(consents={ConsentKind.TRANSFER: True}).case
    here = {"actor": centre.kim, "case_id": case.pk}
    people.assign_handler(**here, officer=centre.lee.officer)
    transfers.transfer(**here, body="가람지방환경청", reason="소관")
    ending_day = Paper.objects.get(case=case, form=8).dated_on
    people.exclude_for_conflict(
        actor=centre.chief, case_id=case.pk, officer=centre.lee.officer, reason="친족"
    )
    cover = form_data(open_case(centre.kim, case.pk), 6, officer="인쇄한 사람")
    assert cover["담당부서"] == department
    assert cover["담당"] == centre.kim.officer.name
    assert (cover["내용"], cover["이송기관"], cover["이송일"]) == (
        "이송", "가람지방환경청", ending_day
    )  # fmt: skip
    objection = form_data(open_case(centre.kim, case.pk), 9)
    assert objection["처리결과"] == "소관"  # and not the exclusion, which is a later decision


def test_pi18_the_recommendation_is_filed_with_its_reason_and_consent(centre, department):
    case = centre.receive(insider=False).case
    here = {"actor": centre.kim, "case_id": case.pk}
    people.record_consent(**here, kind=ConsentKind.RECOMMENDATION, given=True)
    money.recommend_award(**here, ground=AwardGround.ORDER, reason="시정명령을 이끌어 냄")
    row = Paper.objects.get(case=case, form=10)
    assert (row.kind, row.direction) == (PaperKind.MONEY, Direction.OUT)
    people.record_consent(**here, kind=ConsentKind.RECOMMENDATION, given=False)
    kept = words_of(row, open_case(centre.kim, case.pk).data_key).form
    assert (kept["추천사유"], kept["사전 동의"], kept["추천사유 호"]) == (
        "시정명령을 이끌어 냄", True, "2"
    )  # fmt: skip
    assert kept["소관부서"] == department
    assert "시정명령을 이끌어 냄" in printed(centre, row)


def test_every_act_that_files_a_form_keeps_what_it_said(centre, calendar):
    """Forms 1, 4, 5, 8, 9, 10 come by their acts; no filed form is left to the case as it is."""
    case = centre.receive(
        consents={ConsentKind.TRANSFER: True},
        parties=[
            NewParty(PartyKind.REPORTER, HONG),
            NewParty(PartyKind.REPORTER, type(HONG)("성춘향")),
            NewParty(PartyKind.ACCUSED, ACCUSED),
        ],
    ).case
    here = {"actor": centre.kim, "case_id": case.pk}
    first = case.parties.filter(kind=PartyKind.REPORTER).first()
    people.choose_representative(**here, party_id=first.pk)
    people.record_consent(**here, kind=ConsentKind.DISCLOSURE_PROSECUTION, given=True)
    papers.file_paper(**here, kind=PaperKind.OTHER, direction=Direction.OUT, title="안내", form=11)
    handling.start_investigation(**here)
    handling.log_investigation(**here, title="조사", text="조사함")
    handling.end_investigation(**here, finding="위반 없음", violation_found=False)
    notice = Paper.objects.get(case=case, notice="result")
    notices.send_notice(**here, paper_id=notice.pk, way=Way.POST)
    objections.object_to_result(**here, reason="다시 보아 주십시오.")
    key = open_case(centre.kim, case.pk).data_key
    rows = Paper.objects.filter(case=case, form__isnull=False)
    assert {row.form for row in rows} == {1, 4, 5, 9, 11}
    for row in rows:
        words = words_of(row, key)
        assert words.form["접수번호"] == case.display_number, row.form
        assert (
            set(words.form_texts) == {text.key for text in FORMS[row.form].texts} or row.form == 1
        )
    ending.hold(**here, held=True, reason="수사기관 요청")
    told = printed(centre, rows.get(form=9))
    assert "다시 보아 주십시오." in told
    assert "위반 없음" in told
