"""What heads of audit and administrators change: the desk, settings, categories, links (ALL-2).

Each act is one transaction and one row in the trail. None of them opens a report.
"""

import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.custody.errors import NoSeat
from haechi.custody.models import Desk, DeskEpoch, DeskSeat, Officer
from haechi.custody.selectors import intake_members
from haechi.custody.services import admit, open_new_epoch, staff_desk
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Category, EntryPoint, Institution
from haechi.staff.errors import LastAdministrator, LastMember, NotAllowed
from haechi.staff.models import Account
from haechi.staff.types import OfficerAtWork, Role

_OPEN_SETTINGS = frozenset(
    {
        "name_ko",
        "name_en",
        "email_content",
        "uncleanable_files",
        "offers_exclusion",
        "handling_days",
        "retention_days",
    }
)


def intake_desk(institution: Institution) -> Desk | None:
    return Desk.objects.filter(institution=institution, function=DeskFunction.INTAKE).first()


def has_current_seat(officer: Officer) -> bool:
    return DeskSeat.objects.filter(
        officer=officer, epoch__is_current=True, epoch__desk__function=DeskFunction.INTAKE
    ).exists()


def _readable(newcomer: Officer, actor: OfficerAtWork) -> Desk:
    """The desk, where the newcomer may sit at it.

    Raises:
        NotAllowed: of another institution, removed, or an administrator of settings.
    """
    account = Account.objects.filter(officer=newcomer, is_active=True).first()
    desk = intake_desk(actor.officer.institution)
    if (
        desk is None
        or account is None
        or account.role == Role.ADMINISTRATOR
        or newcomer.institution_id != actor.officer.institution_id
    ):
        raise NotAllowed
    return desk


@transaction.atomic
def admit_to_intake(*, actor: OfficerAtWork, newcomer: Officer) -> int:
    """Seat a newcomer at every epoch that the acting member can open; return how many.

    Raises:
        NotAllowed: the newcomer may not sit there.
        NoSeat: the acting officer is no member.
    """
    desk = _readable(newcomer, actor)
    seated = admit(desk=desk, newcomer=newcomer, by=actor.unlocked)
    if not seated:
        raise NoSeat
    note_right(actor=actor.trail, officer=newcomer, change=Change.SEAT_GIVEN)
    record(
        actor=actor.trail,
        action=Action.DESK_ADMITTED,
        subject=f"officer:{newcomer.pk}",
        detail={"epochs": seated},
    )
    return seated


@transaction.atomic
def reopen_intake(*, actor: OfficerAtWork, newcomer: Officer) -> DeskEpoch:
    """Staff a desk at which nobody is left: the newcomer reads what comes from now on.

    Nothing that was reported before can be opened by it. While anybody sits at the desk only members
    seat others: an administrator would otherwise make an account of his own a reader of all to come.

    Raises:
        NotAllowed: the newcomer may not sit there, or somebody still does.
    """
    desk = _readable(newcomer, actor)
    if intake_members(actor.officer.institution).exists():
        raise NotAllowed
    epoch = open_new_epoch(desk=desk, officers=[newcomer])
    note_right(actor=actor.trail, officer=newcomer, change=Change.SEAT_GIVEN)
    record(
        actor=actor.trail,
        action=Action.DESK_EPOCH,
        subject=f"officer:{newcomer.pk}",
        detail={"epoch": epoch.number, "members": 1},
    )
    return epoch


@transaction.atomic
def open_intake_desk(*, actor: Actor, institution: Institution, head: Officer) -> DeskEpoch:
    """The first epoch of a new institution's desk, with its first officer."""
    epoch = staff_desk(institution=institution, function=DeskFunction.INTAKE, officers=[head])
    note_right(actor=actor, officer=head, change=Change.SEAT_GIVEN)
    record(
        actor=actor,
        action=Action.DESK_EPOCH,
        subject=f"officer:{head.pk}",
        institution_id=institution.pk,
        detail={"epoch": epoch.number, "members": 1},
    )
    return epoch


def check_removable(*, actor: OfficerAtWork, account: Account) -> None:
    """See that somebody is left who reads reports, and an administrator where there was one.

    Raises:
        NotAllowed: oneself, or somebody of another institution.
        LastMember: nobody could read reports any more.
        LastAdministrator: the institution would have none.
    """
    check_suspendable(actor=actor, account=account)
    if account.role == Role.ADMINISTRATOR and not _other_administrators(account).exists():
        raise LastAdministrator


def _other_administrators(account: Account) -> QuerySet[Account]:
    return Account.objects.filter(
        officer__institution_id=account.officer.institution_id,
        role=Role.ADMINISTRATOR,
        is_active=True,
    ).exclude(pk=account.pk)


def check_suspendable(*, actor: OfficerAtWork, account: Account) -> None:
    """As `check_removable`, but the last administrator can be stopped: whoever does it stays.

    Raises:
        NotAllowed: oneself, or somebody of another institution.
        LastMember: nobody could read reports any more.
    """
    if (
        account.pk == actor.account_id
        or account.officer.institution_id != actor.officer.institution_id
    ):
        raise NotAllowed
    members = set(intake_members(account.officer.institution).values_list("pk", flat=True))
    if members == {account.officer_id}:
        raise LastMember


@transaction.atomic
def change_settings(
    *, actor: OfficerAtWork, institution: Institution, changes: Mapping[str, object]
) -> list[str]:
    """Set what an institution sets for itself; return the names of what changed.

    Raises:
        NotAllowed: a name that is not a setting of theirs.
        django.core.exceptions.ValidationError: a value out of range.
    """
    if not changes.keys() <= _OPEN_SETTINGS:
        raise NotAllowed
    changed = [name for name, value in changes.items() if getattr(institution, name) != value]
    for name in changed:
        setattr(institution, name, changes[name])
    if changed:
        institution.full_clean(exclude=["recovery_public_key"])
        institution.save(update_fields=changed)
        _settings_changed(actor, "institution", ", ".join(sorted(changed)))
    return changed


@transaction.atomic
def save_category(*, actor: OfficerAtWork, category: Category) -> None:
    """Save a new or changed category of the actor's institution."""
    if not category.code:
        category.code = f"c-{uuid.uuid4().hex[:8]}"
    category.institution = actor.officer.institution
    category.full_clean()
    category.save()
    _settings_changed(actor, "category", category.code)


@transaction.atomic
def save_entry_point(*, actor: OfficerAtWork, entry_point: EntryPoint) -> None:
    """Save a new or changed entry point of the actor's institution."""
    entry_point.institution = actor.officer.institution
    entry_point.full_clean()
    entry_point.save()
    _settings_changed(actor, "entry point", entry_point.code)


def _settings_changed(actor: OfficerAtWork, kind: str, what: str) -> None:
    record(
        actor=actor.trail,
        action=Action.SETTINGS_CHANGED,
        subject=f"institution:{actor.officer.institution_id}",
        detail={kind: what},
    )
