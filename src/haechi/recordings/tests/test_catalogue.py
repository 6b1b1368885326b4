"""Who sees which rows, in which order, and how a number is found (RC-5, RC-11)."""

from datetime import timedelta

import pytest

from haechi.common.clock import now, today
from haechi.institutions.models import Department
from haechi.recordings.access import call_for, may_see_any
from haechi.recordings.errors import NoSuchCall
from haechi.recordings.intake import take_in
from haechi.recordings.lines import LineEntry, add_line
from haechi.recordings.numbers import normalise
from haechi.recordings.selectors import Page, page_of, read_place
from haechi.recordings.types import CallOutcome, Filters, LineMode
from haechi.telephony.types import Mode, Outcome, PhoneNumber
from haechi.testing import at_work, make_institution


@pytest.fixture
def rows(hall):
    """Twelve calls, one each minute, of two departments; the newest last."""
    other = Department.objects.create(
        institution=hall.institution, name_ko="교통과", name_en="Traffic"
    )
    line = add_line(actor=hall.keeper, entry=LineEntry("120-5678", other, LineMode.NONE))
    begun = now().timestamp() - 3600
    for number in range(12):
        given = (
            {"line": line.pk, "department": other.pk, "official": None} if number % 3 == 0 else {}
        )
        hall.leave(
            hall.record(
                begun_at=begun + 60 * number,
                caller=PhoneNumber(f"0101234567{number % 5}"),
                outcome=Outcome.BUSY if number % 4 == 0 else Outcome.TALKED,
                **given,
            )
        )
    assert take_in() == 12
    return other


def times(page: Page) -> list[float]:
    return [row.call.begun_at.timestamp() for row in page.rows]


def test_pages_follow_each_other_newest_first_and_leave_nothing_out(hall, rows):
    seen, place = [], None
    while True:
        page = page_of(hall.keeper, Filters(), place, size=5)
        seen += [row.call.pk for row in page.rows]
        assert times(page) == sorted(times(page), reverse=True)
        if page.following is None:
            break
        place = read_place(str(page.following))
    assert len(seen) == len(set(seen)) == 12


def test_calls_of_one_moment_are_not_lost_between_pages(hall):
    begun = now().timestamp()
    for _ in range(5):
        hall.leave(hall.record(begun_at=begun))
    take_in()
    first = page_of(hall.keeper, Filters(), size=2)
    second = page_of(hall.keeper, Filters(), first.following, size=2)
    third = page_of(hall.keeper, Filters(), second.following, size=2)
    pages = (first, second, third)
    assert len({row.call.pk for page in pages for row in page.rows}) == 5


@pytest.mark.parametrize(
    ("who", "count"),
    [
        ("chief", 12),
        ("keeper", 12),
        ("custodian", 12),
        ("approver", 12),
        ("head", 8),
        ("user", 8),
        ("stranger", 0),
        ("admin", 0),
    ],
)
def test_everybody_sees_the_rows_that_are_theirs_and_no_other(hall, rows, who, count):
    actor = hall.people[who]
    found = page_of(actor, Filters(), size=50).rows
    assert len(found) == count
    assert may_see_any(actor) == bool(count)
    for row in page_of(hall.keeper, Filters(), size=50).rows:
        if row.call.pk in {each.call.pk for each in found}:
            assert call_for(actor, row.call.pk) == row.call
        else:
            with pytest.raises(NoSuchCall):
                call_for(actor, row.call.pk)


def test_another_institution_sees_none_of_it(hall, rows):
    away = make_institution("garam", name_ko="가람구청", officers=("남",)).officers[0]
    assert page_of(at_work(away), Filters()).rows == []
    with pytest.raises(NoSuchCall):
        call_for(at_work(away), page_of(hall.keeper, Filters()).rows[0].call.pk)


@pytest.mark.parametrize("pk", ["", "x", "999999999", "-1"])
def test_what_is_no_call_looks_like_one_that_is_not_hers(hall, pk):
    with pytest.raises(NoSuchCall):
        call_for(hall.keeper, pk)


def test_a_whole_number_finds_the_calls_of_either_party_and_half_a_number_none(hall, rows):
    def found(typed: str) -> int:
        return len(page_of(hall.keeper, Filters(number=normalise(typed))).rows)

    assert found("010-1234-5671") == 3
    assert found("02-120-1234") == 12
    assert found("010-1234-567") == 0


def test_filters_narrow_and_together_narrow_more(hall, rows):
    def found(**given) -> int:
        return len(page_of(hall.keeper, Filters(**given)).rows)

    assert found(outcome=CallOutcome.BUSY) == 3
    assert found(department=rows.pk) == 4
    assert found(department=rows.pk, outcome=CallOutcome.BUSY) == 1
    assert found(line=hall.line.pk) == 8
    assert found(first=today() + timedelta(days=1)) == 0
    assert found(last=today() - timedelta(days=2)) == 0
    assert found(first=today() - timedelta(days=1), last=today()) == 12


def test_a_head_asking_for_another_department_finds_nothing(hall, rows):
    assert page_of(hall.head, Filters(department=rows.pk)).rows == []


def test_a_session_told_twice_stands_once(hall):
    for _ in range(2):
        hall.leave(hall.record(mode=Mode.SIPREC, session="s1", notices=()))
    take_in()
    (row,) = page_of(hall.keeper, Filters()).rows
    assert row.call.linked.count() == 1


@pytest.mark.parametrize("text", ["", "abc", "1-", "-1", "9" * 30 + "-1", "1-2-3"])
def test_a_place_that_is_none_begins_at_the_beginning(text):
    assert read_place(text) is None


def test_a_number_moved_to_another_row_does_not_open(hall, rows):
    one, two = (row.call for row in page_of(hall.keeper, Filters()).rows[:2])
    type(one).objects.filter(pk=one.pk).update(caller=bytes(two.caller))
    shown = {row.call.pk: row.caller for row in page_of(hall.keeper, Filters()).rows}
    assert shown[one.pk] == ""
    assert shown[two.pk]
