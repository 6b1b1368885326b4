"""A forgotten password loses no report, and brings back nobody whom nobody vouched for (ALL-1, ALL-2)."""

import itertools

import pytest

from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.crypto.types import KeyPair
from haechi.custody.errors import WrongShares
from haechi.custody.models import DeskSeat, Officer
from haechi.custody.recovery import rehearse
from haechi.custody.services import make_recovery_shares, staff_desk
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.inbox.errors import NoSuchReport
from haechi.inbox.recovery import bring_back, recover_by_shares
from haechi.reports.selectors import content_of
from haechi.staff.errors import NotAllowed
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, unlock
from haechi.staff.types import Role
from haechi.testing import StaffedInstitution, at_work, file_report, make_institution

pytestmark = pytest.mark.django_db
NEW = "새로 정한 비밀번호 8412"


@pytest.fixture
def scene() -> tuple[StaffedInstitution, list[str], Account]:
    """An institution with shares, a head at the desk, and an officer with an account beside her."""
    staffed = make_institution("recovery", officers=("김한결",))
    shares = make_recovery_shares(institution=staffed.institution)
    account = create_officer(
        actor=command_line("test"),
        institution=staffed.institution,
        new=NewOfficer("doyun", "첫 비밀번호 1234567", "이도윤", "주무관", Role.HEAD),
    )
    staff_desk(
        institution=staffed.institution,
        function=DeskFunction.INTAKE,
        officers=[Officer.objects.get(pk=staffed.officers[0].officer_id), account.officer],
    )
    return staffed, shares, account


def works_again(account: Account, pair: KeyPair) -> UnlockedOfficer:
    return UnlockedOfficer(account.officer_id, account.officer.institution_id, pair)


@pytest.mark.parametrize("chosen", list(itertools.combinations(range(3), 2)))
def test_any_two_shares_bring_an_officer_back_to_every_report(
    scene: tuple[StaffedInstitution, list[str], Account], chosen: tuple[int, int]
) -> None:
    staffed, shares, account = scene
    plain = file_report(staffed, "모두에게")
    sealed_to_single = file_report(staffed, "한 사람 제외", excluded=[staffed.officers[0]])

    seats = recover_by_shares(
        actor=command_line("test"),
        account=account,
        password=NEW,
        shares=[shares[i] for i in chosen],
    )

    assert seats >= 1
    account.refresh_from_db()
    officer = at_work(works_again(account, unlock(account, NEW)), Role.HEAD)
    for filed, text in ((plain, "모두에게"), (sealed_to_single, "한 사람 제외")):
        assert content_of(report_for(officer, filed.report.pk)).text == text
    assert AuditEntry.objects.filter(action="officer.recovered").count() == 1


def test_one_share_changes_nothing(scene: tuple[StaffedInstitution, list[str], Account]) -> None:
    _, shares, account = scene
    before = bytes(account.officer.public_key)
    with pytest.raises(WrongShares):
        recover_by_shares(actor=command_line("x"), account=account, password=NEW, shares=shares[:1])
    account.officer.refresh_from_db()
    assert bytes(account.officer.public_key) == before
    assert DeskSeat.objects.filter(officer=account.officer).exists()


def test_shares_of_another_institution_open_nothing_here(
    scene: tuple[StaffedInstitution, list[str], Account],
) -> None:
    _, _, account = scene
    foreign = make_recovery_shares(institution=make_institution("other", officers=()).institution)
    with pytest.raises(WrongShares):
        recover_by_shares(
            actor=command_line("x"), account=account, password=NEW, shares=foreign[:2]
        )


def test_a_rehearsal_proves_the_shares_and_changes_nothing(
    scene: tuple[StaffedInstitution, list[str], Account],
) -> None:
    staffed, shares, _ = scene
    seats = list(DeskSeat.objects.values_list("pk", "sealed_private"))
    assert rehearse(institution=staffed.institution, shares=shares[1:]) >= 1
    assert list(DeskSeat.objects.values_list("pk", "sealed_private")) == seats
    with pytest.raises(WrongShares):
        rehearse(institution=staffed.institution, shares=[shares[0], shares[0]])


def test_a_member_brings_a_colleague_back_without_shares(
    scene: tuple[StaffedInstitution, list[str], Account],
) -> None:
    staffed, _, account = scene
    filed = file_report(staffed, "동료가 살린 글")
    head = at_work(staffed.officers[0], Role.HEAD)
    bring_back(by=head, account=account, password=NEW)
    account.refresh_from_db()
    officer = at_work(works_again(account, unlock(account, NEW)), Role.HEAD)
    assert content_of(report_for(officer, filed.report.pk)).text == "동료가 살린 글"


def test_a_member_cannot_give_what_the_member_was_excluded_from(
    scene: tuple[StaffedInstitution, list[str], Account],
) -> None:
    staffed, _, account = scene
    filed = file_report(staffed, "제외", excluded=[staffed.officers[0]])
    bring_back(by=at_work(staffed.officers[0], Role.HEAD), account=account, password=NEW)
    account.refresh_from_db()
    officer = at_work(works_again(account, unlock(account, NEW)), Role.HEAD)
    with pytest.raises(NoSuchReport):
        report_for(officer, filed.report.pk)


@pytest.mark.parametrize("role", [Role.OFFICER])
def test_an_ordinary_officer_resets_nobody(
    scene: tuple[StaffedInstitution, list[str], Account], role: Role
) -> None:
    staffed, _, account = scene
    with pytest.raises(NotAllowed):
        bring_back(by=at_work(staffed.officers[0], role), account=account, password=NEW)


def test_a_head_of_another_institution_resets_nobody_here(
    scene: tuple[StaffedInstitution, list[str], Account],
) -> None:
    _, _, account = scene
    stranger = make_institution("stranger", officers=("남",))
    with pytest.raises(NotAllowed):
        bring_back(by=at_work(stranger.officers[0], Role.HEAD), account=account, password=NEW)
