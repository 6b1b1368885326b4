"""A month is signed once every finding has an answer, by somebody who may, and for good (ALL-2)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from haechi.access_control import month as months
from haechi.access_control.errors import FindingsChanged, NotSignable, OwnReview
from haechi.access_control.ledger import note_right
from haechi.access_control.models import FindingMark, Review
from haechi.access_control.month import finished_months, read_month
from haechi.access_control.review import mark_findings, open_months, overdue_months, sign
from haechi.access_control.types import Change, Outcome, Unusual
from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry, AuditHead
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.custody.models import Officer
from haechi.institutions.models import Institution
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
NIGHT = datetime(2026, 10, 13, 14, 30, tzinfo=UTC)  # 23:30 in Korea
DAY = datetime(2026, 10, 13, 2, 0, tzinfo=UTC)
REVIEW = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def hanbit(staffed: StaffedInstitution) -> Institution:
    return staffed.institution


@pytest.fixture
def people(staffed: StaffedInstitution) -> tuple[Actor, Actor]:
    one, two = (
        Actor(officer.officer_id, name, "192.0.2.7", staffed.institution.pk)
        for officer, name in zip(staffed.officers, ("kim", "lee"), strict=True)
    )
    return one, two


def act(actor: Actor, at: datetime, action: Action = Action.REPORT_OPENED) -> None:
    with time_machine.travel(at, tick=False):
        record(actor=actor, action=action, subject="report:1")


def both(people: tuple[Actor, Actor]) -> frozenset[int]:
    return frozenset(actor.officer_id for actor in people if actor.officer_id is not None)


Marks = dict[str, tuple[Outcome, str]]
FINE = (Outcome.FINE, "당직이었음")


def answer(
    actor: Actor, hanbit: Institution, reviewers: frozenset[int], marks: Marks | None = None
) -> int:
    read = read_month(hanbit, OCTOBER)
    marks = marks or {finding.key: FINE for finding in read.findings}
    return mark_findings(
        actor=actor, institution=hanbit, read=read, reviewers=reviewers, marks=marks
    )


def test_a_month_is_signed_with_its_findings_and_the_trails_end(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    head, officer = people
    act(officer, NIGHT)
    act(officer, DAY + timedelta(days=1))
    with time_machine.travel(REVIEW, tick=False):
        end = AuditHead.objects.get()
        assert answer(head, hanbit, both(people)) == 1
        review = sign(actor=head, institution=hanbit, month=OCTOBER, reviewers=both(people))
    assert (review.rows, review.officer_name, review.is_sole) == (2, "kim", False)
    assert (review.trail_sequence, bytes(review.trail_mac)) == (end.sequence, bytes(end.mac))
    (kept,) = review.findings
    assert (kept["rule"], kept["outcome"], kept["remark"], kept["sequences"]) == (
        Unusual.NIGHT, Outcome.FINE, "당직이었음", [1],
    )  # fmt: skip
    assert not FindingMark.objects.exists()
    row = AuditEntry.objects.order_by("-sequence")[0]
    assert (row.action, row.detail["findings"]) == (Action.REVIEW_SIGNED, 1)


def test_it_is_not_signed_while_a_finding_has_no_answer(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    act(people[1], NIGHT)
    with time_machine.travel(REVIEW), pytest.raises(NotSignable):
        sign(actor=people[0], institution=hanbit, month=OCTOBER, reviewers=both(people))
    assert not Review.objects.exists()


def test_it_is_signed_once(hanbit: Institution, people: tuple[Actor, Actor]) -> None:
    act(people[1], DAY)
    with time_machine.travel(REVIEW):
        sign(actor=people[0], institution=hanbit, month=OCTOBER, reviewers=both(people))
        with pytest.raises(NotSignable):
            sign(actor=people[0], institution=hanbit, month=OCTOBER, reviewers=both(people))
        with pytest.raises(NotSignable):
            answer(people[0], hanbit, both(people), {})
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            institution_id=hanbit.pk, month=OCTOBER, signed_at=REVIEW, officer_id=1,
            officer_name="x", is_sole=True, trail_sequence=1, trail_mac=b"", rows=0,
        )  # fmt: skip


def test_a_month_that_is_not_over_is_not_signed(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    act(people[1], DAY)
    with time_machine.travel(datetime(2026, 10, 31, 14, 59, tzinfo=UTC)):  # 23:59 in Korea
        with pytest.raises(NotSignable):
            sign(actor=people[0], institution=hanbit, month=OCTOBER, reviewers=both(people))
        assert open_months(hanbit) == []
    with time_machine.travel(datetime(2026, 10, 31, 15, 1, tzinfo=UTC)):
        assert open_months(hanbit) == [OCTOBER]


def test_a_finding_about_the_reviewer_needs_another_reviewer(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    head, other = people
    act(head, NIGHT)
    act(other, DAY)
    with time_machine.travel(REVIEW):
        with pytest.raises(OwnReview):
            answer(head, hanbit, both(people))
        answer(other, hanbit, both(people))
        review = sign(actor=head, institution=hanbit, month=OCTOBER, reviewers=both(people))
    assert review.findings[0]["by"] == "lee"


def test_nobody_signs_a_month_of_his_own_acts_while_another_could(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    head, other = people
    act(head, DAY)
    with time_machine.travel(REVIEW):
        with pytest.raises(OwnReview):
            sign(actor=head, institution=hanbit, month=OCTOBER, reviewers=both(people))
        sign(actor=other, institution=hanbit, month=OCTOBER, reviewers=both(people))


def test_the_only_reviewer_may_and_the_review_says_so(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    head, _other = people
    act(head, NIGHT)
    alone = frozenset({head.officer_id or 0})
    with time_machine.travel(REVIEW):
        answer(head, hanbit, alone)
        assert sign(actor=head, institution=hanbit, month=OCTOBER, reviewers=alone).is_sole


def test_an_answer_to_no_finding_is_refused(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    act(people[1], DAY)
    with time_machine.travel(REVIEW), pytest.raises(FindingsChanged):
        answer(people[0], hanbit, both(people), {"night:99:": FINE})


def test_a_changed_row_is_on_top(hanbit: Institution, people: tuple[Actor, Actor]) -> None:
    act(people[1], NIGHT)
    AuditEntry.objects.update(place="192.0.2.99")
    read = read_month(hanbit, OCTOBER)
    assert [finding.rule for finding in read.findings] == [Unusual.TRAIL, Unusual.NIGHT]
    assert not read.verdict.holds


def test_what_the_ledger_ended_and_began_again_is_no_access_between(
    staffed: StaffedInstitution, people: tuple[Actor, Actor]
) -> None:
    officer = Officer.objects.get(pk=people[1].officer_id or 0)
    for days, change in ((0, Change.SUSPENDED), (2, Change.REINSTATED)):
        with time_machine.travel(DAY + timedelta(days=days)):
            note_right(actor=people[0], officer=officer, change=change)
    for days in (1, 3):
        act(people[1], DAY + timedelta(days=days))
    found = read_month(staffed.institution, OCTOBER).findings
    assert [(each.rule, each.sequences) for each in found] == [(Unusual.AFTER_END, (1,))]


def test_past_months_make_what_is_usual(hanbit: Institution, people: tuple[Actor, Actor]) -> None:
    for back in (31, 62):
        for _each in range(2):
            act(people[1], DAY - timedelta(days=back))
    for minutes in range(0, 31 * 5, 5):
        act(people[1], DAY + timedelta(minutes=minutes))
    (finding,) = read_month(hanbit, OCTOBER).findings
    assert (finding.rule, finding.values["usual"]) == (Unusual.MANY_OPENINGS, "2")


def test_rows_of_other_institutions_count_nowhere(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    stranger = Actor(99, "x", "192.0.2.7", make_institution("other", officers=()).institution.pk)
    act(stranger, NIGHT)
    read = read_month(hanbit, OCTOBER)
    assert (read.rows, read.findings, read.by_hour) == (0, (), {})


def test_hours_and_days_are_koreas(hanbit: Institution, people: tuple[Actor, Actor]) -> None:
    act(people[1], datetime(2026, 9, 30, 15, 30, tzinfo=UTC))  # Thursday 1 October, 00:30
    read = read_month(hanbit, OCTOBER)
    assert read.by_hour == {(3, 0): 1}
    assert read.officers[0].night == 1


def test_every_finished_month_since_the_first_row_is_due_and_overdue_after_the_fifteenth(
    hanbit: Institution, people: tuple[Actor, Actor]
) -> None:
    act(people[1], DAY - timedelta(days=31))
    with time_machine.travel(datetime(2026, 11, 15, 3, 0, tzinfo=UTC)):
        assert finished_months(hanbit) == [OCTOBER, date(2026, 9, 1)]
        assert overdue_months(hanbit) == [date(2026, 9, 1)]
    with time_machine.travel(datetime(2026, 11, 16, 3, 0, tzinfo=UTC)):
        assert overdue_months(hanbit) == [OCTOBER, date(2026, 9, 1)]


def test_a_month_takes_few_queries_however_many_rows(
    hanbit: Institution, people: tuple[Actor, Actor], django_assert_max_num_queries
) -> None:
    for minutes in range(0, 200, 2):
        act(people[1], DAY + timedelta(minutes=minutes))
    with django_assert_max_num_queries(12):
        read_month(hanbit, OCTOBER)


def test_months_count_back_over_the_new_year() -> None:
    assert months.months_back(date(2026, 2, 1), 6) == date(2025, 8, 1)
    assert months.next_month(date(2025, 12, 1)) == date(2026, 1, 1)
