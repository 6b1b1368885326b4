"""Reading a thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, prefetch_related_objects

from haechi.conversations.models import Message, Side
from haechi.conversations.sealing import message_place
from haechi.crypto.aead import open_text
from haechi.reports.attachments import Owner, view_of
from haechi.reports.models import Attachment, Report
from haechi.reports.types import AttachmentView, OpenReport


@dataclass(frozen=True)
class MessageView:
    """A message as its reader sees it; `officer_name` is for officers only."""

    id: int
    side: Side
    text: str
    posted_on: date
    is_read: bool
    attachments: tuple[AttachmentView, ...]
    officer_name: str


@dataclass(frozen=True, slots=True)
class ThreadMark:
    """Everything whose change a reader of the thread would notice; opens nothing, costs two queries."""

    state: str
    withdrawn_on: date | None
    result: bytes  # the first bytes of the sealed result: its nonce
    last: int
    read: tuple[int, int]  # how many messages of the reporter, and of officers, were read


def mark_of(report_id: UUID | str) -> ThreadMark | None:
    """The thread's mark now; None where the report is gone."""
    row = Report.threads.filter(pk=report_id).values_list("state", "withdrawn_on", "result").first()
    if row is None:
        return None
    state, withdrawn_on, result = row
    seen = Message.objects.filter(report_id=report_id).aggregate(
        last=Max("pk"),
        own=Count("pk", filter=Q(side=Side.REPORTER, is_read=True)),
        other=Count("pk", filter=Q(side=Side.OFFICER, is_read=True)),
    )
    read = (seen["own"], seen["other"])
    return ThreadMark(state, withdrawn_on, bytes(result)[:24], seen["last"] or 0, read)


def read_messages(report_id: UUID | str, side: Side) -> list[int]:
    """The messages of one side that the other has read."""
    rows = Message.objects.filter(report_id=report_id, side=side, is_read=True)
    return list(rows.values_list("pk", flat=True))


def messages_of(
    opened: OpenReport, *, after: int = 0, up_to: int | None = None
) -> list[MessageView]:
    """The thread's messages in order, those after message `after`, and up to `up_to`, only."""
    upper = Q() if up_to is None else Q(pk__lte=up_to)
    files = Message.attachments.through.objects.filter(message=OuterRef("pk"))
    rows = list(
        Message.objects.filter(upper, report=opened.report, pk__gt=after)
        .select_related("officer")
        .annotate(has_files=Exists(files))
        .order_by("pk")
    )
    prefetch_related_objects([row for row in rows if row.has_files], "attachments")
    return list(_views(opened, rows))


def _files(row: Message, owner: Owner) -> tuple[AttachmentView, ...]:
    if not row.has_files:
        return ()
    return tuple(view_of(item, owner) for item in row.attachments.all())


def _views(opened: OpenReport, rows: Iterable[Message]) -> Iterable[MessageView]:
    owner = Owner(key=opened.data_key, report=opened.report)
    for row in rows:
        where = message_place(opened.report, row.uid, row.side)
        yield MessageView(
            id=row.pk,
            side=Side(row.side),
            text=open_text(opened.data_key, row.body, where),
            posted_on=row.posted_on,
            is_read=row.is_read,
            attachments=_files(row, owner),
            officer_name=str(row.officer) if row.officer else "",
        )


def files_sent_with(opened: OpenReport) -> list[AttachmentView]:
    """The files of the report itself, those of messages left out."""
    owner = Owner(key=opened.data_key, report=opened.report)
    rows = list(Attachment.objects.filter(report=opened.report))
    if not rows:
        return []
    sent = Message.attachments.through.objects.filter(attachment__in=rows)
    later = set(sent.values_list("attachment_id", flat=True))
    return [view_of(row, owner) for row in rows if row.pk not in later]
