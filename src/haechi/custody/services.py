"""Changing who sits at a desk. Pure custody: callers check rights and write the trail."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from haechi.common.clock import today
from haechi.crypto.sealedbox import new_key_pair, open_with, seal_to
from haechi.crypto.shares import read_share, split_key
from haechi.crypto.types import KeyPair, PublicKey
from haechi.custody.errors import ForeignOfficer
from haechi.custody.models import Desk, DeskEpoch, DeskSeat, Officer, RecoveryKit
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.institutions.models import Institution


def make_recovery_shares(
    *, institution: Institution, holders: Sequence[str] = ("", "", "")
) -> list[str]:
    """Give the institution a recovery key and return its three shares, which are kept nowhere.

    What was sealed to a key before stays sealed to that: `haechi.inbox.recovery.reissue` moves it.
    """
    pair = new_key_pair()
    institution.recovery_public_key = pair.public
    institution.save(update_fields=["recovery_public_key"])
    shares = split_key(pair.private, count=len(holders))
    last = RecoveryKit.objects.filter(institution=institution).first()
    RecoveryKit.objects.create(
        institution=institution,
        generation=last.generation + 1 if last else 1,
        set_number=read_share(shares[0]).set_number,
        holders=list(holders),
        issued_on=today(),
    )
    return shares


@transaction.atomic
def open_new_epoch(*, desk: Desk, officers: Iterable[Officer]) -> DeskEpoch:
    """Close the current epoch and open one with a fresh key, sealed to `officers` and recovery.

    Raises:
        ForeignOfficer: one of them is of another institution or inactive.
    """
    seated = list(officers)
    for officer in seated:
        _check_belongs(desk, officer)
    current = DeskEpoch.objects.select_for_update().filter(desk=desk, is_current=True).first()
    if current:
        DeskEpoch.objects.filter(pk=current.pk).update(is_current=False)
    pair = new_key_pair()
    recovery = desk.institution.recovery_public_key
    epoch = DeskEpoch.objects.create(
        desk=desk,
        number=(current.number + 1) if current else 1,
        public_key=pair.public,
        recovery_seal=seal_to(PublicKey(bytes(recovery)), pair.private) if recovery else None,
    )
    _seat(epoch, pair, seated)
    return epoch


@transaction.atomic
def staff_desk(
    *, institution: Institution, function: DeskFunction, officers: Sequence[Officer]
) -> DeskEpoch:
    """Create the desk if need be and open an epoch for exactly these officers."""
    desk, _ = Desk.objects.get_or_create(institution=institution, function=function)
    return open_new_epoch(desk=desk, officers=officers)


@transaction.atomic
def admit(*, desk: Desk, newcomer: Officer, by: UnlockedOfficer) -> int:
    """Seat a newcomer at every epoch that the admitting member can open; return how many.

    Raises:
        ForeignOfficer: the newcomer is of another institution or inactive.
    """
    _check_belongs(desk, newcomer)
    seated = 0
    for seat in DeskSeat.objects.filter(epoch__desk=desk, officer_id=by.officer_id):
        private = open_with(by.pair, seat.sealed_private)
        DeskSeat.objects.update_or_create(
            epoch_id=seat.epoch_id,
            officer=newcomer,
            defaults={"sealed_private": seal_to(PublicKey(bytes(newcomer.public_key)), private)},
        )
        seated += 1
    return seated


@transaction.atomic
def remove_from_desks(*, officer: Officer) -> list[DeskEpoch]:
    """Take every seat of the officer away and open a new epoch at each desk that loses a member."""
    epochs = renew_without(officer=officer)
    DeskSeat.objects.filter(officer=officer).delete()
    return epochs


@transaction.atomic
def renew_without(*, officer: Officer) -> list[DeskEpoch]:
    """Open a new epoch without the officer at each desk where she sits now; old seats stay.

    What is reported from now on was never sealed to a key that the officer holds.
    """
    desks = list(
        Desk.objects.filter(
            epochs__in=DeskEpoch.objects.filter(is_current=True, seats__officer=officer)
        )
    )
    return [open_new_epoch(desk=desk, officers=_others(desk, officer)) for desk in desks]


def _others(desk: Desk, officer: Officer) -> list[Officer]:
    return list(
        Officer.objects.filter(
            seats__in=DeskSeat.objects.filter(epoch__desk=desk, epoch__is_current=True),
            is_active=True,
        ).exclude(pk=officer.pk)
    )


def _check_belongs(desk: Desk, officer: Officer) -> None:
    """Nobody of one institution reads another (HL-8), whatever a caller forgot to check."""
    if officer.institution_id != desk.institution_id or not officer.is_active:
        raise ForeignOfficer


def _seat(epoch: DeskEpoch, pair: KeyPair, officers: Sequence[Officer]) -> None:
    DeskSeat.objects.bulk_create(
        DeskSeat(
            epoch=epoch,
            officer=officer,
            sealed_private=seal_to(PublicKey(bytes(officer.public_key)), pair.private),
        )
        for officer in officers
    )
