"""The inbox's pages and a report's notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from haechi.common.clock import today
from haechi.common.text import clean_text
from haechi.crypto.aead import open_text
from haechi.custody.models import Officer
from haechi.inbox.access import able_officers, data_key, visible_reports
from haechi.inbox.errors import NoSuchReport
from haechi.inbox.models import InternalNote, ReportRead
from haechi.inbox.sealing import note_place
from haechi.reports.models import Report
from haechi.reports.sealing import open_content
from haechi.reports.states import UNFINISHED, ReportState
from haechi.reports.types import OpenReport, ReportContent
from haechi.staff.types import OfficerAtWork

PAGE = 25


@dataclass(frozen=True)
class InboxFilter:
    """What the officer asked for; empty fields ask for nothing."""

    state: ReportState | None = None
    category_id: int | None = None
    mine: bool = False
    unread: bool = False
    overdue: bool = False
    number: int | None = None
    received_from: date | None = None
    received_to: date | None = None


@dataclass(frozen=True)
class InboxPage:
    """One page by key, not by offset: as fast at 100,000 reports as at 100."""

    reports: list[Report]
    older: int | None  # number to pass as `before`
    newer: int | None  # number to pass as `after`


def inbox_page(
    actor: OfficerAtWork,
    asked: InboxFilter,
    *,
    before: int | None = None,
    after: int | None = None,
) -> InboxPage:
    """The newest 25 reports, those older than number `before`, or those newer than `after`.

    Each report carries `is_unread` for this officer.
    """
    rows = _filtered(actor, asked)
    if after is not None:
        found = list(rows.filter(number__gt=after).order_by("number")[: PAGE + 1])
        more_newer, page = len(found) > PAGE, list(reversed(found[:PAGE]))
        return _page(page, older=True, newer=more_newer)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number")[: PAGE + 1])
    return _page(found[:PAGE], older=len(found) > PAGE, newer=before is not None)


def _page(page: list[Report], *, older: bool, newer: bool) -> InboxPage:
    return InboxPage(
        reports=page,
        older=page[-1].number if page and older else None,
        newer=page[0].number if page and newer else None,
    )


def _filtered(actor: OfficerAtWork, asked: InboxFilter) -> QuerySet[Report]:
    read = ReportRead.objects.filter(report=OuterRef("pk"), officer=actor.officer)
    rows = (
        visible_reports(actor)
        .annotate(is_unread=~Exists(read))
        .select_related("category", "assignee")
        .defer("content", "result", "reporter_seal", "locator")
    )
    conditions = Q()
    if asked.state:
        conditions &= Q(state=asked.state)
    if asked.category_id:
        conditions &= Q(category_id=asked.category_id)
    if asked.mine:
        conditions &= Q(assignee=actor.officer)
    if asked.unread:
        conditions &= Q(is_unread=True) | Q(has_news=True)
    if asked.overdue:
        conditions &= Q(due_on__lt=today(), state__in=UNFINISHED)
    if asked.number:
        conditions &= Q(number=asked.number)
    if asked.received_from:
        conditions &= Q(received_on__gte=asked.received_from)
    if asked.received_to:
        conditions &= Q(received_on__lte=asked.received_to)
    return rows.filter(conditions)


@dataclass(frozen=True)
class NoteView:
    officer: str
    written_at: datetime
    text: str


def notes_of(opened: OpenReport) -> list[NoteView]:
    return [
        NoteView(
            str(note.officer),
            note.written_at,
            open_text(opened.data_key, note.body, note_place(note)),
        )
        for note in InternalNote.objects.filter(report=opened.report).select_related("officer")
    ]


@dataclass(frozen=True)
class Hit:
    report: Report
    content: ReportContent


def search(
    actor: OfficerAtWork, asked: InboxFilter, words: list[str], *, before: int | None = None
) -> Iterator[Hit | Report]:
    """Walk the officer's reports from the newest, opening each: yields a `Hit` for a match and the
    bare report for every other, so that the caller can stop by time and go on later from there.

    Contents are sealed, so there is no index to search; nothing is opened that could not be opened.
    """
    rows = (
        _filtered(actor, asked)
        .defer(None)
        .filter(erasure_key__isnull=False)
        .select_related("category", "assignee", "erasure_key")
        .prefetch_related("seals")
    )
    if before is not None:
        rows = rows.filter(number__lt=before)
    folded = [clean_text(word).casefold() for word in words]  # a pasted word may be in parts (NFD)
    for report in rows.order_by("-number").iterator(chunk_size=200):
        try:
            key = data_key(actor, report)
        except NoSuchReport:
            continue
        content = open_content(key, report.pk, report.content)
        whole = " ".join(content.written).casefold()
        yield Hit(report, content) if all(word in whole for word in folded) else report


def assignable(opened: OpenReport) -> QuerySet[Officer]:
    """Officers the report can be given to."""
    return able_officers(opened.report)


def by_number(actor: OfficerAtWork, number: int) -> Report | None:
    """The report of that number, where this officer may see it."""
    return visible_reports(actor).filter(number=number).first()


def duplicates_of(actor: OfficerAtWork, report: Report) -> QuerySet[Report]:
    """The reports merged into this one that this officer may see."""
    return visible_reports(actor).filter(merged_into=report).order_by("number")
