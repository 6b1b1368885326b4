"""Sentences for the reasons of a due day, in Korean and English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, Literal

from haechi.statutes.calendar import SATURDAY, SUNDAY, DayOff
from haechi.statutes.periods import DueDay, Reason, ReasonCode

Language = Literal["ko", "en"]

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def explain(due: DueDay, language: Language) -> str:
    """Why the due day is not simply the last day counted: "12월 20일이 일요일이라 21일".

    "" if nothing moved it.
    """
    moved = [reason for reason in due.reasons if reason.code is ReasonCode.MOVED]
    if not moved:
        return ""
    return _moved_ko(due.start, moved) if language == "ko" else _moved_en(due.start, moved)


def explain_steps(due: DueDay, language: Language) -> tuple[str, ...]:
    """Every step of the count as a sentence; articles are cited in Korean in both languages."""
    table = _STEPS_KO if language == "ko" else _STEPS_EN
    lines = [
        table[reason.code](reason) + (f" ({reason.article})" if reason.article else "")
        for reason in due.reasons
        if reason.code in table
    ]
    short = explain(due, language)
    return (*lines, f"{short} (민법 제161조)") if short else tuple(lines)


def _moved_ko(start: date, moved: list[Reason]) -> str:
    clauses: list[str] = []
    before, name = start, ""
    for first, last, why in _runs(moved):
        clause = _day_ko(first, before, with_month=not clauses)
        clause += "이" if first == last else f"부터 {_day_ko(last, first)}까지"
        clauses.append(f"{clause} {why.ko}")
        before, name = last, why.ko
    return f"{', '.join(clauses)}{_copula(name)} {_day_ko(moved[-1].to_day, before)}"


def _moved_en(start: date, moved: list[Reason]) -> str:
    clauses = []
    for first, last, why in _runs(moved):
        until = "" if first == last else f" to {_day_en(last, start)}"
        clauses.append(f"{_day_en(first, start)}{until} is {_article_en(why)}")
    return f"{', '.join(clauses)}, so {_day_en(moved[-1].to_day, start)}"


def _runs(moved: list[Reason]) -> list[tuple[date, date, DayOff]]:
    """Neighbouring days of one name together: (first, last, name)."""
    runs: list[tuple[date, date, DayOff]] = []
    for reason in moved:
        why = reason.why or SUNDAY
        if runs and runs[-1][2] == why:
            runs[-1] = (runs[-1][0], reason.from_day, why)
        else:
            runs.append((reason.from_day, reason.from_day, why))
    return runs


def _article_en(name: DayOff) -> str:
    return f"a {name.en}" if name in {SATURDAY, SUNDAY} else name.en


def _day_ko(day: date, before: date, *, with_month: bool = False) -> str:
    if day.year != before.year:
        return _full_ko(day)
    same = day.month == before.month and not with_month
    return f"{day.day}일" if same else f"{day.month}월 {day.day}일"


def _full_ko(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


def _day_en(day: date, before: date) -> str:
    year = "" if day.year == before.year else f" {day.year}"
    return f"{day.day} {_MONTHS[day.month - 1]}{year}"


def _full_en(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _copula(name: str) -> str:
    """이라 after a final consonant, 라 after a vowel, (이)라 after what is not Hangul."""
    index = ord(name[-1]) - 0xAC00 if name else -1
    if not 0 <= index < 11172:
        return "(이)라"
    return "이라" if index % 28 else "라"


_Step = Callable[[Reason], str]

_STEPS_KO: Final[dict[ReasonCode, _Step]] = {
    ReasonCode.FIRST_DAY_LEFT_OUT: lambda r: f"첫날을 빼고 {_full_ko(r.to_day)}부터 셉니다",
    ReasonCode.FIRST_DAY_COUNTED: lambda r: f"첫날을 넣어 {_full_ko(r.from_day)}부터 셉니다",
    ReasonCode.WORKING_HOURS: lambda r: f"접수한 때부터 근무시간 {r.days}시간입니다",
    ReasonCode.DAYS_OFF_LEFT_OUT: lambda r: f"토요일과 공휴일 {r.days}일은 세지 않습니다",
    ReasonCode.MONTH_END: lambda r: (
        f"그 달에 {r.from_day.day}일이 없어 말일인 {_full_ko(r.to_day)}까지입니다"
    ),
    ReasonCode.STOPPED: lambda r: f"보완에 걸린 {r.days}일은 세지 않습니다",
    ReasonCode.EXTENDED: lambda r: f"{r.days}일 연장했습니다",
}
_STEPS_EN: Final[dict[ReasonCode, _Step]] = {
    ReasonCode.FIRST_DAY_LEFT_OUT: lambda r: (
        f"The first day does not count: counted from {_full_en(r.to_day)}"
    ),
    ReasonCode.FIRST_DAY_COUNTED: lambda r: (
        f"The first day counts: counted from {_full_en(r.from_day)}"
    ),
    ReasonCode.WORKING_HOURS: lambda r: f"{r.days} working hours from the moment of receipt",
    ReasonCode.DAYS_OFF_LEFT_OUT: lambda r: f"{r.days} Saturdays and public holidays do not count",
    ReasonCode.MONTH_END: lambda r: (
        f"The month has no day {r.from_day.day}: until its last day, {_full_en(r.to_day)}"
    ),
    ReasonCode.STOPPED: lambda r: f"{r.days} days of waiting for a supplement do not count",
    ReasonCode.EXTENDED: lambda r: f"Extended by {r.days} days",
}
