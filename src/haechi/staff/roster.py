"""Writing the duty roster: turns and leave. Heads and administrators do, and each act is in the trail.

A turn is for an officer with the standing duty alone: it changes who is told, and lets nobody read more.
"""

from datetime import date, timedelta

from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.custody.models import Duty, Leave, Officer, RosterEntry
from haechi.institutions.models import Category
from haechi.staff.errors import BadDays, NotAllowed

LONGEST = timedelta(days=366)


@transaction.atomic
def add_turn(
    *, actor: Actor, officer: Officer, category: Category, first_day: date, last_day: date
) -> RosterEntry:
    """Put the officer on the roster of a category from day to day; the same turn again adds nothing.

    Raises:
        NotAllowed: not on duty for the category, or inactive.
        BadDays: the last day comes before the first, or more than a year after it.
    """
    _check_days(first_day, last_day)
    if not Duty.objects.filter(
        officer=officer, category=category, officer__is_active=True
    ).exists():
        raise NotAllowed
    turn, is_new = RosterEntry.objects.get_or_create(
        officer=officer, category=category, first_day=first_day, last_day=last_day
    )
    if is_new:
        _leave_row(actor, officer, "turn", first_day, last_day)
    return turn


@transaction.atomic
def remove_turn(*, actor: Actor, turn: RosterEntry) -> None:
    officer, first_day, last_day = turn.officer, turn.first_day, turn.last_day
    RosterEntry.objects.filter(pk=turn.pk).delete()
    _leave_row(actor, officer, "turn removed", first_day, last_day)


@transaction.atomic
def add_leave(
    *,
    actor: Actor,
    officer: Officer,
    first_day: date,
    last_day: date,
    substitute: Officer | None = None,
) -> Leave:
    """Days on which the officer is not told, and who is told instead.

    Raises:
        NotAllowed: the substitute is of another institution, inactive, or the officer.
        BadDays: the last day comes before the first, or more than a year after it.
    """
    _check_days(first_day, last_day)
    if substitute and (
        substitute.pk == officer.pk
        or substitute.institution_id != officer.institution_id
        or not substitute.is_active
    ):
        raise NotAllowed
    leave, _is_new = Leave.objects.update_or_create(
        officer=officer,
        first_day=first_day,
        last_day=last_day,
        defaults={"substitute": substitute},
    )
    _leave_row(actor, officer, "leave", first_day, last_day)
    return leave


@transaction.atomic
def remove_leave(*, actor: Actor, leave: Leave) -> None:
    officer, first_day, last_day = leave.officer, leave.first_day, leave.last_day
    Leave.objects.filter(pk=leave.pk).delete()
    _leave_row(actor, officer, "leave removed", first_day, last_day)


def _check_days(first_day: date, last_day: date) -> None:
    if not first_day <= last_day <= first_day + LONGEST:
        raise BadDays


def _leave_row(actor: Actor, officer: Officer, kind: str, first_day: date, last_day: date) -> None:
    record(
        actor=actor,
        action=Action.ROSTER_CHANGED,
        subject=f"officer:{officer.pk}",
        institution_id=officer.institution_id,
        detail={"kind": kind, "from": first_day.isoformat(), "to": last_day.isoformat()},
    )
