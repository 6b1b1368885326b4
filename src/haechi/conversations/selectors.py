"""Reading a thread."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from haechi.conversations.models import Message, Side
from haechi.crypto.aead import open_text
from haechi.reports.attachments import Owner, view_of
from haechi.reports.models import Attachment
from haechi.reports.sealing import report_place
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


def messages_of(opened: OpenReport, *, after: int = 0) -> list[MessageView]:
    """The thread's messages in order, those after message `after` only."""
    rows = (
        Message.objects.filter(report=opened.report, pk__gt=after)
        .select_related("officer")
        .prefetch_related("attachments")
        .order_by("pk")
    )
    return list(_views(opened, rows))


def _views(opened: OpenReport, rows: Iterable[Message]) -> Iterable[MessageView]:
    owner = Owner(key=opened.data_key, report=opened.report)
    for row in rows:
        where = report_place(opened.report.pk, f"message {row.uid}")
        yield MessageView(
            id=row.pk,
            side=Side(row.side),
            text=open_text(opened.data_key, row.body, where),
            posted_on=row.posted_on,
            is_read=row.is_read,
            attachments=tuple(view_of(item, owner) for item in row.attachments.all()),
            officer_name=str(row.officer) if row.officer else "",
        )


def files_sent_with(opened: OpenReport) -> list[AttachmentView]:
    """The files of the report itself, those of messages left out."""
    owner = Owner(key=opened.data_key, report=opened.report)
    rows = Attachment.objects.filter(report=opened.report, messages__isnull=True)
    return [view_of(row, owner) for row in rows]
