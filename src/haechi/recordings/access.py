"""Which rows of the catalogue an officer may see; none of them opens a recording (RC-5, RC-6).

The managing department's persons see all rows, a department's head those of the department, an official
those of her own lines. Everybody else sees none, and what is not hers looks missing.
"""

from django.db.models import Q, QuerySet

from haechi.recordings.errors import NoSuchCall
from haechi.recordings.models import Call
from haechi.recordings.people import heads, manages
from haechi.staff.types import OfficerAtWork


def scopes(actor: OfficerAtWork) -> list[Q]:
    """Conditions, each on one index, that together are what the officer may see."""
    officer = actor.officer
    if manages(officer):
        return [Q(institution_id=officer.institution_id)]
    return [Q(department_id=key) for key in heads(officer)] + [Q(official_id=officer.pk)]


def visible_calls(actor: OfficerAtWork) -> QuerySet[Call]:
    allowed = Q(pk__in=[])
    for scope in scopes(actor):
        allowed |= scope
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
    """Whether the pages of calls are in her menu: by designation, a desk, or a line of her own."""
    officer = actor.officer
    return manages(officer) or bool(heads(officer)) or officer.lines.exists()
