"""The two desks give their halves of what was approved, or of what the official of a call keeps (RC-5)."""

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import today
from haechi.custody.models import DeskSeat
from haechi.custody.types import DeskFunction
from haechi.disclosures.access import locked
from haechi.disclosures.errors import NotHers, NotNow, NotOpened, OwnRequest
from haechi.disclosures.grants import open_grant_of
from haechi.disclosures.models import Item, Request
from haechi.disclosures.states import State
from haechi.disclosures.types import Series
from haechi.recordings.grants import grant_approver_half, grant_custodian_half
from haechi.recordings.models import Grant
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork

_GIVE = {
    DeskFunction.RECORDING_CUSTODIAN: ("custodian_half", grant_custodian_half),
    DeskFunction.RECORDING_APPROVER: ("approver_half", grant_approver_half),
}


def desk_of(actor: OfficerAtWork) -> DeskFunction | None:
    """Where she sits, of the two."""
    seats = DeskSeat.objects.filter(
        officer=actor.officer, epoch__is_current=True, epoch__desk__function__in=_GIVE
    ).values_list("epoch__desk__function", flat=True)
    found = seats.first()
    return DeskFunction(found) if found else None


@transaction.atomic
def give_halves(*, actor: OfficerAtWork, request: Request) -> bool:
    """The half of the actor's desk of every recording of an approved request; True once both are there.

    Raises:
        NotHers: she sits at neither desk. OwnRequest: she applied.
        NotNow: not approved, or given already.
        SamePerson, NoSeat, KeyGone, NotResponsible: as `recordings.grants.grant_custodian_half`.
    """
    row, _key = locked(actor, request)
    desk = desk_of(actor)
    if desk is None:
        raise NotHers
    if row.applicant_id == actor.officer.pk:
        raise OwnRequest
    if row.state not in {State.APPROVED, State.HANDED_OVER}:
        raise NotNow
    field, give = _GIVE[desk]
    waiting = [item for item in _granted(actor, row) if not bytes(getattr(item.grant, field))]
    if not waiting:
        raise NotNow
    for item in waiting:
        give(actor=actor, grant=_grant(item))
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step=desk.value)
    return is_open(row)


def is_open(row: Request) -> bool:
    """Whether each recording's grant has both halves and is not over."""
    items = list(row.items.select_related("grant"))
    return bool(items) and all(_live(item.grant) and _grant(item).is_complete for item in items)


def open_grants(row: Request) -> list[Grant]:
    """Raises NotOpened: not every one is complete."""
    if not is_open(row):
        raise NotOpened
    return [_grant(item) for item in row.items.select_related("grant__file__call")]


def _granted(actor: OfficerAtWork, row: Request) -> list[Item]:
    """Its items with a grant each. What an official keeps gets one by the first desk that acts."""
    items = list(row.items.select_related("grant", "file__call"))
    for item in items:
        if _live(item.grant):
            continue
        if row.series != Series.KEEP or item.grant is not None:
            raise NotNow
        open_grant_of(actor, row, item)
    return items


def _live(grant: Grant | None) -> bool:
    return grant is not None and grant.ended_at is None and grant.ends_on >= today()


def _grant(item: Item) -> Grant:
    if item.grant is None:
        raise NotOpened
    return item.grant
