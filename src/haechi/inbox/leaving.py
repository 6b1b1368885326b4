"""An officer leaves: access ends at once, and nothing stays waiting for that officer alone (ALL-2)."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from haechi.audit.types import Actor
from haechi.custody.models import DeskEpoch, Officer
from haechi.live.services import announce, inbox_topic
from haechi.reports.models import Report, ReportSeal
from haechi.signon.services import forget
from haechi.staff.members import change_role
from haechi.staff.models import Account
from haechi.staff.services import remove_officer as end_access
from haechi.staff.types import Role
from haechi.talks.models import Chat
from haechi.talks.states import ChatState


@transaction.atomic
def remove_officer(*, actor: Actor, account: Account, ground: str = "") -> list[DeskEpoch]:
    """Account, seats, duties, assignments, chats and personal seals go; desks get a new epoch.

    A personal seal stays where nobody else could ever open the report: the key that it needs is
    destroyed with the account, and only the institution's recovery shares can bring it back.
    """
    _leave_reports(account.officer)
    forget(account)
    # last: it writes the trail (see `record`)
    return end_access(actor=actor, account=account, ground=ground)


@transaction.atomic
def give_role(*, actor: Actor, account: Account, role: Role, ground: str = "") -> list[DeskEpoch]:
    """Change the role; who becomes an administrator of settings loses everything that opens a report.

    Raises:
        LastMember: nobody could read reports any more.
        LastAdministrator: the institution would have none.
    """
    if role == Role.ADMINISTRATOR:
        _leave_reports(account.officer)
    return change_role(actor=actor, account=account, role=role, ground=ground)


def _leave_reports(officer: Officer) -> None:
    Report.threads.filter(assignee=officer).update(assignee=None)
    hers = Chat.objects.filter(taken_by=officer)
    hers.filter(state=ChatState.OPEN).update(state=ChatState.WAITING)
    hers.update(taken_by=None)
    _seals_not_alone(officer).delete()
    announce(inbox_topic(officer.institution_id))


def _seals_not_alone(officer: Officer) -> QuerySet[ReportSeal]:
    others = ReportSeal.objects.filter(report=OuterRef("report")).filter(
        (Q(officer__is_active=True) & ~Q(officer=officer))
        | Q(is_recovery=True)
        | Q(epoch__isnull=False)
    )
    return ReportSeal.objects.filter(Exists(others), officer=officer)
