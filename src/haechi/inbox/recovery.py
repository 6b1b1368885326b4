"""An officer who lost the password works again: brought back by a member, or by the printed shares."""

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.cases.models import CaseSeal
from haechi.common.clock import today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.shares import read_share
from haechi.crypto.types import PublicKey
from haechi.custody.models import Officer, RecoveryKit
from haechi.custody.recovery import (
    desks_of,
    kit_of,
    open_recovery,
    rehearse,
    seat_by_recovery,
)
from haechi.custody.services import admit
from haechi.institutions.models import Institution
from haechi.reports.models import ReportSeal
from haechi.staff.errors import NotAllowed
from haechi.staff.models import Account
from haechi.staff.recovery import renew_key
from haechi.staff.types import OfficerAtWork, Role

_Seal = ReportSeal | CaseSeal
_Opener = Callable[[_Seal], bytes | None]


@transaction.atomic
def recover_by_shares(
    *, actor: Actor, account: Account, password: str, shares: Sequence[str]
) -> int:
    """New password and key, then every seat and personal seal back; return how many seats.

    Raises:
        WrongShares: nothing was changed.
        WeakOfficerPassword: nothing was changed.
    """
    officer = account.officer
    recovery = open_recovery(institution=officer.institution, shares=shares)
    desks = desks_of(officer)
    renew_key(actor=actor, account=account, password=password)
    seats = seat_by_recovery(officer=officer, desks=desks, recovery=recovery)
    _reseal_personal(
        officer, lambda seal: open_with(recovery, seal.sealed_key) if seal.is_recovery else None
    )
    _leave_row(actor, officer, "shares", seats)
    return seats


@transaction.atomic
def bring_back(*, by: OfficerAtWork, account: Account, password: str) -> int:
    """The same without shares: a head or administrator who sits at the same desks re-seals them.

    Raises:
        NotAllowed: not of one institution, not entitled, or oneself.
        WeakOfficerPassword: nothing was changed.
    """
    officer = account.officer
    foreign = officer.institution_id != by.officer.institution_id
    if foreign or by.role not in {Role.HEAD, Role.ADMINISTRATOR} or officer.pk == by.officer.pk:
        raise NotAllowed
    desks = desks_of(officer)
    renew_key(actor=by.trail, account=account, password=password)
    seats = sum(admit(desk=desk, newcomer=officer, by=by.unlocked) for desk in desks)

    def open_own(seal: _Seal) -> bytes | None:
        if seal.officer_id != by.officer.pk:
            return None
        return open_with(by.unlocked.pair, seal.sealed_key)

    _reseal_personal(officer, open_own)
    _leave_row(by.trail, officer, "member", seats)
    return seats


@transaction.atomic
def rehearse_by_shares(*, actor: Actor, institution: Institution, shares: Sequence[str]) -> int:
    """Prove that the shares work; keep the day and a row, and change no key. Returns how many epochs.

    Raises:
        WrongShares: nothing was changed.
        CannotOpen: the shares are right, yet a key is still sealed to the sheets before.
    """
    epochs = rehearse(institution=institution, shares=shares)
    kit = kit_of(institution)
    RecoveryKit.objects.update_or_create(
        institution=institution,
        generation=kit.generation if kit else 1,
        defaults={"rehearsed_on": today()},
        create_defaults={
            "rehearsed_on": today(),
            "issued_on": today(),
            "holders": ["", "", ""],
            "set_number": read_share(shares[0]).set_number,
        },
    )
    record(
        actor=actor,
        action=Action.RECOVERY_REHEARSED,
        subject=f"institution:{institution.pk}",
        institution_id=institution.pk,
        detail={"epochs": epochs},
    )
    return epochs


def _reseal_personal(officer: Officer, opener: _Opener) -> None:
    """Re-seal the officer's own seals (what excludes others) from a seal that still opens."""
    for stale in ReportSeal.objects.filter(officer=officer):
        others = ReportSeal.objects.filter(report=stale.report_id).exclude(pk=stale.pk)
        _reseal(stale, officer, _secret_in(others, opener))
    for held in CaseSeal.objects.filter(officer=officer):
        beside = CaseSeal.objects.filter(case=held.case_id, is_identity=held.is_identity)
        _reseal(held, officer, _secret_in(beside.exclude(pk=held.pk), opener))


def _secret_in(seals: Iterable[_Seal], opener: _Opener) -> bytes | None:
    for seal in seals:
        try:
            secret = opener(seal)
        except CannotOpen:
            continue
        if secret is not None:
            return secret
    return None


def _reseal(stale: _Seal, officer: Officer, secret: bytes | None) -> None:
    if secret is not None:
        stale.sealed_key = seal_to(PublicKey(bytes(officer.public_key)), secret)
        stale.save(update_fields=["sealed_key"])


def _leave_row(actor: Actor, officer: Officer, way: str, seats: int) -> None:
    note_right(actor=actor, officer=officer, change=Change.ACCESS_RESTORED, ground=way)
    record(
        actor=actor,
        action=Action.RECOVERED,
        subject=f"officer:{officer.pk}",
        institution_id=officer.institution_id,
        detail={"way": way, "seats": seats},
    )
