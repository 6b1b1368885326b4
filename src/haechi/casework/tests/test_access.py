"""Who opens what: contents, identities, exclusions, destruction (PI-9, PI-16, PI-20, PI-21)."""

import uuid
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps

from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.cases.errors import BadIdentifier, NotNow
from haechi.cases.models import Case, CaseKey, CaseSeal, Paper, Party
from haechi.cases.people import NewParty
from haechi.cases.problems import Problem
from haechi.cases.types import (
    Channel,
    ConsentKind,
    Identity,
    NumberKind,
    PartyKind,
    ProxyKind,
    Purpose,
    Track,
)
from haechi.casework import ending, handling, identity, office, people, selectors
from haechi.casework.access import open_case, visible_cases
from haechi.casework.deadlines import told_of
from haechi.casework.errors import IdentityRefused, NoSuchCase, ReasonNeeded
from haechi.casework.intake import convert_report, receive
from haechi.casework.leaving import remove_officer
from haechi.casework.parties import addressee
from haechi.casework.register import RegisterFilter, register_page
from haechi.casework.retention import destroy_due_cases
from haechi.casework.tests.conftest import ACCUSED, CONTENT, HONG
from haechi.common.clock import today
from haechi.custody.services import remove_from_desks
from haechi.inbox.access import report_for, visible_reports
from haechi.retention.models import DestructionRecord
from haechi.staff.models import Account
from haechi.staff.types import Role
from haechi.testing import at_work, file_report, make_institution, make_officer


def stored() -> bytes:
    """Every value of every table of cases, as bytes."""
    found = []
    for model in apps.get_app_config("cases").get_models():
        for row in model._default_manager.values_list():
            found += [
                bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for v in row
            ]
    return b"|".join(found)


def opened_by(actor, case, **changes) -> Identity:
    asked = {"purpose": Purpose.NOTICE, "reason": "결과 통지 발송"} | changes
    party = case.parties.filter(kind="reporter").first()
    return identity.open_identity(actor=actor, case_id=case.pk, party_id=party.pk, **asked)


def test_no_name_number_or_word_of_a_case_is_stored_readably(centre):
    centre.receive()
    dump = stored()
    for word in ("홍길동", "8501011234566", "010-1234", "남궁민수", "폐수", "하천", "사진"):
        assert word.encode() not in dump
    assert "김한결".encode() not in dump
    assert b"receive" in dump  # the search finds what is there


def test_only_the_chiefs_desk_opens_an_identity_with_a_reason_and_a_row(centre):
    case = centre.receive().case
    with pytest.raises(IdentityRefused):
        opened_by(centre.kim, case)
    for reason in ("", "   ", "통지"):
        with pytest.raises(ReasonNeeded):
            opened_by(centre.chief, case, reason=reason)
    before = AuditEntry.objects.count()
    found = opened_by(centre.chief, case)
    assert (found.name, found.number) == ("홍길동", "850101-1******")
    last = AuditEntry.objects.latest("sequence")
    assert AuditEntry.objects.count() == before + 1
    assert last.action == "case.identity"
    assert "결과 통지" not in str(last.detail)
    row, words = identity.openings_of(open_case(centre.chief, case.pk))[0]
    assert (row.officer, words) == (centre.chief.officer, "결과 통지 발송")
    party = case.parties.get(kind="reporter")
    whole = identity.open_number(
        actor=centre.chief, case_id=case.pk, party_id=party.pk,
        purpose=Purpose.FORM, reason="별지 제10호 서식 작성",
    )  # fmt: skip
    assert whole.number == "8501011234566"


def test_an_outsider_an_administrator_and_another_institution_see_nothing(centre):
    case = centre.receive().case
    other = make_institution("garam", name_ko="가람구청", name_en="Garam", officers=("정",))
    admin = replace(centre.kim, role=Role.ADMINISTRATOR)
    for stranger in (centre.outsider, at_work(other.officers[0]), admin):
        assert not visible_cases(stranger).exists()
        assert register_page(stranger, RegisterFilter()).rows == []
        for wanted in (case.pk, "no-uuid", uuid.uuid4()):
            with pytest.raises(NoSuchCase):
                open_case(stranger, wanted)
        with pytest.raises(NoSuchCase):
            receive(actor=stranger, taken=centre.taken())


