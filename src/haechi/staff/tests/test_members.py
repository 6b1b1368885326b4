"""Suspension and its end, another role, and who must be left (ALL-2, P-07)."""

import pytest

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.custody.models import DeskEpoch, DeskSeat, Duty, Officer
from haechi.custody.selectors import excludable, intake_members
from haechi.inbox.access import report_for
from haechi.inbox.errors import NoSuchReport
from haechi.inbox.leaving import give_role, remove_officer
from haechi.inbox.services import assign
from haechi.reports.models import Report
from haechi.staff.administration import admit_to_intake
from haechi.staff.errors import LastAdministrator, LastMember, NotAllowed
from haechi.staff.members import change_officer, reinstate_officer, suspend_officer
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role
from haechi.testing import (
    StaffedInstitution,
    at_work,
    file_report,
    make_institution,
    make_officer,
)

pytestmark = pytest.mark.django_db
ACTOR = command_line("test")


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


def account_of(officer_id: int, role: Role = Role.OFFICER) -> Account:
    officer = Officer.objects.get(pk=officer_id)
    return Account.objects.create(
        username=f"u{officer_id}", officer=officer, role=role, contact=b""
    )


@pytest.fixture
def head(staffed: StaffedInstitution) -> OfficerAtWork:
    account_of(staffed.officers[0].officer_id, Role.HEAD)
    return at_work(staffed.officers[0], Role.HEAD)


@pytest.fixture
def lee(staffed: StaffedInstitution) -> Account:
    return account_of(staffed.officers[1].officer_id)


def opens(staffed: StaffedInstitution, report: Report) -> bool:
    """Whether Lee, at work again, can open the report."""
    try:
        report_for(at_work(staffed.officers[1]), report.pk)
    except NoSuchReport:
        return False
    return True


def test_all2_who_comes_back_reads_what_came_meanwhile_only_once_a_colleague_admits(
    staffed: StaffedInstitution, head: OfficerAtWork, lee: Account
) -> None:
    before = file_report(staffed).report
    assert len(suspend_officer(actor=ACTOR, account=lee)) == 1
    lee.refresh_from_db()
    assert not lee.is_active
    assert lee.officer not in intake_members(staffed.institution)
    meanwhile = file_report(staffed).report
    reinstate_officer(actor=ACTOR, account=lee)
    lee.refresh_from_db()
    assert lee.is_active
    assert opens(staffed, before), "keys and old seats are as they were"
    assert not opens(staffed, meanwhile)
    admit_to_intake(actor=head, newcomer=lee.officer)
    assert opens(staffed, meanwhile)
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions[:2] == [Action.OFFICER_SUSPENDED, Action.OFFICER_REINSTATED]


def test_all2_a_reporter_can_exclude_a_suspended_officer(
    staffed: StaffedInstitution, head: OfficerAtWork, lee: Account
) -> None:
    """Perhaps suspended for the very thing: admitted later, she would read it otherwise."""
    suspend_officer(actor=ACTOR, account=lee)
    assert set(excludable(staffed.institution).values_list("pk", flat=True)) == {
        each.officer_id for each in staffed.officers
    }
    about_her = file_report(staffed, excluded=(staffed.officers[1],)).report
    reinstate_officer(actor=ACTOR, account=lee)
    admit_to_intake(actor=head, newcomer=lee.officer)
    assert not opens(staffed, about_her)
    assert report_for(head, about_her.pk).report == about_her


def test_all2_who_was_removed_is_not_reinstated(
    staffed: StaffedInstitution, head: OfficerAtWork, lee: Account
) -> None:
    suspend_officer(actor=ACTOR, account=lee)
    lee.officer.refresh_from_db()
    remove_officer(actor=ACTOR, account=lee)
    assert not DeskSeat.objects.filter(officer=lee.officer).exists()
    with pytest.raises(NotAllowed):
        reinstate_officer(actor=ACTOR, account=lee)
    assert lee.officer not in excludable(staffed.institution)


def test_all2_the_last_reader_is_neither_suspended_nor_made_an_administrator(
    staffed: StaffedInstitution, lee: Account
) -> None:
    head = account_of(staffed.officers[0].officer_id, Role.HEAD)
    suspend_officer(actor=ACTOR, account=lee)
    with pytest.raises(LastMember):
        suspend_officer(actor=ACTOR, account=head)
    with pytest.raises(LastMember):
        give_role(actor=ACTOR, account=head, role=Role.ADMINISTRATOR)
    assert DeskEpoch.objects.count() == 2


def test_p07_who_becomes_an_administrator_can_open_nothing_any_more(
    staffed: StaffedInstitution, head: OfficerAtWork, lee: Account
) -> None:
    report = file_report(staffed).report
    assign(actor=head, opened=report_for(head, report.pk), officer=lee.officer)
    give_role(actor=ACTOR, account=lee, role=Role.ADMINISTRATOR)
    assert not DeskSeat.objects.filter(officer=lee.officer).exists()
    assert not Duty.objects.filter(officer=lee.officer).exists()
    report.refresh_from_db()
    assert report.assignee is None
    assert not opens(staffed, report)
    assert not opens(staffed, file_report(staffed).report)


def test_all2_the_last_administrator_keeps_the_role(staffed: StaffedInstitution) -> None:
    first = account_of(
        make_officer(staffed.institution, name="최민준").officer_id, Role.ADMINISTRATOR
    )
    with pytest.raises(LastAdministrator):
        give_role(actor=ACTOR, account=first, role=Role.OFFICER)
    account_of(make_officer(staffed.institution, name="한지우").officer_id, Role.ADMINISTRATOR)
    give_role(actor=ACTOR, account=first, role=Role.OFFICER)
    first.refresh_from_db()
    assert first.role == Role.OFFICER
    assert not DeskSeat.objects.filter(officer=first.officer).exists(), (
        "a seat is given by a member"
    )


def test_all2_a_department_of_another_institution_is_refused(
    staffed: StaffedInstitution, lee: Account
) -> None:
    other = make_institution("other").institution
    foreign = other.departments.create(name_ko="총무과", name_en="General Affairs")
    own = staffed.institution.departments.create(name_ko="감사과", name_en="Audit")
    with pytest.raises(NotAllowed):
        change_officer(actor=ACTOR, account=lee, name="이도윤", position="팀장", department=foreign)
    changed = change_officer(
        actor=ACTOR, account=lee, name="이도윤", position="팀장", department=own
    )
    assert changed == ["position", "department"]
    assert AuditEntry.objects.filter(action=Action.OFFICER_CHANGED).count() == 1
