"""What a trainer does. Each act is one transaction and one row in the trail.

Never imported by the reporter's site (the import contract of its zone).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import today
from haechi.crypto.errors import CannotOpen
from haechi.custody.errors import NoSeat
from haechi.custody.selectors import open_epoch
from haechi.institutions.models import Department
from haechi.live.services import announce
from haechi.practice.errors import NoSuchSession
from haechi.practice.models import PracticeDepartment, PracticeKey, PracticeName, PracticeSession
from haechi.practice.sealing import open_name
from haechi.practice.selectors import attendance_of, practice_topic, sessions_of
from haechi.staff.errors import NotAllowed
from haechi.staff.types import OfficerAtWork, Role

_CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 6
TRAINERS = (Role.HEAD, Role.OFFICER)


@dataclass(frozen=True)
class Plan:
    """What a trainer sets. `headcounts`: the departments that take part, None where not known."""

    title: str
    first_day: date
    last_day: date
    kept_days: int
    headcounts: Mapping[Department, int | None]


@transaction.atomic
def open_session(*, actor: OfficerAtWork, plan: Plan) -> PracticeSession:
    """Open a practice session for the actor's institution.

    Raises:
        NotAllowed: an administrator of settings, or another institution's department.
    """
    institution = actor.officer.institution
    foreign = any(row.institution_id != institution.pk for row in plan.headcounts)
    if actor.role not in TRAINERS or foreign:
        raise NotAllowed
    session = PracticeSession.objects.create(
        institution=institution,
        code="".join(secrets.choice(_CODE_SIGNS) for _ in range(_CODE_LENGTH)),
        title=plan.title,
        first_day=plan.first_day,
        last_day=plan.last_day,
        kept_days=plan.kept_days,
        destroyed_after=plan.last_day + timedelta(days=plan.kept_days),
    )
    PracticeKey.objects.create(session=session, key=secrets.token_bytes(32))
    PracticeDepartment.objects.bulk_create(
        PracticeDepartment(
            session=session,
            department=department,
            name_ko=department.name_ko,
            name_en=department.name_en,
            headcount=headcount,
            order=order,
        )
        for order, (department, headcount) in enumerate(plan.headcounts.items())
    )
    _leave_row(actor, session, Action.PRACTICE_OPENED, departments=len(plan.headcounts))
    return session


@transaction.atomic
def end_session(*, actor: OfficerAtWork, session: PracticeSession) -> None:
    """Close it for good: the worker destroys it at its next round.

    Raises:
        NotAllowed: see `session_for`.
    """
    _check(actor, session)
    changed = PracticeSession.objects.filter(pk=session.pk, is_ended=False).update(is_ended=True)
    if changed:
        announce(practice_topic(session.pk))
        _leave_row(actor, session, Action.PRACTICE_ENDED)


def session_for(actor: OfficerAtWork, session_id: int) -> PracticeSession:
    """Raises NoSuchSession: missing, ended, or another institution's."""
    found = sessions_of(actor.officer.institution).filter(pk=session_id).first()
    if found is None or actor.role not in TRAINERS:
        raise NoSuchSession
    return found


Rows = list[list[str | int]]


@transaction.atomic
def export_attendance(*, actor: OfficerAtWork, session: PracticeSession, reason: str) -> Rows:
    """Department, headcount, reports, given names: a line a department, without a header.

    Raises:
        NotAllowed: not a trainer of the institution.
    """
    _check(actor, session)
    names = _given_names(actor, session)
    rows: Rows = []
    for line in attendance_of(session):
        given = sorted(names.get(line.department.pk if line.department else None, []))
        head = "" if line.headcount is None else line.headcount
        rows.append([line.name, head, line.taken, ", ".join(given)])
    count = sum(map(len, names.values()))
    _leave_row(actor, session, Action.PRACTICE_EXPORTED, reason=reason, names=count)
    return rows


def _given_names(actor: OfficerAtWork, session: PracticeSession) -> dict[int | None, list[str]]:
    """By department. A name sealed before the actor sat at the desk stays closed to her."""
    found: dict[int | None, list[str]] = {}
    erasure = PracticeKey.objects.filter(session=session).first()
    for row in PracticeName.objects.filter(session=session) if erasure else ():
        try:
            if row.epoch_id not in actor.epochs:
                actor.epochs[row.epoch_id] = open_epoch(actor.unlocked, row.epoch_id)
            name = open_name(row, actor.epochs[row.epoch_id], erasure.key if erasure else b"")
        except (NoSeat, CannotOpen):
            continue
        found.setdefault(row.department_id, []).append(name)
    return found


def _check(actor: OfficerAtWork, session: PracticeSession) -> None:
    if actor.role not in TRAINERS or session.institution_id != actor.officer.institution_id:
        raise NotAllowed


def _leave_row(
    actor: OfficerAtWork, session: PracticeSession, action: Action, **detail: str | int | bool
) -> None:
    record(
        actor=actor.trail,
        action=action,
        subject=f"practice:{session.pk}",
        institution_id=session.institution_id,
        detail={"day": today().isoformat(), **detail},
    )
