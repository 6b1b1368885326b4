"""The two desks whose halves open a recording: the custodian's and the approver's (제8조, 제9조, RC-5).

As with the centre's desks: first members are seated once, later ones are admitted by one who sits there,
and who leaves takes no key of the future with her. Nobody sits at both.
"""

from collections.abc import Sequence

from django.db import transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.custody.errors import NoSeat
from haechi.custody.models import Desk, DeskEpoch, DeskSeat, Officer
from haechi.custody.selectors import members_of
from haechi.custody.services import admit, open_new_epoch, staff_desk
from haechi.custody.types import DeskFunction
from haechi.recordings.errors import BothDesks, NotNow, NotResponsible
from haechi.recordings.people import DESKS, is_chief
from haechi.recordings.trail import leave_row
from haechi.staff.errors import LastMember
from haechi.staff.types import OfficerAtWork, Role


@transaction.atomic
def open_desk(
    *, actor: OfficerAtWork, function: DeskFunction, officers: Sequence[Officer]
) -> DeskEpoch:
    """Seat the first members, or again the first after everybody left.

    Raises:
        NotResponsible: not the 정책임자.
        NotNow: nobody named, or the desk has members.
        BothDesks: one of them sits, or sat, at the other desk.
        ForeignOfficer: of another institution, or inactive.
    """
    _demand(actor, function)
    institution = actor.officer.institution
    if not officers or members_of(institution, function):
        raise NotNow
    for officer in officers:
        _check_may_sit(officer, function)
    epoch = staff_desk(institution=institution, function=function, officers=officers)
    for officer in officers:
        _note(actor, officer, Change.SEAT_GIVEN, function)
    leave_row(actor, Action.DESK_EPOCH, desk=function.value, number=epoch.number)
    return epoch


@transaction.atomic
def admit_to_desk(*, actor: OfficerAtWork, function: DeskFunction, newcomer: Officer) -> int:
    """Seat a newcomer at every epoch that the actor can open; return how many.

    Raises:
        NoSeat: the actor does not sit there: there is nothing to hand on.
        BothDesks, NotResponsible, ForeignOfficer: as `open_desk`.
    """
    desk = Desk.objects.filter(
        institution_id=actor.officer.institution_id, function=function
    ).first()
    if desk is None or function not in DESKS:
        raise NoSeat
    _check_may_sit(newcomer, function)
    seated = admit(desk=desk, newcomer=newcomer, by=actor.unlocked)
    if not seated:
        raise NoSeat
    _note(actor, newcomer, Change.SEAT_GIVEN, function)
    leave_row(actor, Action.DESK_ADMITTED, desk=function.value, officer=newcomer.pk)
    return seated


@transaction.atomic
def leave_desk(*, actor: OfficerAtWork, function: DeskFunction, officer: Officer) -> DeskEpoch:
    """Take an officer's seats there away; what is recorded from now on is sealed to a new key.

    Raises:
        NotResponsible: not the 정책임자.
        NoSeat: she does not sit there.
        LastMember: nobody would be left, and nothing could be recorded.
    """
    _demand(actor, function)
    seated = members_of(actor.officer.institution, function)
    if officer not in seated:
        raise NoSeat
    others = [each for each in seated if each.pk != officer.pk]
    if not others:
        raise LastMember
    desk = Desk.objects.get(institution=actor.officer.institution, function=function)
    DeskSeat.objects.filter(epoch__desk=desk, officer=officer).delete()
    epoch = open_new_epoch(desk=desk, officers=others)
    _note(actor, officer, Change.SEAT_ENDED, function)
    leave_row(actor, Action.DESK_EPOCH, desk=function.value, number=epoch.number)
    return epoch


def _demand(actor: OfficerAtWork, function: DeskFunction) -> None:
    if function not in DESKS or not is_chief(actor.officer):
        raise NotResponsible


def _check_may_sit(officer: Officer, function: DeskFunction) -> None:
    """An administrator opens nothing (P-07); an old seat opens old recordings, so it counts too."""
    account = getattr(officer, "account", None)
    if account is not None and account.role == Role.ADMINISTRATOR:
        raise NotResponsible
    (other,) = set(DESKS) - {function}
    if DeskSeat.objects.filter(officer=officer, epoch__desk__function=other).exists():
        raise BothDesks


def _note(actor: OfficerAtWork, officer: Officer, change: Change, function: DeskFunction) -> None:
    note_right(actor=actor.trail, officer=officer, change=change, what=function.value)
