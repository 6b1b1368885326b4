"""Clocks watched by the worker: counted again, warned of 7, 3 and 1 days before, overdue told once."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from haechi.cases.clocks import recount
from haechi.cases.models import Case, CaseClock, CaseExclusion
from haechi.cases.types import ClockKind, ClockState
from haechi.common.clock import today
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import Officer
from haechi.custody.selectors import current_epoch, members
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.staff.types import Role

WARN_BEFORE = (7, 3, 1)
_WATCHED = (ClockKind.HANDLING, ClockKind.COMMISSION, ClockKind.SUPPLEMENT)
"""What the centre keeps or waits for; the reporter's own periods are hers to keep."""


def watch() -> int:
    """Recount every open clock, then warn; return how many warnings were queued. Run it every hour or so."""
    told = 0
    for institution in Institution.objects.order_by("pk"):
        recount(institution)
        told += _warn(institution)
    return told


def _warn(institution: Institution) -> int:
    day = today()
    rows = CaseClock.objects.filter(
        case__institution=institution,
        kind__in=_WATCHED,
        state=ClockState.RUNNING,
        due_on__lte=day + timedelta(days=WARN_BEFORE[0]),
    ).select_related("case")
    return sum(_warn_of(row, day) for row in rows)


def level(due: date, day: date) -> int | None:
    """7, 3, 1, or 0 for overdue; None while there is time."""
    left = (due - day).days
    if left < 0:
        return 0
    reached = [before for before in WARN_BEFORE if left <= before]
    return min(reached) if reached else None


@transaction.atomic
def _warn_of(row: CaseClock, day: date) -> bool:
    reached = level(row.due_on, day)
    locked = CaseClock.objects.select_for_update().get(pk=row.pk)
    if reached is None or (locked.warned is not None and locked.warned <= reached):
        return False
    CaseClock.objects.filter(pk=row.pk).update(warned=reached)
    case = row.case
    enqueue(
        institution_id=case.institution_id,
        officer_ids=told_of(case),
        notice=Notice.CASE_DUE if reached else Notice.CASE_OVERDUE,
        subject=f"case:{case.pk}",
        values={"institution": case.institution.name_ko, "number": case.display_number},
    )
    return True


def told_of(case: Case) -> list[int]:
    """Its handlers and the heads at the centre's desk; every member where nobody handles it."""
    barred = set(CaseExclusion.objects.filter(case=case).values_list("officer_id", flat=True))
    handlers = Officer.objects.filter(
        handled_cases__case=case, handled_cases__until__isnull=True, is_active=True
    )
    seated = _seated(case.institution)
    heads = [officer.pk for officer in seated if _is_head(officer)]
    own = [officer.pk for officer in handlers] or [officer.pk for officer in seated]
    return [pk for pk in dict.fromkeys([*own, *heads]) if pk not in barred]


def _seated(institution: Institution) -> Iterable[Officer]:
    try:
        epoch = current_epoch(institution, DeskFunction.CASES)
    except DeskEmpty:
        return []
    return list(members(epoch).select_related("account"))


def _is_head(officer: Officer) -> bool:
    account = getattr(officer, "account", None)
    return account is not None and account.role == Role.HEAD
