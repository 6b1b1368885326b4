"""Protection, money, deadlines, designations, templates (PI-1, PI-13, PI-17, PI-18)."""

from dataclasses import replace
from datetime import date

import pytest

from haechi.cases.errors import DayRefused
from haechi.cases.models import CaseSettings, Paper
from haechi.cases.papers import words_of
from haechi.cases.problems import Problem
from haechi.cases.types import (
    AwardGround,
    ConsentKind,
    NoticeKind,
    Post,
    ProtectionGround,
    ReliefLoss,
    RewardTrigger,
)
from haechi.casework import money, notices, office, people, protection
from haechi.casework.access import open_case
from haechi.casework.deadlines import level, watch
from haechi.casework.forms import form_data
from haechi.casework.register import RegisterFilter, register_page, register_rows
from haechi.casework.selectors import (
    board_of_protection,
    clocks_due,
    overdue_count,
    yearly_counts,
)
from haechi.casework.tests.conftest import CONTENT, HONG
from haechi.casework.tests.hands import (
    problem,
)
from haechi.notifications.models import Delivery
from haechi.staff.errors import NotAllowed
from haechi.staff.types import Role


def test_an_anonymous_letter_is_known_as_such_and_its_notices_are_waived(centre):
    case = centre.receive(parties=[]).case
    assert (case.track, case.reporter_known) == ("unnamed", False)
    here = {"actor": centre.kim, "case_id": case.pk, "kind": NoticeKind.RECEIPT}
    notices.waive_notice(**here, reason="주소가 없음")
    case.refresh_from_db()
    assert case.owed == []
    known = centre.receive().case
    refused = problem(notices.waive_notice, **(here | {"case_id": known.pk}), reason="없음")
    assert refused is Problem.REPORTER_KNOWN


def test_warnings_come_seven_three_and_one_day_before_and_once_each(centre, calendar):
    case = centre.receive().case  # due on 21 December 2026
    told = []
    for day in (7, 13, 14, 14, 15, 18, 19, 20, 21, 22, 23):
        calendar.go(date(2026, 12, day))
        told += [day] * watch()
    assert told == [14, 18, 20, 22]
    assert Delivery.objects.filter(notice="case.due").count() == 6  # two channels each
    assert Delivery.objects.filter(notice="case.overdue").count() == 2
    assert overdue_count(centre.kim) == 1
    assert [clock.case_id for clock in clocks_due(centre.kim)] == [case.pk]
    assert [level(date(2026, 12, 21), date(2026, 12, n)) for n in (13, 14, 18, 21, 22)] == [
        None, 7, 3, 1, 0
    ]  # fmt: skip


def test_protection_is_opened_guided_and_closed_and_retaliation_is_linked(centre):
    """PI-17."""
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    row = protection.open_measure(
        **here, ground=ProtectionGround.SAFETY, matter="집 앞을 서성거린다."
    )
    linked = protection.report_retaliation(**here, matter="인사 발령", protection_id=row.pk)
    board = board_of_protection(centre.kim)
    assert (board.measures, board.retaliations) == ([row], [linked])
    assert board_of_protection(centre.lee).measures == []
    done = {"protection_id": row.pk, "done": "경찰에 신변보호 요청을 안내함"}
    protection.close_measure(**here, **done)
    assert problem(protection.close_measure, **here, **done) is Problem.ALREADY
    protection.close_retaliation(**here, retaliation_id=linked.pk, outcome="발령 취소")
    assert board_of_protection(centre.kim).measures == []
    opened = open_case(centre.kim, case.pk)
    row.refresh_from_db()
    assert protection.words_of_measure(opened, row)[0] == "집 앞을 서성거린다."


def test_rewards_are_for_insiders_with_both_limits(centre, calendar):
    """PI-18."""
    outside = centre.receive(insider=False).case
    inside = centre.receive(insider=True).case
    paid = {"trigger": RewardTrigger.SURCHARGE, "final_on": date(2026, 10, 1)}
    assert (
        problem(money.guide_reward, actor=centre.kim, case_id=outside.pk, **paid)
        is Problem.NOT_INSIDER
    )
    here = {"actor": centre.kim, "case_id": inside.pk}
    row = money.guide_reward(**here, **paid)
    # 1 October 2031 is 추석; then come 개천절 and a weekend.
    assert (row.known_until, row.final_until) == (date(2029, 11, 20), date(2031, 10, 6))
    with pytest.raises(DayRefused):
        money.guide_reward(**here, **paid, known_on=date(2026, 9, 30))
    draft = Paper.objects.get(case=inside, notice="reward")
    words = words_of(draft, open_case(centre.kim, inside.pk).data_key).text
    assert "2029. 11. 20.까지" in words
    assert "2031. 10. 6.까지" in words


