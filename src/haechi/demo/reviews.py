"""A past for the trail of 한빛구청: two months reviewed and signed, the last one open with findings."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from haechi.access_control.models import FindingMark
from haechi.access_control.month import month_of, months_back, next_month, read_month
from haechi.access_control.review import build_review, mark_findings
from haechi.access_control.types import Outcome
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.clock import SEOUL, today
from haechi.demo.people import Cast
from haechi.institutions.models import Institution
from haechi.staff.types import OfficerAtWork
from haechi.statutes.calendar import HolidayCalendar

OFFICE, AWAY = "203.0.113.24", "198.51.100.61"
_CALENDAR = HolidayCalendar()
_ANSWERS = (
    (Outcome.FINE, "당직일에 접수된 신고를 확인한 것으로 당직 명령과 일치함"),
    (Outcome.FOLLOW_UP, "본인에게 경위를 확인하고 다음 점검 때 다시 볼 것"),
)

_Act = tuple[datetime, Actor, Action]


def play_reviews(cast: Cast, institution: Institution) -> None:
    """Three months of accesses, the older two signed by the head of audit."""
    head = cast.head_of(institution)
    last = months_back(month_of(today()), 1)
    months = [months_back(last, 2), months_back(last, 1), last]
    for month in months:
        acts = [*_everyday(cast, month), *(_unusual(cast, month, busy=month == last))]
        for at, actor, action in sorted(acts, key=lambda act: act[0]):
            seen = actor.name.split()[0]
            subject = (
                f"account:{seen}" if action.startswith("session") else f"report:{uuid.uuid4()}"
            )
            record(actor=actor, action=action, subject=subject, at=at)
    for month in months[:2]:
        _sign(head, institution, month)


def _everyday(cast: Cast, month: date) -> Iterator[_Act]:
    """Sign-ins and openings in office hours."""
    for number, user in enumerate(("hankyeol", "doyun", "seoyeon")):
        actor = _from(cast.officers[user], OFFICE)
        for day in _working_days(month)[number :: 2 + number]:
            yield _at(day, 9, 4 + number), actor, Action.SIGN_IN
            for hour in (10, 14, 16)[: 1 + day.day % 3]:
                yield _at(day, hour, 11 * number + day.day), actor, Action.REPORT_OPENED
                yield _at(day, hour, 58), actor, Action.NOTE_ADDED


def _unusual(cast: Cast, month: date, *, busy: bool) -> Iterator[_Act]:
    doyun, seoyeon = (cast.officers[user] for user in ("doyun", "seoyeon"))
    days = _working_days(month)
    yield _at(days[6], 23, 12), _from(doyun, OFFICE), Action.REPORT_OPENED
    if not busy:
        return
    for minute in range(0, 46, 2):
        yield _at(days[9], 17, minute), _from(doyun, OFFICE), Action.REPORT_OPENED
    for minute in range(6):
        yield _at(days[12], 8, 20 + minute), _from(seoyeon, OFFICE), Action.SIGN_IN_FAILED
    saturday = next(day for day in _days(month) if day.weekday() == 5)
    yield _at(saturday, 11, 5), _from(seoyeon, AWAY), Action.SIGN_IN
    yield _at(saturday, 11, 9), _from(seoyeon, AWAY), Action.ATTACHMENT_SAVED


def _sign(head: OfficerAtWork, institution: Institution, month: date) -> None:
    alone = frozenset({head.officer.pk})
    read = read_month(institution, month)
    marks = {finding.key: _ANSWERS[number % 2] for number, finding in enumerate(read.findings)}
    actor = head.trail
    mark_findings(actor=actor, institution=institution, read=read, reviewers=alone, marks=marks)
    review = build_review(actor=actor, institution=institution, month=month, reviewers=alone)
    review.signed_at = _at(next_month(month).replace(day=4), 15, 40)
    review.remark = "전월과 견주어 특이한 접속 없음"
    review.save(force_insert=True)
    FindingMark.objects.filter(institution_id=institution.pk, month=month).delete()


def _from(officer: OfficerAtWork, place: str) -> Actor:
    return replace(officer.trail, place=place)


def _days(month: date) -> list[date]:
    count = (next_month(month) - month).days
    return [month + timedelta(days=number) for number in range(count)]


def _working_days(month: date) -> list[date]:
    return [day for day in _days(month) if _CALENDAR.is_working_day(day)]


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), SEOUL)
