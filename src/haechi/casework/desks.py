"""Who sits at the two desks of public-interest reports: the centre's and the 책임관's (제5조, 제8조, PI-16).

A desk begins with its first members (the head staffs it), grows by admission through one who sits there
(who alone can hand on old keys), and opens a new epoch whenever somebody leaves it.
"""

from collections.abc import Sequence

from django.db import transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.custody.errors import NoSeat
from haechi.custody.models import Desk, DeskEpoch, DeskSeat, Officer
from haechi.custody.selectors import members_of
from haechi.custody.services import admit, open_new_epoch, staff_desk
from haechi.custody.types import DeskFunction
from haechi.staff.errors import LastMember, NotAllowed
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role

DESKS = (DeskFunction.CASES, DeskFunction.PROTECTION)


@transaction.atomic
def open_desk(
    *, actor: OfficerAtWork, function: DeskFunction, officers: Sequence[Officer]
) -> DeskEpoch:
    """Staff a desk for the first time.

    Raises:
        NotAllowed: not the head, nobody named, the desk is open, or one of them may not sit there.
        ForeignOfficer: one of them is of another institution or inactive.
    """
    _demand(actor, function)
    institution = actor.officer.institution
    if not officers or members_of(institution, function):
        raise NotAllowed
    for officer in officers:
        _check_may_sit(officer)
    epoch = staff_desk(institution=institution, function=function, officers=officers)
    for officer in officers:
        _note(actor, officer, Change.SEAT_GIVEN, function)
    _row(actor, Action.DESK_EPOCH, function, number=epoch.number)
    return epoch


@transaction.atomic
def admit_to_desk(*, actor: OfficerAtWork, function: DeskFunction, newcomer: Officer) -> int:
    """Seat a newcomer at every epoch that the actor can open; return how many.

    Raises:
        NotAllowed: not the head or one of the desk, or the newcomer may not sit there.
        NoSeat: the actor sits there no more, or never did: nothing can be handed on.
        ForeignOfficer: the newcomer is of another institution or inactive.
    """
    _check_may_sit(newcomer)
    desk = Desk.objects.filter(
        institution_id=actor.officer.institution_id, function=function
    ).first()
    if desk is None or function not in DESKS or actor.role == Role.ADMINISTRATOR:
        raise NotAllowed
    seated = admit(desk=desk, newcomer=newcomer, by=actor.unlocked)
    if not seated:
        raise NoSeat
    _note(actor, newcomer, Change.SEAT_GIVEN, function)
    _row(actor, Action.DESK_ADMITTED, function, officer=newcomer.pk)
    return seated


@transaction.atomic
def leave_desk(*, actor: OfficerAtWork, function: DeskFunction, officer: Officer) -> DeskEpoch:
    """Take an officer's seats there away; what comes from now on is sealed to a new key.

    Raises:
        NotAllowed: not the head.
        NoSeat: she does not sit there.
        LastMember: nobody would be left.
    """
    _demand(actor, function)
    institution = actor.officer.institution
    seated = members_of(institution, function)
    if officer not in seated:
        raise NoSeat
    others = [each for each in seated if each.pk != officer.pk]
    if not others:
        raise LastMember
    desk = Desk.objects.get(institution=institution, function=function)
    DeskSeat.objects.filter(epoch__desk=desk, officer=officer).delete()
    epoch = open_new_epoch(desk=desk, officers=others)
    _note(actor, officer, Change.SEAT_ENDED, function)
    _row(actor, Action.DESK_EPOCH, function, number=epoch.number)
    return epoch


def _demand(actor: OfficerAtWork, function: DeskFunction) -> None:
    if actor.role != Role.HEAD or function not in DESKS:
        raise NotAllowed


def _check_may_sit(officer: Officer) -> None:
    """An administrator of settings opens nothing (P-07)."""
    account = Account.objects.filter(officer=officer).first()
    if account is not None and account.role == Role.ADMINISTRATOR:
        raise NotAllowed


def _note(actor: OfficerAtWork, officer: Officer, change: Change, function: DeskFunction) -> None:
    note_right(actor=actor.trail, officer=officer, change=change, what=function.value)


def _row(
    actor: OfficerAtWork, action: Action, function: DeskFunction, **detail: str | int | bool
) -> None:
    record(
        actor=actor.trail,
        action=action,
        subject=f"institution:{actor.officer.institution_id}",
        detail={"desk": function.value, **detail},
    )