def test_a_case_is_opened_by_its_handlers_the_head_and_the_chief_alone(centre):
    case = centre.receive().case
    assert visible_cases(centre.kim).exists()
    assert visible_cases(centre.chief).exists()
    with pytest.raises(NoSuchCase):
        open_case(centre.lee, case.pk)
    row = register_page(centre.lee, RegisterFilter()).rows[0]
    assert (row.case.display_number, row.title) == ("2026 공익 제1호", "")
    assert register_page(centre.kim, RegisterFilter()).rows[0].title == CONTENT.title
    people.assign_handler(actor=centre.kim, case_id=case.pk, officer=centre.lee.officer)
    open_case(centre.lee, case.pk)
    with pytest.raises(NoSuchCase):
        people.assign_handler(actor=centre.kim, case_id=case.pk, officer=centre.outsider.officer)


def test_an_officer_with_a_conflict_of_interest_holds_no_key_any_more(centre):
    case = centre.receive().case
    here = {"actor": centre.chief, "case_id": case.pk}
    with pytest.raises(NotNow) as refused:
        people.exclude_for_conflict(**here, officer=centre.kim.officer, reason=" ")
    assert refused.value.problem is Problem.NO_REASON
    people.exclude_for_conflict(**here, officer=centre.kim.officer, reason="피신고자의 배우자")
    with pytest.raises(NoSuchCase):
        open_case(centre.kim, case.pk)
    assert register_page(centre.kim, RegisterFilter()).rows == []
    seals = CaseSeal.objects.filter(case=case, is_identity=False)
    assert {seal.officer_id for seal in seals} == {
        centre.lee.officer.pk, centre.chief.officer.pk
    }  # fmt: skip
    assert centre.kim.officer.pk not in told_of(case)
    open_case(centre.lee, case.pk)  # nobody handles it now: every other member can
    assert opened_by(centre.chief, case).name == "홍길동"


def test_whoever_is_excluded_at_intake_never_gets_a_seal_and_the_last_cannot_be(centre):
    case = centre.receive(excluded=[centre.lee.officer]).case
    contents = CaseSeal.objects.filter(case=case, is_identity=False)
    assert {(seal.epoch_id, seal.officer_id) for seal in contents} == {
        (None, centre.kim.officer.pk),
        (None, centre.chief.officer.pk),
    }
    with pytest.raises(NoSuchCase):
        open_case(centre.lee, case.pk)
    people.exclude_for_conflict(
        actor=centre.chief, case_id=case.pk, officer=centre.kim.officer, reason="친족"
    )
    with pytest.raises(NotNow) as refused:
        people.exclude_for_conflict(
            actor=centre.chief, case_id=case.pk, officer=centre.chief.officer, reason="친족"
        )
    assert refused.value.problem is Problem.LAST_HANDLER


def test_the_accused_is_masked_until_a_violation_is_found(centre, calendar):
    case = centre.receive().case
    here = {"actor": centre.kim, "case_id": case.pk}
    shown = identity.accused_of(open_case(centre.kim, case.pk))[0]
    assert (shown.identity.name, shown.identity.workplace, shown.is_masked) == (
        "남○○○", "", True
    )  # fmt: skip
    assert (
        identity.open_accused(**here, party_id=shown.party_id, reason="현장 조사 준비") == ACCUSED
    )
    handling.start_investigation(**here)
    handling.log_investigation(**here, title="조사", text="조사함")
    handling.end_investigation(**here, finding="위반", violation_found=True)
    shown = identity.accused_of(open_case(centre.kim, case.pk))[0]
    assert (shown.identity.name, shown.is_masked) == ("남궁민수", False)


def test_a_lawyers_client_is_opened_only_with_the_clients_consent(centre):
    lawyer = Identity("변호사 정", workplace="법무법인 가람")
    parties = [
        NewParty(PartyKind.REPORTER, HONG, by_consent_only=True),
        NewParty(PartyKind.PROXY, lawyer, proxy_kind=ProxyKind.LAWYER, proof_shown=True),
    ]
    case = centre.receive(parties=parties, track=Track.LAWYER, channel=Channel.POST).case
    with pytest.raises(IdentityRefused):
        opened_by(centre.chief, case)
    assert addressee(case).kind == PartyKind.PROXY
    people.record_consent(
        actor=centre.chief, case_id=case.pk, kind=ConsentKind.OPEN_SEALED, given=True
    )
    assert opened_by(centre.chief, case).name == "홍길동"


def test_a_proxy_needs_proof_and_a_bad_number_uses_no_case_number(centre):
    proxy = NewParty(PartyKind.PROXY, HONG, proxy_kind=ProxyKind.SPOUSE)
    with pytest.raises(NotNow) as refused:
        centre.receive(parties=[proxy])
    assert refused.value.problem is Problem.NO_PROOF
    wrong = replace(HONG, number="850231-1234567")
    with pytest.raises(BadIdentifier):
        centre.receive(parties=[NewParty(PartyKind.REPORTER, wrong)])
    assert not Party.objects.exists()
    assert centre.receive().case.sequence == 1


