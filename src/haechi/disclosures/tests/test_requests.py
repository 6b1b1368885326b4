"""A request from form 1 to the approval (RC-6, RC-7, RC-8)."""

import pytest
from django.db import Error, IntegrityError, transaction

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import now
from haechi.disclosures import deciding
from haechi.disclosures.access import open_request, visible
from haechi.disclosures.errors import (
    DecidedBefore,
    NoGround,
    NoRecording,
    NoSuchRequest,
    NotHers,
    NotNow,
    OwnRequest,
    ReasonNeeded,
)
from haechi.disclosures.filing import ask_to_keep, take_down
from haechi.disclosures.matching import candidates, choose, drop
from haechi.disclosures.models import Decision, Request, RequestSeal
from haechi.disclosures.states import State
from haechi.disclosures.tests.conftest import CONTENT
from haechi.disclosures.types import Application, Verdict, Way
from haechi.recordings.people import designate
from haechi.recordings.types import Responsible


def test_each_step_is_its_own_persons_rc_7(office):
    row = office.filed()
    for wrong in (office.deputy, office.chief, office.custodian):
        with pytest.raises(NotHers):
            deciding.approve(actor=wrong, request=row)
    row = deciding.approve(actor=office.keeper, request=row)
    assert row.state == State.CHECKED
    for wrong in (office.keeper, office.chief):
        with pytest.raises(NotHers):
            deciding.approve(actor=wrong, request=row)
    row = deciding.approve(actor=office.deputy, request=row)
    row = deciding.approve(actor=office.chief, request=row)
    assert row.state == State.APPROVED
    assert row.carrier == office.keeper.officer
    with pytest.raises(NotNow):
        deciding.approve(actor=office.chief, request=row)


def test_three_steps_are_three_people_also_for_one_with_two_offices_rc_7(office):
    designate(actor=office.chief, kind=Responsible.DEPUTY, officer=office.keeper.officer)
    row = deciding.approve(actor=office.keeper, request=office.filed())
    with pytest.raises(DecidedBefore):
        deciding.approve(actor=office.keeper, request=row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            request=row, step=2, verdict=Verdict.APPROVED, officer=office.keeper.officer, at=now()
        )


def test_nobody_decides_on_her_own_request_the_database_says_so_too_rc_7(office, triggers):
    row = take_down(actor=office.keeper, application=office.form(), applicant=office.keeper.officer)
    with pytest.raises(NotHers):
        choose(actor=office.keeper, request=row, file=office.file)
    choose(actor=office.deputy, request=row, file=office.file)
    for act in (deciding.approve, deciding.refuse, deciding.ask_for_more):
        with pytest.raises(OwnRequest):
            act(actor=office.keeper, request=row, **_reason(act))
    with pytest.raises(Error), transaction.atomic():
        Decision.objects.create(
            request=row, step=1, verdict=Verdict.APPROVED, officer=office.keeper.officer, at=now()
        )


def _reason(act) -> dict[str, str]:
    return {} if act is deciding.approve else {"reason": "까닭"}


def test_asking_for_more_begins_the_line_anew_rc_7(office):
    row = deciding.approve(actor=office.keeper, request=office.filed())
    with pytest.raises(ReasonNeeded):
        deciding.ask_for_more(actor=office.deputy, request=row, reason=" ")
    row = deciding.ask_for_more(actor=office.deputy, request=row, reason="신분증을 내 주십시오.")
    assert row.state == State.MORE_ASKED
    row = deciding.supply(actor=office.keeper, request=row, words="신분증 사본을 냈습니다.")
    assert row.state == State.RECEIVED
    for who in (office.keeper, office.deputy, office.chief):
        row = deciding.approve(actor=who, request=row)
    assert row.state == State.APPROVED


@pytest.mark.parametrize("step", [0, 1, 2])
def test_each_of_the_three_refuses_with_a_reason_and_nothing_is_granted_rc_7(office, step):
    row, line = office.filed(), (office.keeper, office.deputy, office.chief)
    for who in line[:step]:
        row = deciding.approve(actor=who, request=row)
    row = deciding.refuse(actor=line[step], request=row, reason="당사자가 아닙니다.")
    assert row.state == State.REFUSED
    assert row.items.get().grant is None


