"""Requests with which nobody goes on: what was chosen for them is kept from destruction meanwhile (RC-4).

So those who decide are reminded each week, and one whose applicant does not answer ends after its last day.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from haechi.applicants.filing import notify
from haechi.applicants.following import answer_by
from haechi.common.clock import today
from haechi.disclosures.access import is_answered
from haechi.disclosures.grants import end_grants_of
from haechi.disclosures.models import Request
from haechi.disclosures.states import LINE, State
from haechi.disclosures.steps import leave_step
from haechi.notifications.models import Delivery
from haechi.notifications.types import Notice

REMIND_DAYS = 7


def remind_undecided() -> int:
    """The worker's: tell the managing persons, a week after a request came and each week on; how many."""
    before = today() - timedelta(days=REMIND_DAYS)
    rows = Request.objects.filter(state__in=LINE, received_at__date__lte=before)
    return sum(_remind(pk) for pk in rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> bool:
    row = Request.objects.select_for_update(of=("self",)).select_related("institution").get(pk=pk)
    lately = Q(ended_on__isnull=True) | Q(ended_on__gt=today() - timedelta(days=REMIND_DAYS))
    told = Delivery.objects.filter(lately, subject=row.reference, notice=Notice.REQUEST_WAITING)
    if row.state not in LINE or told.exists():
        return False
    notify(row, Notice.REQUEST_WAITING)
    return True


def end_unanswered() -> int:
    """The worker's: requests whose applicants did not supply what was asked for in time; how many ended."""
    rows = Request.objects.filter(state=State.MORE_ASKED).order_by("pk")
    return sum(_end(pk) for pk in rows.values_list("pk", flat=True))


@transaction.atomic
def _end(pk: int) -> bool:
    row = Request.objects.select_for_update(of=("self",)).get(pk=pk)
    last = answer_by(row)
    if row.state != State.MORE_ASKED or is_answered(row) or last is None or last >= today():
        return False
    row.state, row.ended_on = State.WITHDRAWN, today()
    row.save(update_fields=["state", "ended_on"])
    end_grants_of(row)
    leave_step(row, "unanswered")
    return True
