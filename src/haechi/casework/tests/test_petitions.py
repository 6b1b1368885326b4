"""What a named reporter sends by the site reaches her case, by her day (PI-3, PI-10, PI-13, PI-15)."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest

from haechi.cases.errors import NotNow
from haechi.cases.filing import Proxy
from haechi.cases.models import Case, Objection, Paper, Party, Retaliation, Supplement
from haechi.cases.papers import words_of
from haechi.cases.problems import Problem
from haechi.cases.reporter import case_of
from haechi.cases.reporter_acts import Act, send_act, standing_of
from haechi.cases.sealing import open_words
from haechi.cases.types import ConsentKind, PartyKind, ProxyKind, Requirement, Way
from haechi.casework import ending, handling, notices, supplements
from haechi.casework.access import open_case
from haechi.casework.selectors import detail
from haechi.casework.tests.conftest import CONTENT, HONG
from haechi.casework.tests.hands import filed
from haechi.conversations.models import Message
from haechi.reports.types import new_draft_token


def sends(opened, act, text, uid=None):
    token = new_draft_token()
    return send_act(opened=opened, act=act, text=text, token=token, uid=uid or uuid.uuid4())


def refused(act, *args, **kwargs) -> Problem:
    with pytest.raises(NotNow) as found:
        act(*args, **kwargs)
    return found.value.problem


def result_notified(centre):
    """A case whose result went out today."""
    case = Case.objects.get()
    given = {"actor": centre.kim, "case_id": case.pk}
    handling.start_investigation(**given)
    handling.log_investigation(**given, title="현장 조사", text="확인함")
    handling.end_investigation(**given, finding="위반 확인", violation_found=True)
    paper = Paper.objects.get(case=case, notice="result")
    opened = open_case(centre.kim, case.pk)
    text = words_of(paper, opened.data_key).text.replace("{처리결과}", "과태료 부과")
    notices.edit_draft(**given, paper_id=paper.pk, title="결과", text=text)
    notices.send_notice(**given, paper_id=paper.pk, way=Way.SITE)
    return case


def test_an_objection_on_the_fourteenth_day_counts_though_it_is_opened_later(centre, calendar):
    _, _, opened = filed(centre)
    case = result_notified(centre)
    standing = standing_of(opened, "ko")
    assert standing.objection.due_on == date(2026, 12, 4)
    assert any("2026년 11월 21일부터" in sentence for sentence in standing.objection.steps)
    calendar.go(date(2026, 12, 4))
    uid = uuid.uuid4()
    for _ in range(2):
        sends(opened, Act.OBJECTION, "과태료가 너무 적습니다.", uid)
    assert Message.objects.filter(uid=uid).count() == 1
    assert refused(sends, opened, Act.OBJECTION, "또") is Problem.ALREADY
    calendar.go(date(2026, 12, 9))
    given = {"actor": centre.kim, "case_id": case.pk}
    assert refused(ending.file_away, **given) is Problem.UNREAD
    shown = detail(centre.kim, case.pk, "ko")
    assert shown.opened.case.state == "objected"
    row = Objection.objects.get()
    key = shown.opened.data_key
    assert row.received_on == date(2026, 12, 4)
    assert open_words(key, case.pk, f"objection {row.pk}", row.reason) == "과태료가 너무 적습니다."
    paper = Paper.objects.get(pk=uid)
    assert (paper.form, words_of(paper, key).text) == (9, "과태료가 너무 적습니다.")
    detail(centre.kim, case.pk, "ko")
    assert Objection.objects.count() == 1


def test_an_objection_after_its_last_day_is_refused_and_nothing_is_stored(centre, calendar):
    _, _, opened = filed(centre)
    result_notified(centre)
    before = Message.objects.count()
    calendar.go(date(2026, 12, 5))
    assert not standing_of(opened, "ko").may_object
    assert refused(sends, opened, Act.OBJECTION, "늦었습니다") is Problem.OBJECTION_LATE
    assert Message.objects.count() == before


def test_an_objection_without_a_result_is_refused(centre, calendar):
    _, _, opened = filed(centre)
    assert refused(sends, opened, Act.OBJECTION, "아직") is Problem.STATE


def test_a_supplement_by_the_site_lets_the_period_run_on_and_is_never_overtaken(centre, calendar):
    _, _, opened = filed(centre, content=replace(CONTENT, evidence=""))
    case = Case.objects.get()
    given = {"actor": centre.kim, "case_id": case.pk}
    supplements.request_supplement(**given, what="증거를 보내 주십시오.")
    asked = standing_of(opened, "en").supplement
    assert asked.due_on == Supplement.objects.get().due_on
    sends(opened, Act.SUPPLEMENT, "사진을 붙입니다.")
    calendar.go(asked.due_on + timedelta(days=1))
    assert refused(supplements.supplement_expired, **given) is Problem.UNREAD
    assert detail(centre.kim, case.pk, "ko").opened.case.state == "received"
    row = Supplement.objects.get()
    assert (row.answered_on, row.expired_on) == (date(2026, 11, 20), None)
    case.refresh_from_db()
    assert case.missing == [Requirement.EVIDENCE]  # an officer judges what is met now
    assert standing_of(opened, "ko").supplement is None


def test_word_of_disadvantage_is_linked_to_the_case(centre, calendar):
    _, _, opened = filed(centre)
    sends(opened, Act.RETALIATION, "갑자기 전보되었습니다.")
    assert standing_of(opened, "ko").sent == ((Act.RETALIATION, date(2026, 11, 20)),)
    shown = detail(centre.chief, Case.objects.get().pk, "ko")
    row = Retaliation.objects.get()
    words = open_words(shown.opened.data_key, row.case_id, f"retaliation {row.pk}", row.matter)
    assert words == "갑자기 전보되었습니다."
    assert standing_of(opened, "ko").sent == ()


def test_joint_reporters_proxies_and_the_chosen_representative(centre):
    joint = [replace(HONG, name=f"공동{each}", number="", number_kind="") for each in range(30)]
    proxies = [Proxy(ProxyKind.SPOUSE, replace(HONG, name="배우자"))]
    consents = {ConsentKind.DISCLOSURE_INVESTIGATION: True}
    _, _, opened = filed(
        centre,
        joint=joint,
        representative=30,
        proxies=proxies,
        way=Way.EMAIL,
        consents=consents,
    )
    parties = Party.objects.filter(kind=PartyKind.REPORTER)
    chosen = parties.get(is_representative=True)
    assert (parties.count(), chosen.number) == (31, 1)
    assert Party.objects.get(kind=PartyKind.PROXY).proxy_kind == ProxyKind.SPOUSE
    assert Case.objects.get().way == Way.EMAIL
    assert case_of(opened).consents == consents
    assert Case.objects.get().consents.get().party == chosen
