"""Officers who stay: another name or place, another role, a suspension and its end (ALL-2, adr/010).

A suspended officer keeps the private key and the seats of the time before; the desk gets a new epoch
without her. Once reinstated she reads what she could read, and what came meanwhile only after a colleague
has admitted her. Duties, turns and assignments wait for her.
"""

from django.db import transaction

from haechi.access_control.ledger import note_right
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.custody.models import DeskEpoch, Officer
from haechi.custody.selectors import intake_members
from haechi.custody.services import remove_from_desks, renew_without
from haechi.institutions.models import Department
from haechi.staff.errors import LastAdministrator, LastMember, NotAllowed
from haechi.staff.models import Account
from haechi.staff.types import Role


@transaction.atomic
def suspend_officer(*, actor: Actor, account: Account, ground: str = "") -> list[DeskEpoch]:
    """End the officer's access for a time: no sign-in, no notice, no seat in what comes.

    `ground`, here and below: why, for the ledger of access rights.

    Raises:
        LastMember: nobody could read reports any more.
    """
    officer = account.officer
    _check_reader_left(officer)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    Officer.objects.filter(pk=officer.pk).update(is_active=False, is_suspended=True)
    epochs = renew_without(officer=officer)
    note_right(actor=actor, officer=officer, change=Change.SUSPENDED, ground=ground)
    _leave_row(actor, account, Action.OFFICER_SUSPENDED, epochs=len(epochs))
    return epochs


@transaction.atomic
def reinstate_officer(*, actor: Actor, account: Account, ground: str = "") -> None:
    """End a suspension: the officer signs in with password and second factor as before.

    Raises:
        NotAllowed: the officer is not suspended; who was removed stays removed.
    """
    back = Officer.objects.filter(pk=account.officer_id, is_suspended=True)
    if not back.update(is_active=True, is_suspended=False):
        raise NotAllowed
    Account.objects.filter(pk=account.pk).update(is_active=True)
    note_right(actor=actor, officer=account.officer, change=Change.REINSTATED, ground=ground)
    _leave_row(actor, account, Action.OFFICER_REINSTATED)


@transaction.atomic
def change_officer(
    *, actor: Actor, account: Account, name: str, position: str, department: Department | None
) -> list[str]:
    """Change what an officer is called; return the names of what changed.

    Raises:
        NotAllowed: a department of another institution.
    """
    officer = account.officer
    if department and department.institution_id != officer.institution_id:
        raise NotAllowed
    values = {"name": name, "position": position, "department": department}
    changed = [key for key, value in values.items() if getattr(officer, key) != value]
    for key in changed:
        setattr(officer, key, values[key])
    if changed:
        officer.save(update_fields=changed)
        _leave_row(actor, account, Action.OFFICER_CHANGED, changed=", ".join(changed))
    return changed


@transaction.atomic
def change_role(*, actor: Actor, account: Account, role: Role, ground: str = "") -> list[DeskEpoch]:
    """Give another role. An administrator of settings keeps no duty, no turn and no seat (P-07).

    `haechi.inbox.leaving.give_role` calls it and clears what reports still hold for the officer.

    Raises:
        LastMember: nobody could read reports any more.
        LastAdministrator: the institution would have none.
    """
    officer, before, epochs = account.officer, account.role, []
    if before == role:
        return []
    if before == Role.ADMINISTRATOR:
        _check_administrator_left(account)
    if role == Role.ADMINISTRATOR:
        _check_reader_left(officer)
        officer.duties.all().delete()
        officer.turns.all().delete()
        officer.stands_in.update(substitute=None)
        epochs = remove_from_desks(officer=officer)
    Account.objects.filter(pk=account.pk).update(role=role)
    account.role = role
    change = f"{Role(before).label} → {role.label}"
    note_right(actor=actor, officer=officer, change=Change.ROLE, what=change, ground=ground)
    if epochs:
        note_right(actor=actor, officer=officer, change=Change.SEAT_ENDED, ground=change)
    _leave_row(
        actor, account, Action.ROLE_CHANGED, before=str(before), role=role.value, epochs=len(epochs)
    )
    return epochs


def _check_reader_left(officer: Officer) -> None:
    members = set(intake_members(officer.institution).values_list("pk", flat=True))
    if members == {officer.pk}:
        raise LastMember


def _check_administrator_left(account: Account) -> None:
    others = Account.objects.filter(
        officer__institution_id=account.officer.institution_id,
        role=Role.ADMINISTRATOR,
        is_active=True,
    ).exclude(pk=account.pk)
    if not others.exists():
        raise LastAdministrator


def _leave_row(actor: Actor, account: Account, action: Action, **detail: str | int | bool) -> None:
    record(
        actor=actor,
        action=action,
        subject=f"officer:{account.officer_id}",
        institution_id=account.officer.institution_id,
        detail=detail,
    )
