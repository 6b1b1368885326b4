"""One recording outlives its day under a key of its own; the rest of the day goes (RC-4).

So it is kept under a legal hold, and as long as a request that is not decided has chosen it: what somebody
asked for in time must not be destroyed while three officers decide.
"""

import logging
from functools import partial

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import now, today
from haechi.crypto.types import PublicKey
from haechi.custody.models import Officer
from haechi.recordings import keystore
from haechi.recordings.boxes import move_to, outer_pair
from haechi.recordings.errors import NotNow, NotResponsible
from haechi.recordings.models import Claim, Hold, RecordingFile, RecordingSettings
from haechi.recordings.people import is_chief
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork

logger = logging.getLogger(__name__)


@transaction.atomic
def hold(*, actor: OfficerAtWork, file: RecordingFile, reason: str) -> Hold:
    """Keep a recording beyond its day.

    Raises:
        NotResponsible: not the 정책임자.
        NotNow: held already, destroyed, another institution's, or no reason given.
        KeyGone: its day's key is gone.
    """
    kept = _locked(actor, file)
    held: Hold | None = getattr(kept, "hold", None)
    if kept.destroyed_on or not reason.strip() or (held and held.is_legal):
        raise NotNow
    held = held or _own_box(kept, actor.officer)
    held.reason, held.by, held.since = reason.strip()[:500], actor.officer, now()
    held.save()
    leave_row(actor, Action.RECORDING_HOLD, subject=f"call:{kept.call_id}", step="set")
    return held


@transaction.atomic
def release(*, actor: OfficerAtWork, file: RecordingFile) -> None:
    """End the hold: back under the day's key; where the day is over the worker destroys the rest. What a
    request needs stays for it.

    Raises:
        NotResponsible: not the 정책임자.
        NotNow: not held, or another institution's.
    """
    kept = _locked(actor, file)
    held: Hold | None = getattr(kept, "hold", None)
    if held is None or not held.is_legal:
        raise NotNow
    if kept.claims.exists():
        Hold.objects.filter(pk=held.pk).update(reason="")
    else:
        _back(kept)
    leave_row(actor, Action.RECORDING_HOLD, subject=f"call:{kept.call_id}", step="released")


def claim(*, file: RecordingFile, reference: str, by: Officer) -> None:
    """Keep a recording for a request, in the caller's transaction, who leaves the row; again changes nothing.

    Raises:
        NotNow: destroyed. KeyGone: its day's key is gone.
    """
    kept = _locked_file(file.pk)
    if kept is None or kept.destroyed_on:
        raise NotNow
    Claim.objects.get_or_create(file=kept, reference=reference, defaults={"since": now()})
    if getattr(kept, "hold", None) is None:
        _own_box(kept, by)


def end_claims(reference: str, *, file: RecordingFile | None = None) -> int:
    """A request needs its recordings, or one of them, no longer: each goes back under its day's key, if
    neither a legal hold nor another request keeps it; return how many claims ended."""
    claims = Claim.objects.filter(reference=reference)
    if file is not None:
        claims = claims.filter(file=file)
    keys = sorted(claims.values_list("file_id", flat=True))
    for key in keys:
        kept = _locked_file(key)
        Claim.objects.filter(file_id=key, reference=reference).delete()
        held: Hold | None = getattr(kept, "hold", None)
        if kept and held and not held.is_legal and not kept.claims.exists():
            _back(kept)
    return len(keys)


def finish_endings() -> int:
    """The worker's: keys of holds that are over and whose destruction was cut off; return how many."""
    count = 0
    for institution_id in RecordingSettings.objects.order_by("pk").values_list("pk", flat=True):
        for name in keystore.ending_holds(institution_id):
            if not Hold.objects.filter(key_name=name).exists():
                keystore.destroy(institution_id, name)
                count += 1
    return count


def _own_box(kept: RecordingFile, by: Officer) -> Hold:
    outer = outer_pair(kept)
    name = keystore.new_hold_name()
    own = keystore.create(kept.call.institution_id, name)
    move_to(kept, outer, own.public)
    return Hold.objects.create(file=kept, key_name=name, public_key=own.public, by=by, since=now())


def _back(kept: RecordingFile) -> None:
    institution_id, name = kept.day_key.institution_id, kept.hold.key_name
    is_over = kept.day_key.destroyed_on is not None or kept.day_key.destroy_on <= today()
    if not is_over:
        move_to(kept, outer_pair(kept), PublicKey(bytes(kept.day_key.public_key)))
    kept.hold.delete()
    keystore.leave_word(institution_id, name)
    # Only once it is certain: a key cannot be brought back.
    transaction.on_commit(partial(_destroy, institution_id, name))


def _destroy(institution_id: int, name: str) -> None:
    """What fails here keeps nothing else of the transaction from being done: `finish_endings` takes it up."""
    try:
        keystore.destroy(institution_id, name)
    except OSError as error:
        logger.error("a key of a hold is left for the worker: %s", type(error).__name__)


def _locked(actor: OfficerAtWork, file: RecordingFile) -> RecordingFile:
    if not is_chief(actor.officer):
        raise NotResponsible
    kept = _locked_file(file.pk)
    if kept is None or kept.call.institution_id != actor.officer.institution_id:
        raise NotNow
    return kept


def _locked_file(pk: int) -> RecordingFile | None:
    found = RecordingFile.objects.select_for_update(of=("self",)).select_related("day_key", "call")
    return found.filter(pk=pk).first()
