"""Reading an open report: content, result, files."""

import uuid

from haechi.crypto.aead import open_text
from haechi.reports.models import Attachment
from haechi.reports.sealing import open_content, report_place
from haechi.reports.states import ReportState
from haechi.reports.types import OpenReport, ReportContent


def content_of(opened: OpenReport) -> ReportContent:
    return open_content(opened.data_key, opened.report.pk, opened.report.content)


def result_of(opened: OpenReport) -> str:
    """The result text, empty until there is one."""
    sealed = bytes(opened.report.result)
    if not sealed:
        return ""
    return open_text(opened.data_key, sealed, report_place(opened.report.pk, "result"))


def state_of(opened: OpenReport) -> ReportState:
    return ReportState(opened.report.state)


def attachment_of(opened: OpenReport, attachment_id: str | uuid.UUID) -> Attachment | None:
    """The report's file of that identifier; None also for what is no identifier."""
    try:
        identifier = uuid.UUID(str(attachment_id))
    except ValueError:
        return None
    return Attachment.objects.filter(report=opened.report, pk=identifier).first()
