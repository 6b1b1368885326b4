"""The printed shares at work: any two of three give an institution's desks back (design §4)."""

from collections.abc import Sequence

from django.db import transaction

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import key_pair_of, open_with, seal_to
from haechi.crypto.shares import join_key
from haechi.crypto.types import KeyPair, PublicKey
from haechi.custody.errors import ForeignOfficer, WrongShares
from haechi.custody.models import Desk, DeskEpoch, DeskSeat, Officer
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


def rehearse(*, institution: Institution, shares: Sequence[str]) -> int:
    """Prove that the shares open every desk epoch; changes nothing. Returns how many epochs.

    Raises:
        WrongShares: see `open_recovery`.
        CannotOpen: an epoch's recovery seal is damaged.
    """
    pair = open_recovery(institution=institution, shares=shares)
    epochs = DeskEpoch.objects.filter(desk__institution=institution, recovery_seal__isnull=False)
    for epoch in epochs:
        open_with(pair, bytes(epoch.recovery_seal or b""))
    return len(epochs)


@transaction.atomic
def seat_by_recovery(*, officer: Officer, desks: Sequence[Desk], recovery: KeyPair) -> int:
    """Seat the officer at every epoch of these desks; return how many.

    Raises:
        ForeignOfficer: a desk is of another institution.
    """
    if any(desk.institution_id != officer.institution_id for desk in desks):
        raise ForeignOfficer
    epochs = DeskEpoch.objects.filter(desk__in=desks, recovery_seal__isnull=False)
    for epoch in epochs:
        private = open_with(recovery, bytes(epoch.recovery_seal or b""))
        DeskSeat.objects.update_or_create(
            epoch=epoch,
            officer=officer,
            defaults={"sealed_private": seal_to(PublicKey(bytes(officer.public_key)), private)},
        )
    return len(epochs)


def desks_of(officer: Officer) -> list[Desk]:
    """The desks at which the officer sits now."""
    return list(
        Desk.objects.filter(epochs__seats__officer=officer, epochs__is_current=True).distinct()
    )
