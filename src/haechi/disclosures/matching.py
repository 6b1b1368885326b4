"""Which recordings a request means: chosen from the catalogue by the managing department."""

from django.db import transaction
from django.db.models import Q

from haechi.audit.actions import Action
from haechi.crypto.errors import CannotOpen
from haechi.disclosures.access import locked, request_for, visible
from haechi.disclosures.errors import NoRecording, NotHers, NotNow
from haechi.disclosures.models import Item, Request
from haechi.disclosures.sealing import content_of, key_of
from haechi.disclosures.states import State
from haechi.disclosures.types import Series
from haechi.recordings.errors import BadNumber
from haechi.recordings.holds import claim, end_claims
from haechi.recordings.models import Call, RecordingFile
from haechi.recordings.numbers import mark_of, normalise
from haechi.recordings.people import manages
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork


@transaction.atomic
def choose(*, actor: OfficerAtWork, request: Request, file: RecordingFile) -> Item:
    """Add a recording, before the first approval; what three people approve is never changed after. From now
    on it is kept until the request is decided and closed, or its grant is over.

    Raises:
        NotHers: not of the managing department, or her own request.
        NotNow: somebody approved already.
        NoRecording: another institution's, destroyed, or chosen already. KeyGone: nothing opens it any more.
    """
    row, _key = _changeable(actor, request)
    foreign = file.call.institution_id != row.institution_id
    if foreign or file.destroyed_on or row.items.filter(file=file).exists():
        raise NoRecording
    item = Item.objects.create(request=row, file=file, by=actor.officer)
    claim(file=file, reference=row.reference, by=actor.officer)
    leave_row(
        actor, Action.DISCLOSURE_STEP, subject=row.reference, step="chosen", call=file.call_id
    )
    return item


@transaction.atomic
def drop(*, actor: OfficerAtWork, request: Request, item: Item) -> None:
    """Raises as `choose`."""
    row, _key = _changeable(actor, request)
    deleted, _kinds = row.items.filter(pk=item.pk).delete()
    if not deleted:
        raise NoRecording
    end_claims(row.reference, file=item.file)
    leave_row(
        actor, Action.DISCLOSURE_STEP, subject=row.reference, step="dropped", call=item.file.call_id
    )


def candidates(actor: OfficerAtWork, request: Request) -> list[Call]:
    """Calls that still have a recording and one of whose parties has the number written on form 1."""
    row = request_for(actor, request.pk)
    if not manages(actor.officer):
        raise NotHers
    try:
        number = content_of(key_of(row, actor.unlocked), row).number
        mark = mark_of(normalise(number), row.institution_id)
    except (BadNumber, CannotOpen):
        return []
    rows = Call.objects.filter(
        Q(caller_mark=mark) | Q(called_mark=mark),
        institution_id=row.institution_id,
        linked_to__isnull=True,
        destroyed_on__isnull=True,
    )
    return list(rows.order_by("-begun_at")[:50])


def choosing(actor: OfficerAtWork) -> list[Request]:
    """Requests to which she may still add a recording."""
    if not manages(actor.officer):
        return []
    rows = visible(actor).filter(series=Series.DISCLOSURE, state=State.RECEIVED)
    return list(rows.exclude(applicant_id=actor.officer.pk).order_by("-received_at")[:50])


def _changeable(actor: OfficerAtWork, request: Request) -> tuple[Request, object]:
    row, key = locked(actor, request)
    if not manages(actor.officer) or row.applicant_id == actor.officer.pk:
        raise NotHers
    if row.series != Series.DISCLOSURE or row.state != State.RECEIVED:
        raise NotNow
    return row, key
