"""Which rows of the catalogue an officer may see; none of them opens a recording (RC-5, RC-6).

The managing department's persons see all rows, a department's head those of the department, an official
those of her own lines. Everybody else sees none, and what is not hers looks missing.
"""

from dataclasses import fields

from django.db.models import Exists, OuterRef, Q, QuerySet

from haechi.audit.actions import Action
from haechi.custody.models import DeskSeat, Officer
from haechi.recordings.errors import NoSuchCall
from haechi.recordings.models import Call, Line
from haechi.recordings.people import DESKS, current, heads, manages
from haechi.recordings.trail import leave_row
from haechi.recordings.types import Filters
from haechi.staff.types import OfficerAtWork


def scopes(actor: OfficerAtWork) -> list[dict[str, int]]:
    """Conditions (column: key), each on one index, that together are what the officer may see."""
    officer = actor.officer
    if manages(officer):
        return [{"institution_id": officer.institution_id}]
    return [{"department_id": key} for key in heads(officer)] + [{"official_id": officer.pk}]


def visible_calls(actor: OfficerAtWork) -> QuerySet[Call]:
    allowed = Q(pk__in=[])
    for scope in scopes(actor):
        allowed |= Q(**scope)
    return Call.objects.filter(allowed, institution_id=actor.officer.institution_id)


def call_for(actor: OfficerAtWork, call_pk: int | str) -> Call:
    """Raises NoSuchCall: missing, or not hers."""
    try:
        key = int(call_pk)
    except ValueError:
        raise NoSuchCall from None
    call = visible_calls(actor).select_related("line", "department", "official").filter(pk=key)
    found = call.first()
    if found is None:
        raise NoSuchCall
    return found


def may_see_any(actor: OfficerAtWork) -> bool:
    """Whether the pages of calls are in her menu: by designation, a desk, or a line of her own; one query."""
    key = OuterRef("pk")
    named = current(actor.officer.institution).filter(officer=key)
    seated = DeskSeat.objects.filter(
        officer=key, epoch__is_current=True, epoch__desk__function__in=DESKS
    )
    lines = Line.objects.filter(official=key)
    found = Officer.objects.filter(Exists(named) | Exists(seated) | Exists(lines))
    return found.filter(pk=actor.officer.pk).exists()


def listed(actor: OfficerAtWork, filters: Filters, shown: int) -> None:
    """That she looked, by which kinds of filter; never a number of a party."""
    kinds = [each.name for each in fields(filters) if getattr(filters, each.name)]
    leave_row(actor, Action.CALLS_LISTED, shown=shown, by=",".join(kinds))
