"""The one gate to a report: role × duty × exclusion × institution × seat (ALL-2, HL-8)."""

import itertools
import uuid

import pytest

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import key_pair_of, new_key_pair, open_with
from haechi.crypto.types import PrivateKey
from haechi.custody.models import DeskSeat, Duty
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.inbox.access import able_officers, data_key, report_for, visible_reports
from haechi.inbox.errors import NoSuchReport
from haechi.reports.models import Report, ReportSeal
from haechi.reports.selectors import content_of
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role
from haechi.testing import at_work, file_report, make_institution, make_officer

TEXT = "회식비를 업체가 냈습니다"


def sees(actor: OfficerAtWork, report: Report) -> bool:
    """By the list and by the gate: the two must say the same."""
    listed = visible_reports(actor).filter(pk=report.pk).exists()
    try:
        opened = report_for(actor, report.pk)
    except NoSuchReport:
        assert not listed
        return False
    assert listed
    assert content_of(opened).text == TEXT
    return True


CASES = list(itertools.product(Role, (True, False), (True, False), (True, False), (True, False)))


@pytest.mark.parametrize(("role", "duty", "excluded", "same", "seat"), CASES)
def test_who_may_open_a_report(db, role, duty, excluded, same, seat):
    staffed = make_institution()
    place = staffed if same else make_institution("other", name_ko="다른 곳", name_en="Other")
    subject = make_officer(place.institution, name="심사 대상")
    row = at_work(subject).officer
    if seat:
        people = [at_work(officer).officer for officer in place.officers]
        staff_desk(
            institution=place.institution, function=DeskFunction.INTAKE, officers=[*people, row]
        )
    if not duty:
        row.duties.all().delete()
    report = file_report(staffed, TEXT, excluded=[subject] if excluded else []).report
    allowed = (
        same and seat and not excluded and (role == Role.HEAD or (role == Role.OFFICER and duty))
    )
    assert sees(at_work(subject, role), report) is allowed


def test_an_assigned_officer_sees_the_report_without_the_duty(house):
    report = file_report(house.staffed, TEXT).report
    house.kim.officer.duties.all().delete()
    assert not sees(house.kim, report)
    Report.objects.update(assignee=house.kim.officer)
    assert sees(house.kim, report)


def test_assignment_alone_opens_nothing_that_is_not_sealed_to_the_officer(house):
    report = file_report(house.staffed, TEXT).report
    Report.objects.update(assignee=house.outsider.officer)
    assert not sees(house.outsider, report)


def test_missing_and_forbidden_look_the_same(house):
    report = file_report(house.staffed, TEXT, excluded=[house.staffed.officers[0]]).report
    for wanted in (report.pk, str(report.pk), uuid.uuid4(), "x", "", "\x00"):
        with pytest.raises(NoSuchReport) as caught:
            report_for(house.kim, wanted)
        assert caught.value.args == ()
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


def try_every_seal(officer: UnlockedOfficer, report: Report) -> list[bytes]:
    """What this private key gets out of every seat and every seal row of the database."""
    pairs = [officer.pair]
    for seat in DeskSeat.objects.all():
        try:
            pairs.append(key_pair_of(PrivateKey(open_with(officer.pair, seat.sealed_private))))
        except CannotOpen:
            continue
    found = []
    for seal, pair in itertools.product(ReportSeal.objects.filter(report=report), pairs):
        try:
            found.append(open_with(pair, seal.sealed_key))
        except CannotOpen:
            continue
    return found


def test_an_excluded_officers_key_opens_no_seal_of_the_report_whatever_the_program_says(house):
    kim, lee, _ = house.staffed.officers
    report = file_report(house.staffed, TEXT, excluded=[kim]).report
    assert try_every_seal(kim, report) == []
    assert len(try_every_seal(lee, report)) == 1
    with pytest.raises(NoSuchReport):
        data_key(house.kim, report)


def test_a_new_member_of_the_desk_gets_nothing_of_a_report_that_excluded_somebody(house):
    report = file_report(house.staffed, TEXT, excluded=[house.staffed.officers[0]]).report
    staff_desk(
        institution=house.staffed.institution,
        function=DeskFunction.INTAKE,
        officers=[house.lee.officer, house.outsider.officer],
    )
    assert not sees(house.outsider, report)
    assert sees(house.lee, report)


def test_the_right_officer_with_another_private_key_opens_nothing(house):
    report = file_report(house.staffed, TEXT).report
    kim = house.staffed.officers[0]
    stolen = at_work(UnlockedOfficer(kim.officer_id, kim.institution_id, new_key_pair()))
    with pytest.raises(NoSuchReport):
        report_for(stolen, report.pk)


def test_only_those_who_can_open_a_report_can_be_given_it(house):
    staffed = house.staffed
    other = make_institution("other", name_ko="다른 곳", name_en="Other")
    report = file_report(staffed, TEXT, excluded=[staffed.officers[0]]).report
    assert set(able_officers(report)) == {house.lee.officer, house.head.officer}
    for excluded in ([], [staffed.officers[0]]):
        able = able_officers(file_report(staffed, TEXT, excluded=excluded).report)
        assert house.outsider.officer not in able
        assert at_work(other.officers[0]).officer not in able
    Account.objects.create(
        username="lee", officer=house.lee.officer, role=Role.ADMINISTRATOR, contact=b""
    )
    assert set(able_officers(report)) == {house.head.officer}


def test_an_officer_seated_later_cannot_be_given_an_older_report(house):
    report = file_report(house.staffed, TEXT).report
    staff_desk(
        institution=house.staffed.institution,
        function=DeskFunction.INTAKE,
        officers=[house.outsider.officer],
    )
    assert house.outsider.officer not in able_officers(report)
    assert house.outsider.officer in able_officers(file_report(house.staffed, TEXT).report)


def test_two_institutions_read_nothing_of_each_other(db):
    one = make_institution()
    other = make_institution("other", name_ko="다른 곳", name_en="Other")
    reports = {}
    for place in (one, other):
        reports[place] = file_report(place, TEXT).report
    for place in (one, other):
        for officer, role in itertools.product(place.officers, Role):
            seen = set(visible_reports(at_work(officer, role)))
            assert seen <= {reports[place]}


def test_a_duty_in_another_institutions_category_opens_nothing(db):
    one = make_institution()
    other = make_institution("other", name_ko="다른 곳", name_en="Other")
    report = file_report(one, TEXT).report
    stranger = at_work(other.officers[0])
    Duty.objects.create(officer=stranger.officer, category=report.category)
    assert not sees(stranger, report)


# The two guards stand alone: the rows that follow should never exist, and open nothing if they do.


def test_an_exclusion_closes_the_report_even_to_an_officer_who_holds_a_seal(house):
    kim = house.staffed.officers[0]
    report = file_report(house.staffed, TEXT, excluded=[kim]).report
    seal = report.seals.first()
    ReportSeal.objects.create(
        report=report, officer=house.kim.officer, sealed_key=bytes(seal.sealed_key)
    )
    assert not visible_reports(house.kim).filter(pk=report.pk).exists()
    assert house.kim.officer not in able_officers(report)


def test_a_seat_at_another_institutions_desk_opens_nothing_there(house):
    other = make_institution("other", name_ko="다른 곳", name_en="Other")
    report = file_report(other, TEXT).report
    seat = DeskSeat.objects.filter(officer_id=other.officers[0].officer_id).get()
    DeskSeat.objects.create(
        epoch=seat.epoch, officer=house.head.officer, sealed_private=seat.sealed_private
    )
    assert not visible_reports(house.head).filter(pk=report.pk).exists()
    assert house.head.officer not in able_officers(report)
