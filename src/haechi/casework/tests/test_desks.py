"""Seats at the centre's and the 책임관's desk (PI-1, PI-16)."""

from dataclasses import replace

import pytest

from haechi.casework.access import open_case
from haechi.casework.desks import admit_to_desk, leave_desk, open_desk
from haechi.casework.errors import NoSuchCase
from haechi.custody.errors import NoSeat
from haechi.custody.selectors import members_of
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.inbox.recovery import bring_back
from haechi.staff.errors import LastMember, NotAllowed
from haechi.staff.models import Account
from haechi.staff.services import unlock
from haechi.staff.types import Role
from haechi.testing import at_work, make_institution, make_officer

CASES, CHIEF = DeskFunction.CASES, DeskFunction.PROTECTION


def test_the_head_opens_a_desk_once_and_for_her_own_institution(db):
    staffed = make_institution(officers=("김한결", "박서준"))
    kim, park = (at_work(each) for each in staffed.officers)
    head = replace(park, role=Role.HEAD)
    both = [kim.officer, park.officer]
    with pytest.raises(NotAllowed):
        open_desk(actor=kim, function=CASES, officers=both)
    open_desk(actor=head, function=CASES, officers=both)
    assert members_of(staffed.institution, CASES) == both
    for again in (CASES, DeskFunction.INTAKE):
        with pytest.raises(NotAllowed):
            open_desk(actor=head, function=again, officers=both)


def test_a_newcomer_opens_old_cases_once_a_member_admits_her_and_not_after_she_left(centre):
    case = centre.receive().case
    newcomer = at_work(make_officer(centre.staffed.institution, name="신입"), Role.HEAD)
    with pytest.raises(NoSeat):
        admit_to_desk(actor=centre.outsider, function=CASES, newcomer=newcomer.officer)
    admit_to_desk(actor=centre.kim, function=CASES, newcomer=newcomer.officer)
    assert open_case(newcomer, case.pk).case == case
    leave_desk(actor=centre.chief, function=CASES, officer=newcomer.officer)
    with pytest.raises(NoSuchCase):
        open_case(newcomer, case.pk)
    assert open_case(centre.kim, case.pk)
    assert open_case(centre.chief, centre.receive().case.pk)


def test_the_last_one_stays_and_an_administrator_never_sits(centre):
    with pytest.raises(LastMember):
        leave_desk(actor=centre.chief, function=CHIEF, officer=centre.chief.officer)
    admin = make_officer(centre.staffed.institution, name="관리자")
    Account.objects.create(
        username="admin", officer_id=admin.officer_id, role=Role.ADMINISTRATOR, contact=b"x"
    )
    with pytest.raises(NotAllowed):
        admit_to_desk(actor=centre.kim, function=CASES, newcomer=at_work(admin).officer)


def test_an_officer_brought_back_opens_the_cases_that_exclude_others(centre):
    """Personal seals of contents and identities are sealed to the new key (HL-8's recovery)."""
    case = centre.receive(excluded=[centre.kim.officer]).case
    password = "하늘은 높고 말은 살찐다 2026"
    lost = Account.objects.create(username="lee", officer=centre.lee.officer, contact=b"x")
    bring_back(by=centre.chief, account=lost, password=password)
    lost.refresh_from_db()
    pair = unlock(lost, password)
    fresh = at_work(UnlockedOfficer(lost.officer_id, lost.officer.institution_id, pair))
    assert open_case(fresh, case.pk).case == case
    with pytest.raises(NoSuchCase):
        open_case(centre.lee, case.pk)  # her key of before opens nothing any more
