"""An officer leaves while cases are hers (ALL-2): nothing stays waiting for her alone."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from haechi.audit.types import Actor
from haechi.cases.models import CaseSeal, Designation, Handler
from haechi.common.clock import today
from haechi.custody.models import DeskEpoch, Officer
from haechi.inbox import leaving
from haechi.staff.models import Account
from haechi.staff.types import Role


@transaction.atomic
def remove_officer(*, actor: Actor, account: Account, ground: str = "") -> list[DeskEpoch]:
    """As `inbox.leaving.remove_officer`, and what she handled is nobody's: every member of the centre can
    open it until somebody takes it, and the worker tells them all of its clocks."""
    _leave_cases(account.officer)
    return leaving.remove_officer(actor=actor, account=account, ground=ground)


@transaction.atomic
def give_role(*, actor: Actor, account: Account, role: Role, ground: str = "") -> list[DeskEpoch]:
    """As `inbox.leaving.give_role`."""
    if role == Role.ADMINISTRATOR:
        _leave_cases(account.officer)
    return leaving.give_role(actor=actor, account=account, role=role, ground=ground)


def _leave_cases(officer: Officer) -> None:
    Handler.objects.filter(officer=officer, until__isnull=True).update(until=today())
    Designation.objects.filter(officer=officer, until__isnull=True).update(until=today())
    others = CaseSeal.objects.filter(
        case=OuterRef("case"), is_identity=OuterRef("is_identity")
    ).filter(
        (Q(officer__is_active=True) & ~Q(officer=officer))
        | Q(is_recovery=True)
        | Q(epoch__isnull=False)
    )
    CaseSeal.objects.filter(Exists(others), officer=officer).delete()
