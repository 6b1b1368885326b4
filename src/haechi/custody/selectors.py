"""Reading desks and opening their keys."""

from django.db import models
from django.db.models import QuerySet

from haechi.crypto.sealedbox import key_pair_of, open_with
from haechi.crypto.types import KeyPair, PrivateKey
from haechi.custody.errors import DeskEmpty, NoSeat
from haechi.custody.models import DeskEpoch, DeskSeat, Officer
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.institutions.models import Category, Institution


def current_epoch(institution: Institution, function: DeskFunction) -> DeskEpoch:
    """The epoch that new secrets are sealed to.

    Raises:
        DeskEmpty: the desk was never staffed, or nobody is left at it.
    """
    current = DeskEpoch.objects.filter(
        desk__institution=institution, desk__function=function, is_current=True
    )
    epoch = next(iter(current.filter(seats__officer__is_active=True)[:1]), None)
    if epoch is None:
        raise DeskEmpty
    return epoch


def members(epoch: DeskEpoch) -> QuerySet[Officer]:
    return Officer.objects.filter(seats__epoch=epoch, is_active=True)


def members_of(institution: Institution, function: DeskFunction) -> list[Officer]:
    """Who sits at a desk now; nobody at one that was never opened."""
    epoch = DeskEpoch.objects.filter(
        desk__institution=institution, desk__function=function, is_current=True
    ).first()
    return list(members(epoch)) if epoch else []


def intake_members(institution: Institution) -> QuerySet[Officer]:
    """The officers who can read what is reported now: those a reporter may exclude."""
    return Officer.objects.filter(
        seats__epoch__desk__institution=institution,
        seats__epoch__desk__function=DeskFunction.INTAKE,
        seats__epoch__is_current=True,
        is_active=True,
    ).distinct()


def excludable(institution: Institution) -> QuerySet[Officer]:
    """Whom a reporter may exclude: those who read what is reported now, and those who may again.

    A suspended officer, perhaps suspended for what is reported, is seated again by a colleague's act,
    which opens what came meanwhile: only the reporter's own word keeps such a report closed to her.
    """
    may_again = models.Q(
        is_suspended=True,
        seats__epoch__desk__institution=institution,
        seats__epoch__desk__function=DeskFunction.INTAKE,
    )
    reads_now = models.Q(pk__in=intake_members(institution).values("pk"))
    return Officer.objects.filter(reads_now | may_again).distinct()


def on_duty(category: Category) -> QuerySet[Officer]:
    """Those with the standing duty; `custody.roster` says which of them are told on a day."""
    return Officer.objects.filter(duties__category=category, is_active=True)


def open_epoch(officer: UnlockedOfficer, epoch_id: int) -> KeyPair:
    """The epoch's key pair, opened with the officer's own.

    Raises:
        NoSeat: the officer never had a seat there, or lost it.
        CannotOpen: the seat was sealed to another key.
    """
    seat = DeskSeat.objects.filter(epoch_id=epoch_id, officer_id=officer.officer_id).first()
    if seat is None:
        raise NoSeat
    return key_pair_of(PrivateKey(open_with(officer.pair, seat.sealed_private)))
