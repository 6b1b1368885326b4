"""Reading a thread."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import (
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from haechi.common.statements import Statement, columns, loaded
from haechi.conversations.models import Message, Side
from haechi.conversations.sealing import message_place
from haechi.crypto.aead import open_text
from haechi.custody.models import Officer
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
    """Everything whose change a reader of the thread would notice; opens nothing, costs one query."""

    state: str
    withdrawn_on: date | None
    result: bytes  # the first bytes of the sealed result: its nonce
    last: int
    read: tuple[int, int]  # the newest that was read, of the reporter's and of the officers'


def _marks(pk: UUID) -> QuerySet[Report, tuple[object, ...]]:
    messages = Message.objects.filter(report=OuterRef("pk")).order_by("-pk").values("pk")
    read = messages.filter(is_read=True)
    return (
        Report.threads.filter(pk=pk)
        .annotate(
            last=Subquery(messages[:1]),
            own=Subquery(read.filter(side=Side.REPORTER)[:1]),
            other=Subquery(read.filter(side=Side.OFFICER)[:1]),
        )
        .values_list("state", "withdrawn_on", "result", "last", "own", "other")
    )


_mark = Statement(_marks, UUID)


def mark_of(report_id: UUID | str) -> ThreadMark | None:
    """The thread's mark now; None where the report is gone."""
    for state, withdrawn_on, result, last, own, other in _mark(UUID(str(report_id))):
        nonce = bytes(result)[:24]
        return ThreadMark(state, withdrawn_on, nonce, last or 0, (own or 0, other or 0))
    return None


def read_messages(report_id: UUID | str, side: Side, *, after: int = 0) -> list[int]:
    """The messages of one side that the other has read, those after message `after`."""
    return [pk for (pk,) in _read(UUID(str(report_id)), after, side.value)]


_read = Statement(
    lambda report, after, side: (
        Message.objects.filter(report=report, pk__gt=after, side=side, is_read=True)
        .order_by("pk")
        .values_list("pk")
    ),
    UUID,
    int,
    str,
)


def messages_of(
    opened: OpenReport,
    *,
    after: int = 0,
    up_to: int | None = None,
    without: Container[int] = (),
) -> list[MessageView]:
    """The thread's messages in order, those after message `after`, and up to `up_to`, only."""
    found = _lines(opened.report.pk, after, _ALL if up_to is None else up_to)
    rows = [row for row in (_message(*each) for each in found) if row.pk not in without]
    prefetch_related_objects([row for row in rows if row.has_files], "attachments")  # type: ignore[attr-defined]
    return list(_views(opened, rows))


_MESSAGE, _OFFICER = columns(Message), columns(Officer, "id", "name", "position")
_ALL = 2**62


def _rows(report: UUID, after: int, up_to: int) -> QuerySet[Message, tuple[object, ...]]:
    files = Message.attachments.through.objects.filter(message=OuterRef("pk"))
    return (
        Message.objects.filter(report=report, pk__gt=after, pk__lte=up_to)
        .annotate(has_files=Exists(files))
        .order_by("pk")
        .values_list("has_files", *(f"officer__{name}" for name in _OFFICER), *_MESSAGE)
    )


_lines = Statement(_rows, UUID, int, int)


def _message(has_files: object, *row: object) -> Message:
    officer, rest = row[: len(_OFFICER)], row[len(_OFFICER) :]
    message = loaded(Message, _MESSAGE, rest)
    message.has_files = bool(has_files)  # type: ignore[attr-defined]
    if message.officer_id:
        message.officer = loaded(Officer, _OFFICER, officer)
    return message


def view_of_message(opened: OpenReport, row: Message) -> MessageView:
    """A message just stored, or found again, as its reader sees it."""
    return next(_views(opened, [row]))


def _files(row: Message, owner: Owner) -> tuple[AttachmentView, ...]:
    if not getattr(row, "has_files", True):  # a query less, where that is known
        return ()
    return tuple(view_of(item, owner) for item in row.attachments.all())


def _views(opened: OpenReport, rows: Iterable[Message]) -> Iterator[MessageView]:
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
