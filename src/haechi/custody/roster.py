"""Who is told of a category's new reports on a day (HL-6): the roster, leave, and who stands in.

It decides who is told, never who may open: everybody it names has the standing duty for the category
(`Duty`), and an officer's way to a report stays `haechi.inbox.access`. Days are those of Korea.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from haechi.custody.models import Duty, Leave, RosterEntry
from haechi.institutions.models import Category, Institution


@dataclass(frozen=True)
class Told:
    """`officers`: ids in the order of the roster. `by_roster`: a turn names them. `is_gap`: whoever
    should be told is away, so all others with the standing duty are, those away too if need be."""

    officers: tuple[int, ...]
    by_roster: bool = False
    is_gap: bool = False


class Roster:
    """Turns, leave and standing duties of some categories over some days, read in three queries."""

    def __init__(
        self, duties: Iterable[Duty], turns: Iterable[RosterEntry], leaves: Iterable[Leave]
    ) -> None:
        self._standing: defaultdict[int, list[int]] = defaultdict(list)
        for duty in duties:
            self._standing[duty.category_id].append(duty.officer_id)
        self._turns: defaultdict[int, list[RosterEntry]] = defaultdict(list)
        for turn in turns:
            self._turns[turn.category_id].append(turn)
        self._leaves: defaultdict[int, list[Leave]] = defaultdict(list)
        for leave in leaves:
            self._leaves[leave.officer_id].append(leave)

    def told(self, category_id: int, day: date, *, barred: Collection[int] = ()) -> Told:
        """Never the barred; empty only where nobody else has the standing duty."""
        standing = self._standing[category_id]
        named = [
            turn.officer_id
            for turn in self._turns[category_id]
            if turn.first_day <= day <= turn.last_day and turn.officer_id in standing
        ]
        if present := self._present(named, standing, day, barred):
            return Told(present, by_roster=True)
        if present := self._present(standing, standing, day, barred):
            return Told(present, is_gap=bool(named))
        return Told(tuple(o for o in standing if o not in barred), is_gap=True)

    def _present(
        self, wanted: list[int], standing: list[int], day: date, barred: Collection[int]
    ) -> tuple[int, ...]:
        """The wanted who are there, and those who stand in for the others, each once."""
        found = dict.fromkeys(
            here for each in wanted for here in self._in_place_of(each, day) if here in standing
        )
        return tuple(officer for officer in found if officer not in barred)

    def _in_place_of(self, officer_id: int, day: date) -> list[int]:
        """The officer; on leave whoever stands in and is there."""
        away = self._away(officer_id, day)
        if not away:
            return [officer_id]
        return [
            leave.substitute_id
            for leave in away
            if leave.substitute_id and not self._away(leave.substitute_id, day)
        ]

    def _away(self, officer_id: int, day: date) -> list[Leave]:
        return [each for each in self._leaves[officer_id] if each.first_day <= day <= each.last_day]


def roster_of(institution: Institution, first: date, last: date) -> Roster:
    """The roster of all categories of an institution from day to day."""
    return Roster(
        Duty.objects.filter(category__institution=institution, officer__is_active=True).order_by(
            "officer"
        ),
        RosterEntry.objects.filter(
            category__institution=institution, first_day__lte=last, last_day__gte=first
        ),
        Leave.objects.filter(
            officer__institution=institution, first_day__lte=last, last_day__gte=first
        ),
    )


def told_on(category: Category, day: date, *, barred: Collection[int] = ()) -> tuple[int, ...]:
    """Ids of the officers who are told of a report of this category that arrives on `day`."""
    duties = Duty.objects.filter(category=category, officer__is_active=True).order_by("officer")
    turns = RosterEntry.objects.filter(category=category, first_day__lte=day, last_day__gte=day)
    leaves = Leave.objects.filter(
        officer__institution_id=category.institution_id, first_day__lte=day, last_day__gte=day
    )
    return Roster(duties, turns, leaves).told(category.pk, day, barred=barred).officers
