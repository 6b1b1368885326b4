"""Legal holds: one recording outlives its day under a key of its own; the rest of the day goes (RC-4)."""

from functools import partial

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import now, today
from haechi.crypto.types import PublicKey
from haechi.recordings import keystore
from haechi.recordings.boxes import move_to, outer_pair
from haechi.recordings.errors import NotNow, NotResponsible
from haechi.recordings.models import Hold, RecordingFile
from haechi.recordings.people import is_chief
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork


@transaction.atomic
def hold(*, actor: OfficerAtWork, file: RecordingFile, reason: str) -> Hold:
    """Keep a recording beyond its day.

    Raises:
        NotResponsible: not the 정책임자.
        NotNow: held already, destroyed, another institution's, or no reason given.
        KeyGone: its day's key is gone.
    """
    kept = _locked(actor, file)
    if kept.destroyed_on or hasattr(kept, "hold") or not reason.strip():
        raise NotNow
    outer = outer_pair(kept)
    own = keystore.create(actor.officer.institution_id, keystore.hold_name(kept.pk))
    move_to(kept, outer, own.public)
    held = Hold.objects.create(
        file=kept,
        public_key=own.public,
        reason=reason.strip()[:500],
        by=actor.officer,
        since=now(),
    )
    leave_row(actor, Action.RECORDING_HOLD, subject=f"call:{kept.call_id}", step="set")
    return held


@transaction.atomic
def release(*, actor: OfficerAtWork, file: RecordingFile) -> None:
    """End the hold: back under the day's key; where the day is over the worker destroys the rest.

    Raises:
        NotResponsible: not the 정책임자.
        NotNow: not held, or another institution's.
    """
    kept = _locked(actor, file)
    if not hasattr(kept, "hold"):
        raise NotNow
    institution_id, name = kept.day_key.institution_id, keystore.hold_name(kept.pk)
    is_over = kept.day_key.destroyed_on is not None or kept.day_key.destroy_on <= today()
    if not is_over:
        move_to(kept, outer_pair(kept), PublicKey(bytes(kept.day_key.public_key)))
    kept.hold.delete()
    leave_row(actor, Action.RECORDING_HOLD, subject=f"call:{kept.call_id}", step="released")
    # Only once it is certain: a key cannot be brought back.
    transaction.on_commit(partial(keystore.destroy, institution_id, name))


def held_count(institution_id: int) -> int:
    return Hold.objects.filter(file__call__institution_id=institution_id).count()


def _locked(actor: OfficerAtWork, file: RecordingFile) -> RecordingFile:
    if not is_chief(actor.officer):
        raise NotResponsible
    found = (
        RecordingFile.objects.select_for_update(of=("self",))
        .select_related("day_key", "call")
        .filter(pk=file.pk, call__institution_id=actor.officer.institution_id)
    )
    kept = found.first()
    if kept is None:
        raise NotNow
    return kept
