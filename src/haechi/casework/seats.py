"""Seats at the centre's two desks (제5조, 제8조): who is designated gets the key from a member, or from
the recovery sheets; only a desk at which nobody sits is staffed anew."""

from django.db import transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.custody.errors import DeskEmpty, NoSeat
from haechi.custody.models import Desk, DeskSeat, Officer
from haechi.custody.selectors import current_epoch, members
from haechi.custody.services import admit, open_new_epoch, staff_desk
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.staff.errors import LastMember, NotAllowed
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role

DESKS = (DeskFunction.CASES, DeskFunction.PROTECTION)


def seated(institution: Institution, function: DeskFunction) -> list[Officer]:
    """Who sits at the desk now."""
    try:
        return list(members(current_epoch(institution, function)).order_by("name", "pk"))
    except DeskEmpty:
        return []


@transaction.atomic
def give_seat(*, actor: OfficerAtWork, officer: Officer, function: DeskFunction) -> None:
    """Seat an officer: a member hands on what she can open; an empty desk begins with the newcomer.

    Raises:
        NotAllowed: neither head nor administrator; or an administrator of settings is to sit there.
        NoSeat: somebody sits there, and the actor does not.
    """
    _check(actor, officer, function)
    institution = actor.officer.institution
    if seated(institution, function):
        desk = Desk.objects.get(institution=institution, function=function)
        if not admit(desk=desk, newcomer=officer, by=actor.unlocked):
            raise NoSeat
    else:
        staff_desk(institution=institution, function=function, officers=[officer])
    note_right(
        actor=actor.trail,
        officer=officer,
        change=Change.OTHER,
        before="",
        after=str(function.label),
    )
    record(
        actor=actor.trail,
        action=Action.DESK_ADMITTED,
        subject=f"officer:{officer.pk}",
        detail={"desk": function.value},
    )


@transaction.atomic
def take_seat(*, actor: OfficerAtWork, officer: Officer, function: DeskFunction) -> None:
    """End a seat: the desk gets a new key, and the old ones are the officer's no more.

    Raises:
        NotAllowed: neither head nor administrator, or she does not sit there.
        LastMember: nobody would be left who can open what was sealed to the desk.
    """
    if actor.role not in {Role.HEAD, Role.ADMINISTRATOR} or function not in DESKS:
        raise NotAllowed
    there = seated(actor.officer.institution, function)
    if officer not in there:
        raise NotAllowed
    others = [each for each in there if each.pk != officer.pk]
    if not others:
        raise LastMember
    desk = Desk.objects.get(institution=actor.officer.institution, function=function)
    open_new_epoch(desk=desk, officers=others)
    DeskSeat.objects.filter(epoch__desk=desk, officer=officer).delete()
    note_right(
        actor=actor.trail,
        officer=officer,
        change=Change.OTHER,
        before=str(function.label),
        after="",
    )
    record(
        actor=actor.trail,
        action=Action.DESK_EPOCH,
        subject=f"officer:{officer.pk}",
        detail={"desk": function.value, "members": len(others)},
    )


def _check(actor: OfficerAtWork, officer: Officer, function: DeskFunction) -> None:
    account = Account.objects.filter(officer=officer, is_active=True).first()
    foreign = officer.institution_id != actor.officer.institution_id
    may = actor.role in {Role.HEAD, Role.ADMINISTRATOR} and function in DESKS
    if not may or foreign or account is None or account.role == Role.ADMINISTRATOR:
        raise NotAllowed
