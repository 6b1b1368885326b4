"""What a report's page shows; its live parts are rendered here for the page and for the event stream."""

from collections.abc import Container
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from haechi.cases.models import Case
from haechi.casework.access import visible_cases
from haechi.conversations.models import Message, Side
from haechi.conversations.selectors import (
    MessageView,
    files_sent_with,
    messages_of,
    view_of_message,
)
from haechi.custody.models import Officer
from haechi.inbox.holds import reason_of
from haechi.inbox.selectors import duplicates_of, notes_of
from haechi.notifications.models import Delivery
from haechi.notifications.selectors import deliveries_about
from haechi.notifications.types import Channel, DeliveryStatus
from haechi.reports.models import Report
from haechi.reports.selectors import content_of, result_of
from haechi.reports.states import ReportState
from haechi.reports.types import AttachmentView, OpenReport
from haechi.sites.common.files import FileRow, file_row
from haechi.sites.staff.labels import DELIVERY_TONES, Mark, due_mark, state_mark
from haechi.staff.types import OfficerAtWork, Role


@dataclass(frozen=True)
class ThreadMessage:
    """A message with its files as rows."""

    view: MessageView
    own: bool
    files: list[FileRow]

    @property
    def anchor(self) -> str:
        return f"message-{self.view.id}"


@dataclass(frozen=True)
class DeliveryRow:
    """One notice to one officer."""

    delivery: Delivery
    officer: str
    channel: str
    status: Mark


def file_rows(
    report: Report, views: list[AttachmentView] | tuple[AttachmentView, ...]
) -> list[FileRow]:
    return [file_row(view, url=reverse("file", args=[report.pk, view.id])) for view in views]


def live_parts(actor: OfficerAtWork, opened: OpenReport) -> dict[str, str]:
    """The parts that change while the page is open, as HTML: `status`, `thread`, `notes`."""
    return {
        "status": render_to_string("site_staff/parts/status.html", _status(actor, opened)),
        "thread": render_to_string("site_staff/parts/thread.html", {"thread": thread_of(opened)}),
        "notes": render_to_string("site_staff/parts/notes.html", {"notes": notes_of(opened)}),
    }


def _status(actor: OfficerAtWork, opened: OpenReport) -> dict[str, object]:
    report = opened.report
    return {
        "report": report,
        "states": ReportState.choices,
        "due": due_mark(report),
        "duplicates": list(duplicates_of(actor, report)),
        "result": result_of(opened),
    }


def thread_of(
    opened: OpenReport,
    *,
    after: int = 0,
    up_to: int | None = None,
    without: Container[int] = (),
) -> list[ThreadMessage]:
    """The messages with their files, as the officers read them; see `messages_of`."""
    found = messages_of(opened, after=after, up_to=up_to, without=without)
    return [_line(opened, view) for view in found]


def line_of(opened: OpenReport, message: Message) -> ThreadMessage:
    """A message just stored, or found again, as the officers read it."""
    return _line(opened, view_of_message(opened, message))


def _line(opened: OpenReport, view: MessageView) -> ThreadMessage:
    return ThreadMessage(
        view, view.side == Side.OFFICER, file_rows(opened.report, view.attachments)
    )


def page_context(actor: OfficerAtWork, opened: OpenReport) -> dict[str, object]:
    report = opened.report
    return {
        "report": report,
        "content": content_of(opened),
        "state_mark": state_mark(report),
        "files": file_rows(report, files_sent_with(opened)),
        "excluded": [str(row.officer) for row in report.exclusions.select_related("officer")],
        "deliveries": _deliveries(report),
        "held": reason_of(opened),
        "may_hold": actor.role == Role.HEAD,
        "live": live_parts(actor, opened),
        "text_limit": settings.MAX_TEXT_CHARS,
        **_case(actor, report),
    }


def _case(actor: OfficerAtWork, report: Report) -> dict[str, object]:
    """The case that it became, with its address for those who may open it."""
    case = Case.objects.filter(report_id=report.pk).first()
    if case is None:
        return {"case": None}
    visible = visible_cases(actor).filter(pk=case.pk).exists()
    return {"case": case, "case_url": reverse("case", args=[case.pk]) if visible else ""}


def _deliveries(report: Report) -> list[DeliveryRow]:
    rows = list(deliveries_about(f"report:{report.pk}", institution_id=report.institution_id))
    names = {o.pk: str(o) for o in Officer.objects.filter(pk__in={r.officer_id for r in rows})}
    return [
        DeliveryRow(
            delivery=row,
            officer=names.get(row.officer_id, ""),
            channel=str(Channel(row.channel).label),
            status=Mark(
                str(DeliveryStatus(row.status).label), DELIVERY_TONES[DeliveryStatus(row.status)]
            ),
        )
        for row in rows
    ]
