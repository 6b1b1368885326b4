"""Telling officers that a chat waits: once until one of them has read, and nothing of what was written."""

from django.db import transaction

from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.submission import recipients
from haechi.talks.models import Chat


def tell(chat: Chat) -> None:
    """Whoever has the chat; where nobody has it who may read it, everybody at the desk."""
    report, mine = chat.report, chat.taken_by
    barred = set(report.exclusions.values_list("officer_id", flat=True))
    told = [mine.pk] if mine and mine.is_active and mine.pk not in barred else []
    enqueue(
        institution_id=report.institution_id,
        officer_ids=told or recipients(report.institution, None, barred),
        notice=Notice.CHAT_WAITING,
        subject=f"report:{report.pk}",
        values={"institution": report.institution.name_ko, "number": ""},
    )
    Chat.objects.filter(pk=chat.pk).update(is_told=True)


def tell_unread() -> int:
    """Tell of chats whose officer seemed to be there and did not read: her board lies in a hidden tab, or she
    left it. Return how many."""
    waiting = Chat.objects.filter(
        report__has_news=True, is_told=False, is_blocked=False, reported_on__isnull=True
    )
    told = 0
    for pk in waiting.values_list("pk", flat=True):
        with transaction.atomic():
            row = waiting.select_for_update(of=("self",)).select_related("report", "taken_by")
            chat = row.filter(pk=pk).first()
            if chat is not None:
                tell(chat)
                told += 1
    return told
