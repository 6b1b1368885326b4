"""Opening one recording to one officer, by two people's acts (RC-5, RC-7).

A member of the custodian's desk opens one half with the desk's key and seals it to the officer who carries
the request out; a member of the approver's desk does so with the other. Neither can do both: the desks
share no member, and the row takes no two halves of one giver.
"""

from datetime import date, timedelta

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import now, today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import seal_to
from haechi.crypto.types import PublicKey
from haechi.custody.errors import NoSeat
from haechi.custody.models import Officer
from haechi.custody.selectors import open_epoch
from haechi.recordings.boxes import outer_pair
from haechi.recordings.errors import KeyGone, NotNow, NotResponsible, SamePerson
from haechi.recordings.models import Grant, RecordingFile
from haechi.recordings.people import demand_manager, has_pledged
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork
from haechi.telephony.custody import open_half

LONGEST = 60  # days: a request is answered in ten, its reply is due in thirty


@transaction.atomic
def open_grant(
    *,
    actor: OfficerAtWork,
    file: RecordingFile,
    grantee: Officer,
    ends_on: date,
    reference: str,
) -> Grant:
    """Write down who is to hear what until when; it opens nothing before two people gave their halves.

    Raises:
        NotResponsible: not of the managing persons.
        NotNow: another institution's, inactive, destroyed, granted already, or too long.
    """
    demand_manager(actor)
    institution_id = actor.officer.institution_id
    fits = {file.call.institution_id, grantee.institution_id} == {institution_id}
    in_time = today() <= ends_on <= today() + timedelta(days=LONGEST)
    live = Grant.objects.filter(
        file=file, grantee=grantee, reference=reference, ended_at__isnull=True
    )
    if not fits or not in_time or not grantee.is_active or file.destroyed_on or live.exists():
        raise NotNow
    grant = Grant.objects.create(
        file=file,
        grantee=grantee,
        reference=reference,
        opened_by=actor.officer,
        opened_at=now(),
        ends_on=ends_on,
    )
    _row(actor, grant, "opened")
    return grant


@transaction.atomic
def grant_custodian_half(*, actor: OfficerAtWork, grant: Grant) -> Grant:
    """A member of the custodian's desk hands its half on.

    Raises:
        NotResponsible: she did not sign the pledge of secrecy.
        NoSeat: she does not sit, or did not sit, where the half is sealed to.
        SamePerson: she gave the other half.
        NotNow: ended, given already, or destroyed.
        KeyGone: the day's key is gone.
    """
    return _give(actor, grant, "custodian")


@transaction.atomic
def grant_approver_half(*, actor: OfficerAtWork, grant: Grant) -> Grant:
    """A member of the approver's desk does. Raises as `grant_custodian_half`."""
    return _give(actor, grant, "approver")


def _give(actor: OfficerAtWork, grant: Grant, desk: str) -> Grant:
    kept = _locked(actor, grant)
    other = {"custodian": kept.approver_by_id, "approver": kept.custodian_by_id}[desk]
    if not has_pledged(actor.officer):
        raise NotResponsible
    if other == actor.officer.pk:
        raise SamePerson
    if getattr(kept, f"{desk}_half") or kept.file.destroyed_on:
        raise NotNow
    setattr(kept, f"{desk}_half", _sealed_on(actor, kept, desk))
    setattr(kept, f"{desk}_by", actor.officer)
    kept.save()
    _row(actor, kept, desk)
    return kept


def _sealed_on(actor: OfficerAtWork, grant: Grant, desk: str) -> bytes:
    """The half, opened with the desk's key and sealed to the grantee, then to the outer box again."""
    file = grant.file
    outer = outer_pair(file)
    try:
        pair = open_epoch(actor.unlocked, getattr(file, f"{desk}_epoch_id"))
    except CannotOpen:
        raise NoSeat from None
    try:
        half = open_half(getattr(file, f"{desk}_half"), outer, pair)
    except CannotOpen:
        raise KeyGone from None
    grantee = PublicKey(bytes(grant.grantee.public_key))
    return seal_to(outer.public, seal_to(grantee, half))


@transaction.atomic
def end_grant(*, actor: OfficerAtWork, grant: Grant) -> None:
    """Take it back: both halves are deleted. By a managing person or the grantee; again does no harm.

    Raises:
        NotResponsible: neither of them.
    """
    kept = Grant.objects.filter(
        pk=grant.pk, file__call__institution_id=actor.officer.institution_id
    ).first()
    if kept is None:
        raise NotResponsible
    if kept.grantee_id != actor.officer.pk:
        demand_manager(actor)
    if kept.ended_at is None:
        forget(kept.pk)
        _row(actor, kept, "ended")


def forget(*grants: int) -> int:
    """End grants without a word in the trail: the caller's."""
    live = Grant.objects.filter(pk__in=grants, ended_at__isnull=True)
    return live.update(ended_at=now(), custodian_half=b"", approver_half=b"")


def end_due_grants() -> int:
    """The worker's: those whose last day is over, and those of officers who left; return how many."""
    live = Grant.objects.filter(ended_at__isnull=True)
    over = live.filter(ends_on__lt=today()) | live.filter(grantee__is_active=False)
    return forget(*over.values_list("pk", flat=True))


def _locked(actor: OfficerAtWork, grant: Grant) -> Grant:
    found = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("file__day_key", "file__call", "grantee")
        .filter(
            pk=grant.pk,
            file__call__institution_id=actor.officer.institution_id,
            ended_at__isnull=True,
            ends_on__gte=today(),
            grantee__is_active=True,
        )
    )
    kept = found.first()
    if kept is None:
        raise NotNow
    return kept


def _row(actor: OfficerAtWork, grant: Grant, step: str) -> None:
    leave_row(
        actor,
        Action.RECORDING_GRANTED,
        subject=f"call:{grant.file.call_id}",
        grant=grant.pk,
        step=step,
        officer=grant.grantee_id,
    )
