"""Which chats have been kept long enough (ALL-3). One that became a report is kept as a report."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from haechi.common.clock import today
from haechi.conversations.models import Message
from haechi.institutions.models import Institution
from haechi.live.services import announce, inbox_topic
from haechi.reports.models import Report
from haechi.retention.types import Rule
from haechi.talks.models import Chat
from haechi.talks.states import ChatState

IDLE_DAYS = 30  # a chat in which nobody wrote for so long has ended
EMPTY_DAYS = 7  # a chat in which nobody ever wrote


def close_idle_chats() -> int:
    """End what nobody went on with; its reporter may still come back and write. Return how many."""
    limit = today() - timedelta(days=IDLE_DAYS)
    lately = Message.objects.filter(report=OuterRef("pk"), posted_on__gte=limit)
    idle = Chat.objects.filter(~Q(state=ChatState.CLOSED), ~Exists(lately), opened_on__lt=limit)
    touched = set(idle.values_list("institution_id", flat=True))
    ended = idle.update(state=ChatState.CLOSED, closed_on=today())
    for institution_id in touched:
        announce(inbox_topic(institution_id))
    return ended


def due_by_rule(institution: Institution) -> dict[Rule, QuerySet[Report]]:
    """What each rule makes due among the chats that are no reports; no holds."""
    free = Report.threads.filter(institution=institution, number__isnull=True, hold__isnull=True)
    limit = today() - timedelta(days=institution.retention_days)
    written = Message.objects.filter(report=OuterRef("pk"))
    return {
        Rule.CLOSED_PERIOD: free.filter(chat__state=ChatState.CLOSED, chat__closed_on__lt=limit),
        Rule.NEVER_SENT: free.filter(
            ~Exists(written), chat__opened_on__lt=today() - timedelta(days=EMPTY_DAYS)
        ),
    }