def test_who_is_no_party_needs_another_law_rc_6(office):
    with pytest.raises(NoGround):
        take_down(actor=office.keeper, application=office.form(is_party=False))
    row = take_down(
        actor=office.keeper, application=office.form(is_party=False, law="형사소송법 제199조제2항")
    )
    assert row.law == "형사소송법 제199조제2항"
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=row.pk).update(law="", state=State.APPROVED)


def test_recordings_are_chosen_before_the_first_approval_alone(office):
    row = take_down(actor=office.keeper, application=office.form())
    with pytest.raises(NoRecording):
        deciding.approve(actor=office.keeper, request=row)
    assert [call.pk for call in candidates(office.keeper, row)] == [office.file.call_id]
    item = choose(actor=office.keeper, request=row, file=office.file)
    with pytest.raises(NoRecording):
        choose(actor=office.keeper, request=row, file=office.file)
    drop(actor=office.keeper, request=row, item=item)
    item = choose(actor=office.keeper, request=row, file=office.file)
    row = deciding.approve(actor=office.keeper, request=row)
    with pytest.raises(NotNow):
        drop(actor=office.keeper, request=row, item=item)


def test_what_stands_on_form_1_is_sealed_and_opens_to_those_who_decide_rc_10(office):
    row = office.filed()
    held = bytes(Request.objects.get(pk=row.pk).content)
    assert "홍길동".encode() not in held
    for who in (office.keeper, office.deputy, office.chief, office.custodian, office.approver):
        assert open_request(who, row.pk).content == CONTENT
    assert AuditEntry.objects.filter(action=Action.DISCLOSURE_OPENED).count() == 5
    for who in (office.hall.admin, office.hall.head, office.hall.user, office.hall.stranger):
        assert not visible(who).exists()
        with pytest.raises(NoSuchRequest):
            open_request(who, row.pk)
    assert not RequestSeal.objects.filter(officer=office.hall.admin.officer).exists()


def test_numbers_of_a_year_have_no_gap_also_where_one_fails_rc_8(office):
    rows = [take_down(actor=office.keeper, application=office.form()) for _ in range(2)]
    with transaction.atomic():
        take_down(actor=office.keeper, application=office.form())
        transaction.set_rollback(True)
    rows.append(take_down(actor=office.keeper, application=office.form()))
    assert [row.sequence for row in rows] == [1, 2, 3]
    kept = ask_to_keep(actor=office.hall.user, file=office.file, reason="폭언이 있었습니다.")
    assert kept.sequence == 1


def test_an_official_who_applied_brings_what_was_asked_for_and_withdraws_and_decides_nothing(
    office,
):
    asker = office.hall.stranger
    row = take_down(actor=asker, application=office.form(), applicant=asker.officer)
    row = deciding.ask_for_more(actor=office.keeper, request=row, reason="신분증")
    row = deciding.supply(actor=asker, request=row, words="가져왔습니다.")
    for act in (deciding.approve, deciding.refuse, deciding.ask_for_more):
        with pytest.raises(NotHers):
            act(actor=asker, request=row, **_reason(act))
    with pytest.raises(NoSuchRequest):
        deciding.withdraw(actor=office.hall.user, request=row, reason="까닭")
    assert (
        deciding.withdraw(actor=asker, request=row, reason="그만둡니다.").state == State.WITHDRAWN
    )


def test_an_official_of_another_department_files_her_own_request_and_nobody_elses(office):
    asker = office.hall.stranger
    row = take_down(actor=asker, application=office.form(), applicant=asker.officer)
    assert open_request(asker, row.pk).content == CONTENT
    with pytest.raises(NotHers):
        take_down(actor=asker, application=office.form())
    with pytest.raises(ReasonNeeded):
        take_down(
            actor=asker,
            application=Application(Way.VIEWING, is_party=True, content=type(CONTENT)()),
            applicant=asker.officer,
        )
