"""Where a message's text belongs."""

import uuid

from haechi.conversations.models import Side
from haechi.reports.models import Report
from haechi.reports.sealing import report_place


def message_place(report: Report, uid: uuid.UUID, side: str) -> bytes:
    """Associated data: the message keeps its identity and its side, whoever may write the database."""
    return report_place(report.pk, f"message {uid} {Side(side).value}")
