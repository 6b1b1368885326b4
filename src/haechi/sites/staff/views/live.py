"""Live pages: the thread of an open report, and the news of the inbox."""

import hashlib
import uuid

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from haechi.conversations.models import Side
from haechi.conversations.selectors import mark_of
from haechi.inbox.access import report_for, visible_reports
from haechi.inbox.errors import NoSuchReport
from haechi.inbox.models import InternalNote
from haechi.live.services import inbox_topic, read_topic, report_topic
from haechi.sites.staff.events import Parts, Source, stream, watch_of
from haechi.sites.staff.guards import OfficerRequest, for_readers
from haechi.sites.staff.report_page import live_parts
from haechi.staff.types import OfficerAtWork

_WATCHED = 100  # how far down the list a change is told of


@require_safe
@for_readers
def report_events(request: OfficerRequest, report_id: uuid.UUID) -> HttpResponseBase:
    """Status, thread and notes of a report whose page is open: that opening is in the trail."""
    actor = request.officer
    report_for(actor, report_id)

    def parts() -> Parts:
        return live_parts(actor, report_for(actor, report_id))

    topics = (read_topic(report_id, Side.OFFICER),)
    source = Source(lambda: _report_mark(actor, report_id), parts, topics)
    return stream(watch_of(request), report_topic(report_id), source)


def _report_mark(actor: OfficerAtWork, report_id: uuid.UUID) -> object:
    row = (
        visible_reports(actor)
        .filter(pk=report_id)
        .values_list("assignee", "merged_into", "due_on")
        .first()
    )
    if row is None:
        raise NoSuchReport
    notes = InternalNote.objects.filter(report_id=report_id).order_by("-pk")
    return row, mark_of(report_id), notes.values_list("pk", flat=True).first()


@require_safe
@for_readers
def inbox_events(request: OfficerRequest) -> HttpResponseBase:
    """The newest number and a mark of the newest reports: the page compares and tells, nothing moves.

    Only what this officer may see is looked at: an excluded officer is not even told that something
    came.
    """
    actor = request.officer
    source = Source(lambda: _newest(actor), lambda: _news(actor))
    return stream(watch_of(request), inbox_topic(actor.officer.institution_id), source)


def _newest(actor: OfficerAtWork) -> list[tuple[object, ...]]:
    rows = visible_reports(actor).order_by("-number")
    return list(rows.values_list("number", "state", "has_news", "withdrawn_on")[:_WATCHED])


def _news(actor: OfficerAtWork) -> Parts:
    rows = _newest(actor)
    mark = hashlib.blake2b(repr(rows).encode(), digest_size=8).hexdigest()
    return {"newest": str(rows[0][0] if rows else 0), "list": mark}
