"""The reply within thirty days (제9조④, form 3): when it is due, who is reminded, what came (RC-7)."""

from datetime import date, timedelta

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import today
from haechi.disclosures.access import locked
from haechi.disclosures.errors import NotHers, NotNow, ReasonNeeded
from haechi.disclosures.grants import end_grants_of
from haechi.disclosures.models import Request
from haechi.disclosures.sealing import managing, seal_words
from haechi.disclosures.states import State
from haechi.disclosures.types import Reply, Series, Way
from haechi.institutions.models import Institution
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.recordings.people import manages
from haechi.recordings.trail import leave_row
from haechi.reports.deadline import calendar_of
from haechi.staff.types import OfficerAtWork
from haechi.statutes.periods import Period, due_day

DAYS = Period(30)
WARN_BEFORE = (7, 3, 1)


def due_of(institution: Institution, received_on: date) -> date:
    """Thirty days, the first left out; the last moves off a holiday (민법 제157조, 제161조)."""
    return due_day(received_on, DAYS, calendar_of(institution)).day


@transaction.atomic
def receive_reply(*, actor: OfficerAtWork, request: Request, reply: Reply) -> Request:
    """Form 3 came back: the request is closed, its grants end.

    Raises:
        NotHers: not of the managing department. NotNow: nothing was handed out, or the reply is there.
        ReasonNeeded: without the day and the way of the destruction.
    """
    row, key = locked(actor, request)
    if not manages(actor.officer):
        raise NotHers
    expected = row.series == Series.DISCLOSURE and row.way == Way.PROVISION
    if not expected or row.state != State.HANDED_OVER:
        raise NotNow
    _check(reply)
    row.reply = seal_words(key, row, "reply", reply)
    row.state, row.replied_on, row.ended_on = State.CLOSED, today(), today()
    row.archive = b""
    row.save()
    end_grants_of(row)
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="replied")
    return row


def outstanding(institution: Institution) -> list[Request]:
    """Handed out and not answered, the longest due first."""
    rows = Request.objects.filter(
        institution=institution, state=State.HANDED_OVER, reply_due_on__isnull=False
    )
    return list(rows.order_by("reply_due_on", "pk"))


def is_overdue(request: Request) -> bool:
    due = request.reply_due_on
    return request.state == State.HANDED_OVER and due is not None and due < today()


def remind() -> int:
    """The worker's: tell who carried it out and the managing persons 7, 3, 1 days before, and once
    after; return how many requests. They remind the recipient, whose address opens with their keys alone."""
    latest = today() + timedelta(days=WARN_BEFORE[0])
    rows = Request.objects.filter(state=State.HANDED_OVER, reply_due_on__lte=latest)
    return sum(_remind(pk) for pk in rows.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> bool:
    row = Request.objects.select_for_update(of=("self",)).select_related("institution").get(pk=pk)
    if row.reply_due_on is None or row.state != State.HANDED_OVER:
        return False
    left = (row.reply_due_on - today()).days
    reached = 0 if left < 0 else min(before for before in WARN_BEFORE if left <= before)
    if row.reply_warned is not None and row.reply_warned <= reached:
        return False
    Request.objects.filter(pk=pk).update(reply_warned=reached)
    people = {each.pk for each in managing(row.institution)}
    if row.carrier is not None and row.carrier.is_active:
        people.add(row.carrier.pk)
    enqueue(
        institution_id=row.institution_id,
        officer_ids=sorted(people),
        notice=Notice.REPLY_DUE if reached else Notice.REPLY_OVERDUE,
        subject=row.reference,
        values={"institution": row.institution.name_ko, "number": row.display_number},
    )
    return True


def _check(reply: Reply) -> None:
    try:
        destroyed = date.fromisoformat(reply.destroyed_on)
        met = date.fromisoformat(reply.met_on) if reply.met_on else None
    except ValueError:
        raise ReasonNeeded from None
    if not reply.how.strip() or destroyed > today() or (met is not None and met > today()):
        raise ReasonNeeded
    if not reply.copies_gone and not reply.note.strip():
        raise ReasonNeeded
