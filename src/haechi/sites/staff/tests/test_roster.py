"""The duty roster as a page: turns, leave, gaps, and what it changes about notices (HL-6)."""

from datetime import date, timedelta

import pytest
import time_machine

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import today
from haechi.custody.models import Duty, Leave, RosterEntry
from haechi.inbox.access import report_for
from haechi.notifications.models import Delivery
from haechi.sites.staff.tests.conftest import FileReport, House, employ
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
ROSTER = "/people/roster/"


def turn(house: House, **changes: object) -> dict[str, object]:
    return {
        "month": f"{today():%Y-%m}", "category": house.staffed.category.pk,
        "officer": house.officer.officer.pk, "first_day": today().isoformat(), **changes,
    }  # fmt: skip


def told(house: House) -> set[str]:
    names = {
        m.officer.pk: m.account.username for m in (house.head, house.officer, house.administrator)
    }
    return {names[pk] for pk in Delivery.objects.values_list("officer_id", flat=True)}


def test_hl6_a_report_on_the_day_of_a_turn_is_told_to_its_officer_alone(
    house: House, file_report: FileReport
) -> None:
    answer = house.administrator.client().post(f"{ROSTER}turns/", turn(house))
    assert answer["Location"] == (
        f"{ROSTER}?month={today():%Y-%m}&category={house.staffed.category.pk}"
    )
    report = file_report()
    assert told(house) == {"doyun"}
    assert report_for(house.head.at_work, report.pk).report == report, "access is as it was"
    Delivery.objects.all().delete()
    with time_machine.travel(today() + timedelta(days=1, hours=3)):
        file_report()
    assert told(house) == {"doyun", "hankyeol"}, "the day after all on duty are"
    (row,) = AuditEntry.objects.filter(action=Action.ROSTER_CHANGED)
    assert row.detail["kind"] == "turn"


def test_hl6_the_day_is_that_of_korea(house: House, file_report: FileReport) -> None:
    """At 23:30 UTC it is the next morning in Seoul."""
    RosterEntry.objects.create(
        officer=house.officer.officer,
        category=house.staffed.category,
        first_day=date(2026, 11, 25),
        last_day=date(2026, 11, 25),
    )
    with time_machine.travel("2026-11-24T23:30:00+00:00"):
        file_report()
    assert told(house) == {"doyun"}


def test_hl6_while_everybody_is_away_nobody_is_forgotten_and_the_page_warns(
    house: House, file_report: FileReport
) -> None:
    client = house.head.client()
    for member in (house.head, house.officer):
        sent = {**turn(house), "officer": member.officer.pk, "substitute": ""}
        assert client.post(f"{ROSTER}leaves/", sent).status_code == 302
    assert Leave.objects.count() == 2
    page = client.get(ROSTER).content.decode()
    assert page.count("month__day--gap") == 1
    assert "알림을 받을 사람이 없는 날" in page
    file_report()
    assert told(house) == {"doyun", "hankyeol"}


@pytest.mark.parametrize(
    ("where", "changes"),
    [
        ("turns/", {"first_day": ""}),
        ("turns/", {"first_day": "2026-11-25", "last_day": "2026-11-24"}),
        ("turns/", {"first_day": "2026-01-01", "last_day": "2028-01-01"}),
        ("turns/", {"officer": ""}),
        ("turns/", {"officer": "999999"}),
        ("leaves/", {"first_day": "the day after"}),
    ],
)
def test_what_cannot_be_a_turn_is_told_and_nothing_is_stored(
    house: House, where: str, changes: dict[str, object]
) -> None:
    answer = house.head.client().post(ROSTER + where, turn(house, **changes))
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not RosterEntry.objects.exists()
    assert not Leave.objects.exists()


def test_nobody_stands_in_for_herself_and_no_administrator_stands_in(house: House) -> None:
    client = house.head.client()
    for other in (house.officer, house.administrator):
        sent = {**turn(house), "substitute": other.officer.pk}
        assert client.post(f"{ROSTER}leaves/", sent).status_code == 422


def test_only_who_has_the_duty_can_take_a_turn(house: House) -> None:
    Duty.objects.filter(officer=house.officer.officer, category=house.staffed.category).delete()
    client = house.administrator.client()
    assert client.post(f"{ROSTER}turns/", turn(house)).status_code == 422
    own = turn(house, officer=house.administrator.officer.pk)
    assert client.post(f"{ROSTER}turns/", own).status_code == 422


def test_turns_and_leave_are_removed(house: House) -> None:
    client = house.head.client()
    client.post(f"{ROSTER}turns/", turn(house))
    client.post(f"{ROSTER}turns/", turn(house))
    client.post(f"{ROSTER}leaves/", {**turn(house), "substitute": house.head.officer.pk})
    found, away = RosterEntry.objects.get(), Leave.objects.get()
    client.post(f"{ROSTER}turns/{found.pk}/remove", turn(house))
    client.post(f"{ROSTER}leaves/{away.pk}/remove", turn(house))
    assert not RosterEntry.objects.exists()
    assert not Leave.objects.exists()
    assert AuditEntry.objects.filter(action=Action.ROSTER_CHANGED).count() == 4


def test_officers_read_the_roster_and_do_not_change_it(house: House) -> None:
    client = house.officer.client()
    page = client.get(ROSTER).content.decode()
    assert "이도윤" in page
    assert "turns/" not in page
    assert client.post(f"{ROSTER}turns/", turn(house)).status_code == 404
    assert client.post(f"{ROSTER}leaves/", turn(house)).status_code == 404


def test_another_institutions_roster_looks_missing(house: House) -> None:
    other = make_institution("other", officers=("정지호",))
    foreign = employ(other.officers[0], "jiho", Role.HEAD)
    entry = RosterEntry.objects.create(
        officer=foreign.officer, category=other.category, first_day=today(), last_day=today()
    )
    away = Leave.objects.create(officer=foreign.officer, first_day=today(), last_day=today())
    client = house.head.client()
    assert client.post(f"{ROSTER}turns/{entry.pk}/remove").status_code == 404
    assert client.post(f"{ROSTER}leaves/{away.pk}/remove").status_code == 404
    page = client.get(ROSTER, {"category": other.category.pk}).content.decode()
    assert "정지호" not in page
    sent = turn(house, officer=foreign.officer.pk)
    assert client.post(f"{ROSTER}turns/", sent).status_code == 422
    assert client.post(f"{ROSTER}leaves/", sent).status_code == 422


@pytest.mark.parametrize("month", ["", "x", "2026-13", "0001-01", "9999-12", "2026-02", "2099-12"])
def test_any_month_that_is_asked_for_is_answered(house: House, month: str) -> None:
    for category in ("", "x", "999999999999"):
        asked = {"month": month, "category": category, "day": month}
        assert house.head.client().get(ROSTER, asked).status_code == 200


def test_holidays_are_named(house: House) -> None:
    page = house.head.client().get(ROSTER, {"month": "2026-10"}).content.decode()
    assert "개천절" in page
