"""An institution means to leave: one manager asks, another one agrees, the operator acts (docs/adr/015).

Neither exports nor destroys: the archive needs the pepper that lies in the reporter's zone, out of reach of
every officer's browser, and one administrator must not be able to carry an institution away.
"""

from django.db import IntegrityError, transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import now
from haechi.continuity.models import Departure, LeavingRequest
from haechi.continuity.selectors import leaving_of
from haechi.staff.errors import NotAllowed
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role

_MANAGERS = frozenset({Role.HEAD, Role.ADMINISTRATOR})


def may_agree(actor: OfficerAtWork, asked: LeavingRequest) -> bool:
    return (
        actor.role in _MANAGERS
        and asked.institution_id == actor.officer.institution_id
        and asked.asked_by != actor.officer.pk
        and asked.agreed_at is None
    )


def others_who_may_agree(actor: OfficerAtWork) -> int:
    """Managers beside this one; with none the operator needs the letter alone."""
    return (
        Account.objects.filter(
            officer__institution_id=actor.officer.institution_id,
            is_active=True,
            role__in=_MANAGERS,
        )
        .exclude(pk=actor.account_id)
        .count()
    )


@transaction.atomic
def ask_to_leave(*, actor: OfficerAtWork, reason: str, new_address: str = "") -> LeavingRequest:
    """Raises NotAllowed: no manager, asked already, or the destruction began."""
    _check_manager(actor)
    number = actor.officer.institution_id
    if Departure.objects.filter(institution_id=number).exists():
        raise NotAllowed
    try:
        with transaction.atomic():
            asked = LeavingRequest.objects.create(
                institution_id=number,
                reason=reason,
                new_address=new_address,
                asked_by=actor.officer.pk,
                asked_name=str(actor.officer)[:150],
                asked_at=now(),
            )
    except IntegrityError:  # two asked at once
        raise NotAllowed from None
    _leave_row(actor, "asked", reason)
    return asked


@transaction.atomic
def agree_to_leave(*, actor: OfficerAtWork) -> None:
    """Raises NotAllowed: nobody asked, oneself asked, or somebody agreed already."""
    _check_manager(actor)
    waiting = LeavingRequest.objects.filter(
        institution_id=actor.officer.institution_id, agreed_at__isnull=True
    ).exclude(asked_by=actor.officer.pk)
    changed = waiting.update(
        agreed_by=actor.officer.pk, agreed_name=str(actor.officer)[:150], agreed_at=now()
    )
    if not changed:
        raise NotAllowed
    _leave_row(actor, "agreed", "")


@transaction.atomic
def take_back(*, actor: OfficerAtWork) -> None:
    """Any manager may, until the destruction begins. Raises NotAllowed."""
    _check_manager(actor)
    number = actor.officer.institution_id
    asked = leaving_of(number)
    if asked is None or Departure.objects.filter(institution_id=number).exists():
        raise NotAllowed
    asked.delete()
    _leave_row(actor, "taken back", "")


def _check_manager(actor: OfficerAtWork) -> None:
    if actor.role not in _MANAGERS:
        raise NotAllowed


def _leave_row(actor: OfficerAtWork, what: str, reason: str) -> None:
    detail: dict[str, str | int | bool] = {"leaving": what}
    if reason:
        detail["reason"] = reason[:200]
    record(
        actor=actor.trail,
        action=Action.SETTINGS_CHANGED,
        subject=f"institution:{actor.officer.institution_id}",
        detail=detail,
    )
