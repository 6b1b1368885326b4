"""Practice deletes itself: the session's key first, then its rows (ALL-3)."""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from haechi.common.clock import today
from haechi.live.services import announce
from haechi.practice.models import PracticeKey, PracticeReport, PracticeSession
from haechi.practice.selectors import practice_topic

TAG_DAYS = 2  # as long as a form sent twice can come: yesterday's page


def due_sessions() -> QuerySet[PracticeSession]:
    """Ended by the trainer, or past the days they were to be kept."""
    return PracticeSession.objects.filter(Q(is_ended=True) | Q(destroyed_after__lt=today()))


def destroy_session(session: PracticeSession, *, told: Callable[[int], None]) -> int:
    """Destroy a session with everything that was practised; return how many reports went.

    `told` leaves the record of so many, in the transaction in which the rows go; where two runs meet,
    the session goes and is told once.
    """
    with transaction.atomic():
        PracticeKey.objects.filter(session=session).delete()
    with transaction.atomic():
        announce(practice_topic(session.pk))
        _, gone = session.delete()
        count = gone.get(PracticeReport._meta.label, 0)
        if gone.get(PracticeSession._meta.label):
            told(count)
    return count


def forget_practice_tags() -> int:
    """The tag ties a practice report to the page that sent it."""
    old = PracticeReport.objects.filter(
        submission_tag__isnull=False, session__last_day__lt=today() - timedelta(days=TAG_DAYS)
    )
    return old.update(submission_tag=None)
