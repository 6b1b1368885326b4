"""The printed shares at work: any two of three give an institution's desks back (design §4)."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import key_pair_of, open_with, seal_to
from haechi.crypto.shares import join_key
from haechi.crypto.types import KeyPair, PrivateKey, PublicKey
from haechi.custody.errors import ForeignOfficer, WrongShares
from haechi.custody.models import Desk, DeskEpoch, DeskSeat, Officer, RecoveryKit
from haechi.custody.types import UnlockedOfficer
from haechi.institutions.models import Institution


def open_recovery(*, institution: Institution, shares: Sequence[str]) -> KeyPair:
    """The institution's recovery pair, for the length of one act.

    Raises:
        WrongShares: too few, mistyped, or of another institution.
    """
    try:
        pair = key_pair_of(join_key(shares))
    except CannotOpen:
        raise WrongShares from None
    if pair.public != bytes(institution.recovery_public_key or b""):
        raise WrongShares
    return pair


def kit_of(institution: Institution) -> RecoveryKit | None:
    """The newest issue of sheets; None where they were printed before issues were kept, or never."""
    return RecoveryKit.objects.filter(institution=institution).first()


def sealed_epochs(institution: Institution) -> QuerySet[DeskEpoch]:
    return DeskEpoch.objects.filter(desk__institution=institution, recovery_seal__isnull=False)


def rehearse(*, institution: Institution, shares: Sequence[str]) -> int:
    """Prove that the shares open every desk epoch; changes nothing. Returns how many epochs.

    Raises:
        WrongShares: see `open_recovery`.
        CannotOpen: an epoch's recovery seal is damaged, or still to the sheets before.
    """
    pair = open_recovery(institution=institution, shares=shares)
    epochs = sealed_epochs(institution)
    for epoch in epochs:
        open_with(pair, bytes(epoch.recovery_seal or b""))
    return len(epochs)


def opened_by(recovery: KeyPair, epoch: DeskEpoch) -> PrivateKey | None:
    """The epoch's private half; None where its seal is to sheets before these."""
    try:
        return PrivateKey(open_with(recovery, bytes(epoch.recovery_seal or b"")))
    except CannotOpen:
        return None


@transaction.atomic
def seat_by_recovery(*, officer: Officer, desks: Sequence[Desk], recovery: KeyPair) -> int:
    """Seat the officer at every epoch of these desks that the sheets open; return how many.

    Raises:
        ForeignOfficer: a desk is of another institution.
    """
    if any(desk.institution_id != officer.institution_id for desk in desks):
        raise ForeignOfficer
    seated = 0
    for epoch in DeskEpoch.objects.filter(desk__in=desks, recovery_seal__isnull=False):
        private = opened_by(recovery, epoch)
        if private is None:
            continue
        DeskSeat.objects.update_or_create(
            epoch=epoch,
            officer=officer,
            defaults={"sealed_private": seal_to(PublicKey(bytes(officer.public_key)), private)},
        )
        seated += 1
    return seated


@transaction.atomic
def seal_epochs(*, by: UnlockedOfficer) -> int:
    """Seal every epoch that this officer can open to the institution's present sheets."""
    institution = Institution.objects.get(pk=by.institution_id)
    recovery = PublicKey(bytes(institution.recovery_public_key or b""))
    seats = DeskSeat.objects.filter(
        officer_id=by.officer_id, epoch__desk__institution=institution
    ).select_related("epoch")
    for seat in seats:
        private = open_with(by.pair, bytes(seat.sealed_private))
        DeskEpoch.objects.filter(pk=seat.epoch_id).update(recovery_seal=seal_to(recovery, private))
    return len(seats)


def drop_seals_others_can_make(*, by: UnlockedOfficer) -> int:
    """Take the old sheets' seal from epochs that this officer cannot open but another one at work can.

    They wait without a seal until that officer moves them. What nobody else can open keeps its seal:
    the old sheets are all that is left of it. Returns how many wait.
    """
    seats = DeskSeat.objects.filter(epoch=OuterRef("pk"), officer__is_active=True)
    return (
        sealed_epochs(Institution.objects.get(pk=by.institution_id))
        .filter(Exists(seats), ~Exists(seats.filter(officer_id=by.officer_id)))
        .update(recovery_seal=None)
    )


def unsealed_epochs(institution: Institution) -> int:
    """How many epochs the present sheets do not open because nobody moved them yet."""
    return DeskEpoch.objects.filter(
        desk__institution=institution, recovery_seal__isnull=True
    ).count()


def desks_of(officer: Officer) -> list[Desk]:
    """The desks at which the officer sits now."""
    return list(
        Desk.objects.filter(epochs__seats__officer=officer, epochs__is_current=True).distinct()
    )
