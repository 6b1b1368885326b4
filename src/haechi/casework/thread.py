"""The thread of a report that came by the site: the centre reads and writes it in its case."""

import uuid

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.errors import NotNow
from haechi.cases.problems import Problem
from haechi.cases.types import OpenCase
from haechi.casework.access import open_case, open_to_change
from haechi.casework.errors import NoSuchCase
from haechi.casework.selectors import report_of
from haechi.casework.trail import leave_row
from haechi.conversations.models import Side
from haechi.conversations.selectors import MessageView, messages_of
from haechi.conversations.services import mark_read, post_from_officer
from haechi.reports.models import Attachment
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork


def thread_of(opened: OpenCase) -> list[MessageView]:
    """Its messages; none where the report came on paper. The caller left the row of reading."""
    report = report_of(opened)
    return messages_of(report) if report else []


@transaction.atomic
def write(*, actor: OfficerAtWork, case_id: str | uuid.UUID, text: str, uid: uuid.UUID) -> None:
    """A message to the reporter; the same `uid` again sends nothing.

    Raises:
        NotNow: the report did not come by the site.
    """
    opened = open_to_change(actor, case_id)
    report = report_of(opened)
    if report is None:
        raise NotNow(Problem.NO_ADDRESS)
    message = post_from_officer(opened=report, officer=actor.officer, text=text, uid=uid)
    mark_read(report=report.report, reader=Side.OFFICER, up_to=message.pk)
    leave_row(actor, Action.MESSAGE_SENT, opened.case)


@transaction.atomic
def open_attachment(
    *, actor: OfficerAtWork, case_id: str | uuid.UUID, attachment_id: uuid.UUID
) -> tuple[OpenReport, Attachment]:
    """A file that the reporter sent with the report: one row in the trail."""
    opened = open_case(actor, case_id)
    report = report_of(opened)
    rows = Attachment.objects.filter(report=report.report) if report else Attachment.objects.none()
    row = rows.filter(pk=attachment_id).first()
    if report is None or row is None:
        raise NoSuchCase
    leave_row(actor, Action.ATTACHMENT_OPENED, opened.case, file=str(row.pk))
    return report, row
