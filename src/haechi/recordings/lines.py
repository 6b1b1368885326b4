"""Office numbers: whose they are and how their calls are recorded (RC-2, RC-11)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from haechi.audit.actions import Action
from haechi.common.clock import today
from haechi.custody.models import Officer
from haechi.institutions.models import Department
from haechi.recordings.errors import NotNow, NumberTaken
from haechi.recordings.models import Line
from haechi.recordings.numbers import normalise
from haechi.recordings.people import demand_manager
from haechi.recordings.trail import leave_row
from haechi.recordings.types import LineMode
from haechi.staff.types import OfficerAtWork


@dataclass(frozen=True)
class LineEntry:
    """`official`: who may see the line's calls as her own; `user_name`: one without an account."""

    number: str
    department: Department
    mode: LineMode
    official: Officer | None = None
    user_name: str = ""


@transaction.atomic
def add_line(*, actor: OfficerAtWork, entry: LineEntry) -> Line:
    """Raises NotResponsible, BadNumber, NumberTaken, NotNow (department or official of another institution)."""
    line = Line(institution=actor.officer.institution)
    _fill(actor, line, entry)
    leave_row(actor, Action.RECORDING_LINE, subject=f"line:{line.pk}", step="added", mode=line.mode)
    return line


@transaction.atomic
def change_line(*, actor: OfficerAtWork, line: Line, entry: LineEntry) -> Line:
    """Calls before keep the department and the official they had. Raises as `add_line`."""
    kept = _mine(actor, line)
    _fill(actor, kept, entry)
    leave_row(
        actor, Action.RECORDING_LINE, subject=f"line:{kept.pk}", step="changed", mode=kept.mode
    )
    return kept


@transaction.atomic
def remove_line(*, actor: OfficerAtWork, line: Line) -> None:
    """Record it no more; the number is free again. Raises NotResponsible, NotNow."""
    demand_manager(actor)
    kept = _mine(actor, line)
    Line.objects.filter(pk=kept.pk).update(removed_on=today(), mode=LineMode.NONE)
    leave_row(actor, Action.RECORDING_LINE, subject=f"line:{kept.pk}", step="removed")


def _mine(actor: OfficerAtWork, line: Line) -> Line:
    found = Line.objects.select_for_update().filter(
        pk=line.pk, institution_id=actor.officer.institution_id, removed_on__isnull=True
    )
    kept = found.first()
    if kept is None:
        raise NotNow
    return kept


def _fill(actor: OfficerAtWork, line: Line, entry: LineEntry) -> None:
    demand_manager(actor)
    owners = {entry.department.institution_id}
    if entry.official is not None:
        owners.add(entry.official.institution_id)
    if owners != {line.institution_id}:
        raise NotNow
    line.number = normalise(entry.number)
    line.department, line.mode = entry.department, entry.mode
    line.official = entry.official
    line.user_name = "" if entry.official else entry.user_name.strip()[:60]
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError:
        raise NumberTaken from None
