"""Who sees a request: the managing department, and the official who applied; to others it is missing."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from haechi.audit.actions import Action
from haechi.crypto.types import DataKey
from haechi.disclosures.errors import NoSuchRequest
from haechi.disclosures.models import Decision, Request
from haechi.disclosures.sealing import content_of, key_of
from haechi.disclosures.states import State
from haechi.disclosures.types import OpenRequest, Verdict
from haechi.recordings.people import manages
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork


def visible(actor: OfficerAtWork) -> QuerySet[Request]:
    own = Q(applicant_id=actor.officer.pk)
    rows = Request.objects.filter(institution_id=actor.officer.institution_id)
    return rows if manages(actor.officer) else rows.filter(own)


def request_for(actor: OfficerAtWork, pk: int | str) -> Request:
    """Raises NoSuchRequest."""
    try:
        row = visible(actor).filter(pk=int(pk)).first()
    except ValueError:
        row = None
    if row is None:
        raise NoSuchRequest
    if row.state == State.MORE_ASKED and take_up(row.pk):
        row.state = State.RECEIVED
    return row


def take_up(pk: int | None = None) -> int:
    """What applicants supplied on the public page puts their requests back to the line's beginning; of one
    request, or by the worker of all. Return how many."""
    asked = Decision.objects.filter(request=OuterRef("pk"), verdict=Verdict.ASKED)
    latest = asked.order_by("-at", "-id").values("pk")[:1]
    rows = Request.objects.filter(state=State.MORE_ASKED, supplements__asked=Subquery(latest))
    if pk is not None:
        rows = rows.filter(pk=pk)
    found = list(rows.values_list("pk", flat=True))
    return Request.objects.filter(pk__in=found, state=State.MORE_ASKED).update(state=State.RECEIVED)


def locked(actor: OfficerAtWork, request: Request) -> tuple[Request, DataKey]:
    """For a write: the row until the transaction ends, and its key. Raises NoSuchRequest."""
    rows = visible(actor).select_for_update(of=("self",)).select_related("institution")
    row = rows.filter(pk=request.pk).first()
    if row is None:
        raise NoSuchRequest
    return row, key_of(row, actor.unlocked)


def open_request(actor: OfficerAtWork, pk: int | str) -> OpenRequest:
    """Read form 1: one row in the trail. Raises NoSuchRequest."""
    row = request_for(actor, pk)
    key = key_of(row, actor.unlocked)
    leave_row(actor, Action.DISCLOSURE_OPENED, subject=row.reference)
    return OpenRequest(row.pk, key, content_of(key, row))