def test_an_anonymous_report_becomes_a_case_and_keeps_its_thread(centre):
    filed = file_report(centre.staffed)
    intake = centre.outsider
    report = report_for(intake, filed.report.pk)
    taken = centre.taken(parties=[NewParty(PartyKind.REPORTER, HONG)])
    with pytest.raises(NotNow):
        convert_report(actor=intake, report=report, taken=centre.taken(parties=[]))
    case = convert_report(actor=intake, report=report, taken=taken).case
    thread = selectors.report_of(open_case(centre.kim, case.pk))
    assert thread.data_key == report.data_key
    assert visible_reports(intake).filter(pk=report.report.pk).exists()
    with pytest.raises(NoSuchCase):
        open_case(intake, case.pk)


def test_an_officer_removed_while_a_case_is_hers_leaves_it_to_the_centre(centre):
    case = centre.receive().case
    account = Account.objects.create(
        username="kim", officer=centre.kim.officer, role=Role.OFFICER, contact=b"x"
    )
    Account.objects.create(username="p", officer=centre.chief.officer, role=Role.HEAD, contact=b"x")
    Account.objects.create(username="lee", officer=centre.lee.officer, contact=b"x")
    remove_officer(actor=command_line("root"), account=account)
    assert open_case(centre.lee, case.pk).case == case
    assert set(told_of(case)) == {centre.lee.officer.pk, centre.chief.officer.pk}
    assert list(selectors.unhandled(centre.chief)) == [case]


def test_a_member_of_a_later_epoch_does_not_open_earlier_cases_without_a_seat(centre):
    case = centre.receive().case
    remove_from_desks(officer=centre.kim.officer)
    newcomer = at_work(make_officer(centre.staffed.institution, name="신입"))
    with pytest.raises(NoSuchCase):
        open_case(newcomer, case.pk)
    with pytest.raises(NoSuchCase):
        open_case(centre.kim, case.pk)


def test_a_record_past_its_period_is_noise_and_its_number_stays(centre, calendar):
    """PI-21: keys first, a certificate, no gap in the register."""
    case = centre.receive().case
    kept = centre.receive().case
    for each in (case, kept):
        Case.objects.filter(pk=each.pk).update(
            state="filed", retention_until=date(2026, 11, 19), retention_years=5
        )
    ending.hold(actor=centre.kim, case_id=kept.pk, held=True, reason="수사기관 요청")
    assert destroy_due_cases() == 1
    assert not CaseKey.objects.filter(case=case).exists()
    assert not Paper.objects.filter(case=case).exists()
    case.refresh_from_db()
    assert (case.state, bytes(case.content), case.display_number) == (
        "destroyed", b"", "2026 공익 제1호"
    )  # fmt: skip
    assert DestructionRecord.objects.get().numbers == ["2026 공익 제1호"]
    assert centre.receive().case.sequence == 3
    with pytest.raises(NoSuchCase):
        open_case(centre.chief, case.pk)
    open_case(centre.chief, kept.pk)


def test_a_report_that_became_a_case_goes_with_its_record_and_is_named_in_a_record_of_its_own(
    centre,
):
    """PI-21, ALL-3."""
    report = report_for(centre.outsider, file_report(centre.staffed).report.pk)
    taken = centre.taken(parties=[NewParty(PartyKind.REPORTER, HONG)])
    case = convert_report(actor=centre.outsider, report=report, taken=taken).case
    Case.objects.filter(pk=case.pk).update(
        state="filed", retention_until=today() - timedelta(days=1), retention_years=5
    )
    assert destroy_due_cases() == 1
    kept = {row.kind: (row.numbers, row.days) for row in DestructionRecord.objects.all()}
    assert kept == {
        "report": ([report.report.display_number], 5 * 365),
        "case": ([case.display_number], 5 * 365),
    }


def test_consultations_are_for_the_centre_alone(centre):
    """PI-2."""
    talk = office.Talk("상담", "신고하면 어떻게 되나요?", "절차를 설명함")
    row = office.record_consultation(actor=centre.kim, talk=talk, way="전화")
    assert "신고하면".encode() not in stored()
    assert office.open_consultation(actor=centre.lee, consultation_id=row.pk)[1] == talk
    with pytest.raises(NoSuchCase):
        office.open_consultation(actor=centre.outsider, consultation_id=row.pk)


def test_numbers_of_other_kinds_are_sealed_and_masked_too(centre):
    guest = replace(HONG, number_kind=NumberKind.PASSPORT, number="M123A4567")
    case = centre.receive(parties=[NewParty(PartyKind.REPORTER, guest)]).case
    assert opened_by(centre.chief, case).number == "M1*******"
