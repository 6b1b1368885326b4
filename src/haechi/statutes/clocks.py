"""A statutory period that runs, stops, runs on and is extended.

A stop (보완 요구) covers the day the request went out and the day the supplement came in:
「행정절차법 시행령」 제11조제1호, the rule for periods of administrative dispositions.
An extension is added to the days of the period before 「민법」 제161조 moves its end: the
stricter of the two readings, so that a day shown here is never too late.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from haechi.statutes.calendar import HolidayCalendar
from haechi.statutes.periods import Changes, CountingRule, DueDay, Period, Unit, due_day


class EventKind(StrEnum):
    STARTED = "started"
    STOPPED = "stopped"
    RESUMED = "resumed"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True)
class Event:
    """`days`: only for an extension, in days of the period's own kind."""

    kind: EventKind
    day: date
    days: int = 0


@dataclass(frozen=True, slots=True)
class ClockRule:
    """`extension`: the most days one extension may add, 0 if the law allows none."""

    period: Period
    extension: int = 0
    article: str = ""

    def counted_by(self, rule: CountingRule) -> ClockRule:
        """The same period under another way of counting (an institution's setting)."""
        return replace(self, period=replace(self.period, rule=rule))


DISCLOSURE: Final = ClockRule(Period(30), extension=15, article="운영지침 제19조제8항")
"""PI-13: 30 days from receipt or referral, extended once by at most 15."""


class ClockProblem(StrEnum):
    OUT_OF_ORDER = "an event before the last one"
    NOT_RUNNING = "the clock is not running"
    NOT_STOPPED = "the clock is not stopped"
    EXTENDED_ALREADY = "only one extension is allowed"
    TOO_LONG = "the extension is longer than the rule allows"
    TOO_LATE = "the period has ended already"


class ClockError(ValueError):
    def __init__(self, problem: ClockProblem) -> None:
        self.problem = problem
        super().__init__(problem.value)


@dataclass(frozen=True, slots=True)
class Status:
    """`days_left`: calendar days from today to `due.day`, negative once it has passed. While
    `stopped`, `due` is where the period would end if it ran on from tomorrow."""

    due: DueDay
    days_left: int
    stopped: bool
    extended_by: int

    @property
    def overdue(self) -> bool:
        return self.days_left < 0


@dataclass(frozen=True, slots=True)
class Clock:
    """Immutable: every event gives a new clock. `events` in order of time, the start first."""

    rule: ClockRule
    calendar: HolidayCalendar
    events: tuple[Event, ...]

    @classmethod
    def start(cls, rule: ClockRule, calendar: HolidayCalendar, day: date) -> Clock:
        """`ValueError` for a period in hours: a clock keeps days."""
        if rule.period.unit is Unit.HOURS:
            raise ValueError("a clock keeps days, not hours")
        return cls(rule, calendar, (Event(EventKind.STARTED, day),))

    @classmethod
    def replay(cls, rule: ClockRule, calendar: HolidayCalendar, events: tuple[Event, ...]) -> Clock:
        """From stored events, checked again. Raises `ClockError`."""
        if not events or events[0].kind is not EventKind.STARTED:
            raise ClockError(ClockProblem.NOT_RUNNING)
        clock = cls.start(rule, calendar, events[0].day)
        for event in events[1:]:
            clock = clock.with_event(event)
        return clock

    def with_event(self, event: Event) -> Clock:
        """Raises `ClockError` for an event the rule or the order does not allow."""
        if event.kind is EventKind.STOPPED:
            return self.stop(event.day)
        if event.kind is EventKind.RESUMED:
            return self.resume(event.day)
        if event.kind is EventKind.EXTENDED:
            return self.extend(event.day, event.days)
        raise ClockError(ClockProblem.OUT_OF_ORDER)

    def stop(self, day: date) -> Clock:
        """The request for a supplement went out on `day`."""
        if self.is_stopped:
            raise ClockError(ClockProblem.NOT_RUNNING)
        self._check_not_ended(day)
        return self._with(Event(EventKind.STOPPED, day))

    def resume(self, day: date) -> Clock:
        """The supplement came in on `day`, or its time ran out."""
        if not self.is_stopped:
            raise ClockError(ClockProblem.NOT_STOPPED)
        return self._with(Event(EventKind.RESUMED, day))

    def extend(self, day: date, days: int) -> Clock:
        """Decided on `day`, before the period ended."""
        if self.extended_by:
            raise ClockError(ClockProblem.EXTENDED_ALREADY)
        if not 1 <= days <= self.rule.extension:
            raise ClockError(ClockProblem.TOO_LONG)
        self._check_not_ended(day)
        return self._with(Event(EventKind.EXTENDED, day, days))

    @property
    def is_stopped(self) -> bool:
        turns = [e for e in self.events if e.kind in {EventKind.STOPPED, EventKind.RESUMED}]
        return bool(turns) and turns[-1].kind is EventKind.STOPPED

    @property
    def extended_by(self) -> int:
        return sum(event.days for event in self.events)

    def status(self, today: date) -> Status:
        """Raises `OutOfCalendar` beyond 2100."""
        due = self._due(today)
        return Status(due, (due.day - today).days, self.is_stopped, self.extended_by)

    def _due(self, today: date) -> DueDay:
        changes = Changes(self._stops(today), self.extended_by)
        return due_day(self.events[0].day, self.rule.period, self.calendar, changes=changes)

    def _stops(self, today: date) -> tuple[tuple[date, date], ...]:
        begins = [e.day for e in self.events if e.kind is EventKind.STOPPED]
        ends = [e.day for e in self.events if e.kind is EventKind.RESUMED]
        if len(begins) > len(ends):
            ends.append(max(today, begins[-1]))
        return tuple(zip(begins, ends, strict=True))

    def _check_not_ended(self, day: date) -> None:
        if day > self._due(day).day:
            raise ClockError(ClockProblem.TOO_LATE)

    def _with(self, event: Event) -> Clock:
        if event.day < self.events[-1].day:
            raise ClockError(ClockProblem.OUT_OF_ORDER)
        return replace(self, events=(*self.events, event))
