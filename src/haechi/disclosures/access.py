"""Who sees a request: the managing department, and the official who applied; to others it is missing."""

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from haechi.audit.actions import Action
from haechi.crypto.types import DataKey
from haechi.disclosures.errors import NoSuchRequest
from haechi.disclosures.models import Decision, Request
from haechi.disclosures.sealing import content_of, key_of
from haechi.disclosures.states import State
from haechi.disclosures.steps import leave_step
from haechi.disclosures.types import OpenRequest, Verdict
from haechi.recordings.people import manages
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork


def visible(actor: OfficerAtWork) -> QuerySet[Request]:
    own = Q(applicant_id=actor.officer.pk)
    rows = Request.objects.filter(institution_id=actor.officer.institution_id)
    return rows if manages(actor.officer) else rows.filter(own)


def request_for(actor: OfficerAtWork, pk: int | str) -> Request:
    """To be read: one that was answered on the public page shows as it goes on. Raises NoSuchRequest."""
    try:
        row = visible(actor).filter(pk=int(pk)).first()
    except ValueError:
        row = None
    if row is None:
        raise NoSuchRequest
    if is_answered(row):
        row.state = State.RECEIVED
    return row


def answered() -> QuerySet[Request]:
    """Requests that wait for what their applicants supplied on the public page already."""
    asked = Decision.objects.filter(request=OuterRef("pk"), verdict=Verdict.ASKED)
    latest = asked.order_by("-at", "-id").values("pk")[:1]
    return Request.objects.filter(state=State.MORE_ASKED, supplements__asked=Subquery(latest))


def is_answered(row: Request) -> bool:
    return row.state == State.MORE_ASKED and answered().filter(pk=row.pk).exists()


def take_up() -> int:
    """The worker's: answered requests go back to the line's beginning; return how many."""
    return sum(_take_up(pk) for pk in answered().values_list("pk", flat=True))


@transaction.atomic
def _take_up(pk: int) -> bool:
    row = Request.objects.select_for_update(of=("self",)).get(pk=pk)
    if not is_answered(row):
        return False
    _begin_anew(row)
    return True


def _begin_anew(row: Request) -> None:
    """By whom it was supplied no officer says: the row in the trail is the worker's."""
    row.state = State.RECEIVED
    row.save(update_fields=["state"])
    leave_step(row, "answered")


def locked(actor: OfficerAtWork, request: Request) -> tuple[Request, DataKey]:
    """For a write: the row until the transaction ends, and its key. Raises NoSuchRequest."""
    rows = visible(actor).select_for_update(of=("self",)).select_related("institution")
    row = rows.filter(pk=request.pk).first()
    if row is None:
        raise NoSuchRequest
    key = key_of(row, actor.unlocked)
    if is_answered(row):
        _begin_anew(row)
    return row, key


def open_request(actor: OfficerAtWork, pk: int | str) -> OpenRequest:
    """Read form 1: one row in the trail. Raises NoSuchRequest."""
    row = request_for(actor, pk)
    key = key_of(row, actor.unlocked)
    leave_row(actor, Action.DISCLOSURE_OPENED, subject=row.reference)
    return OpenRequest(row.pk, key, content_of(key, row))