def test_an_award_is_recommended_only_with_consent_given_before(centre):
    case = centre.receive(insider=True).case
    here = {"actor": centre.kim, "case_id": case.pk}
    asked = {"ground": AwardGround.ORDER, "reason": "시정명령을 이끌어 냄"}
    assert problem(money.recommend_award, **here, **asked) is Problem.NO_CONSENT
    people.record_consent(**here, kind=ConsentKind.RECOMMENDATION, given=True)
    fine = problem(money.recommend_award, **here, ground=AwardGround.FINE, reason="과태료")
    assert fine is Problem.INSIDER
    money.recommend_award(**here, **asked)
    money.guide_relief(**here, loss=ReliefLoss.LITIGATION)
    assert case.rewards.count() == 2
    fields = form_data(open_case(centre.kim, case.pk), 10)
    assert (fields["사전 동의"], fields["처리기간"]) == (True, "90일")


def test_forms_show_no_identity_unless_it_was_opened(centre):
    opened = centre.receive()
    party = opened.case.parties.get(kind="reporter")
    for form in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11):
        assert "홍길동" not in str(form_data(opened, form))
        assert "남궁민수" not in str(form_data(opened, form))
    fields = form_data(opened, 1, identities={party.pk: HONG})
    assert fields["신고자"]["성명"] == "홍길동"
    assert fields["피신고자"]["성명"] == "남○○○"
    assert form_data(opened, 6, identities={party.pk: HONG})["신고자 성명"] == ""


def test_the_chief_is_one_and_the_history_stays(centre):
    """PI-1."""
    here = {"actor": centre.chief, "post": Post.CHIEF}
    office.designate(**here, officer=centre.kim.officer, since=date(2026, 1, 2))
    office.designate(**here, officer=centre.lee.officer, since=date(2026, 3, 2))
    rows = list(office.designations(centre.chief))
    assert [(row.officer.name, row.until) for row in rows] == [
        ("이도윤", None), ("김한결", date(2026, 3, 2))
    ]  # fmt: skip
    assert problem(office.designate, **here, officer=centre.lee.officer) is Problem.ALREADY
    with pytest.raises(NotAllowed):
        office.designate(actor=centre.kim, post=Post.STAFF, officer=centre.kim.officer)


def test_own_words_of_a_notice_know_its_fields_and_no_others(centre):
    admin = replace(centre.chief, role=Role.ADMINISTRATOR)
    own = {"actor": admin, "kind": NoticeKind.CLOSING, "title": "종결 알림"}
    assert problem(office.save_template, **own, text="{이송기관}") is Problem.MISSING_FIELD
    office.save_template(**own, text="{접수번호}를 {종결사유}로 종결합니다.")
    institution = centre.staffed.institution
    assert notices.template_of(institution, NoticeKind.CLOSING)[0] == "종결 알림"
    office.save_template(**own, text="")
    assert notices.template_of(institution, NoticeKind.CLOSING)[0] == "공익신고 종결 통지"


def test_an_institution_may_count_as_petitions_are_counted(centre, calendar):
    office.save_settings(
        actor=centre.chief, changed=CaseSettings(counting_rule="civil petitions act")
    )
    assert centre.receive().case.due_on == date(2027, 1, 4)


def test_the_register_pages_filters_and_counts(centre, calendar):
    for _ in range(30):
        centre.receive()
    page = register_page(centre.kim, RegisterFilter())
    assert [row.case.sequence for row in page.rows] == list(range(30, 5, -1))
    rest = register_page(centre.kim, RegisterFilter(), before=page.older)
    assert [row.case.sequence for row in rest.rows] == [5, 4, 3, 2, 1]
    back = register_page(centre.kim, RegisterFilter(), after=rest.newer)
    assert [row.case.sequence for row in back.rows] == list(range(30, 5, -1))
    assert {row.title for row in register_rows(centre.kim, RegisterFilter())} == {CONTENT.title}
    assert yearly_counts(centre.kim, 2026)["channel"] == {"visit": 30}
    calendar.go(date(2026, 12, 22))
    assert len(register_page(centre.kim, RegisterFilter(clock="overdue")).rows) == 25
    assert register_page(centre.kim, RegisterFilter(clock="week")).rows == []
