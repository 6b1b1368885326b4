"""Scans that say who somebody is: under the identity key, opened as an identity is (PI-6, PI-16)."""

import uuid
from collections.abc import Iterator

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.files import FileView, file_scans, from_report, read_scan, view_of
from haechi.cases.intake import PROOF_OF_AUTHORITY
from haechi.cases.models import Paper, PaperFile
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.types import Direction, OpenCase, PaperKind, Purpose
from haechi.casework.access import identity_key, open_to_change
from haechi.casework.errors import IdentityRefused, NoSuchCase
from haechi.casework.identity import check_reason, client_agreed, note_opening
from haechi.casework.selectors import report_of
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.reports.attachments import Owner
from haechi.reports.models import Attachment
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID


def sealed_scan(opened: OpenCase, file_id: str | uuid.UUID) -> PaperFile:
    """The row alone: nothing of it is opened. Raises NoSuchCase."""
    try:
        wanted = uuid.UUID(str(file_id))
    except ValueError:
        raise NoSuchCase from None
    rows = PaperFile.objects.filter(paper__case=opened.case, is_identity=True)
    row = rows.select_related("paper").filter(pk=wanted).first()
    if row is None:
        raise NoSuchCase
    return row


@transaction.atomic
def open_sealed_scan(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    file_id: str | uuid.UUID,
    purpose: Purpose,
    reason: str,
) -> tuple[FileView, Iterator[bytes]]:
    """Name and bytes of a scan that says who somebody is: a line in the record and a row each time.

    Raises:
        ReasonNeeded: none, or a few signs.
        IdentityRefused: not of the 책임관's desk, excluded, or a lawyer's client did not agree.
    """
    opened = open_to_change(actor, case_id)
    check_reason(reason)
    row = sealed_scan(opened, file_id)
    if opened.case.parties.filter(by_consent_only=True).exists() and not client_agreed(opened):
        raise IdentityRefused
    key = identity_key(actor, opened.case)
    note_opening(actor, opened, purpose, reason, paper=row.paper)
    leave_row(
        actor,
        Action.CASE_IDENTITY,
        opened.case,
        paper=row.paper.entry,
        purpose=purpose.value,
        number=False,
    )
    return view_of(row, key), read_scan(row, key)


@transaction.atomic
def seal_apart(*, actor: OfficerAtWork, case_id: CaseId, attachment_id: uuid.UUID) -> Paper:
    """A file that came with the report and names somebody: out of the report's files, under the identity key.

    Its reporter does not see it any more either: her key opens the report alone.

    Raises:
        IdentityRefused: not of the 책임관's desk, or excluded.
    """
    opened = open_to_change(actor, case_id)
    report = report_of(opened)
    rows = Attachment.objects.filter(report=report.report) if report else Attachment.objects.none()
    found = list(rows.filter(pk=attachment_id, from_officer=False))
    if report is None or not found:
        raise NoSuchCase
    key = identity_key(actor, opened.case)
    words = PaperText(PROOF_OF_AUTHORITY)
    paper = NewPaper(PaperKind.AUTHORITY, Direction.IN, today(), words)
    row = add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    owner = Owner(key=report.data_key, report=report.report)
    file_scans(row, key, from_report(found, owner), is_identity=True)
    leave_row(actor, Action.CASE_PAPER, opened.case, paper=row.entry, apart=True)
    return row
