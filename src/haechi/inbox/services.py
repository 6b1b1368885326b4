"""What an officer does with a report. Every act is one transaction and one row in the trail."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.common.clock import now, today
from haechi.conversations.models import Message, Side
from haechi.conversations.services import mark_read, post_from_officer, sent_before
from haechi.crypto.aead import seal_text
from haechi.custody.models import Officer
from haechi.inbox.access import able_officers, report_for, thread_for
from haechi.inbox.errors import CannotMerge, NoSuchReport, StateConflict
from haechi.inbox.models import InternalNote, ReportRead
from haechi.inbox.sealing import note_place
from haechi.live.services import announce, inbox_topic, report_topic
from haechi.reports.milestones import note_state
from haechi.reports.models import Attachment, Report
from haechi.reports.sealing import report_place
from haechi.reports.selectors import attachment_of, result_of
from haechi.reports.states import ReportState, may_change
from haechi.reports.types import OpenReport
from haechi.staff.types import OfficerAtWork


def _subject(report: Report) -> str:
    return f"report:{report.pk}"


def _touched(report: Report) -> None:
    announce(report_topic(report.pk))
    announce(inbox_topic(report.institution_id))


@transaction.atomic
def open_report(*, actor: OfficerAtWork, report_id: str | uuid.UUID) -> OpenReport:
    """Open a report to read it: one row in the trail, unread marks cleared.

    Raises:
        NoSuchReport: see `access.report_for`.
    """
    opened = report_for(actor, report_id)
    ReportRead.objects.get_or_create(report=opened.report, officer=actor.officer)
    Report.threads.filter(pk=opened.report.pk).update(has_news=False)
    last = Message.objects.filter(report=opened.report).order_by("-pk").first()
    if last:
        mark_read(report=opened.report, reader=Side.OFFICER, up_to=last.pk)
    record(actor=actor.trail, action=Action.REPORT_OPENED, subject=_subject(opened.report))
    return opened


@transaction.atomic
def open_attachment(
    *,
    actor: OfficerAtWork,
    report_id: str | uuid.UUID,
    attachment_id: str | uuid.UUID,
    reason: str = "",
) -> tuple[OpenReport, Attachment]:
    """Open a file of a report to see it, or with a `reason` to save it: one row in the trail.

    Raises:
        NoSuchReport: see `access.report_for`, or the file is not the report's.
    """
    opened, row = find_attachment(actor, report_id, attachment_id)
    told: dict[str, str | int | bool] = {"attachment": str(row.pk)}
    if reason:
        told["reason"] = reason
    record(
        actor=actor.trail,
        action=Action.ATTACHMENT_SAVED if reason else Action.ATTACHMENT_OPENED,
        subject=_subject(opened.report),
        detail=told,
    )
    return opened, row


def find_attachment(
    actor: OfficerAtWork, report_id: str | uuid.UUID, attachment_id: str | uuid.UUID
) -> tuple[OpenReport, Attachment]:
    """As `open_attachment`, for the further requests of one opening (the picture inside its page)."""
    opened = thread_for(actor, report_id)
    row = attachment_of(opened, attachment_id)
    if row is None:
        raise NoSuchReport
    return opened, row


@transaction.atomic
def record_search(*, actor: OfficerAtWork, looked: int, hits: int) -> None:
    """A search opened `looked` reports and showed parts of `hits`; the words are not kept."""
    record(
        actor=actor.trail,
        action=Action.REPORT_SEARCHED,
        subject=f"institution:{actor.officer.institution_id}",
        detail={"looked": looked, "hits": hits},
    )


@transaction.atomic
def change_state(
    *, actor: OfficerAtWork, opened: OpenReport, seen: ReportState, new: ReportState
) -> None:
    """Move the status line on. `seen` is what the officer's page showed: two acting at once conflict.

    Raises:
        StateConflict: it is no longer `seen`, the step is not in `states.ALLOWED`, or the report was
            merged and follows another.
    """
    report = Report.objects.select_for_update().get(pk=opened.report.pk)
    if report.merged_into_id or report.state != seen or not may_change(seen, new):
        raise StateConflict
    Report.objects.filter(pk=report.pk).update(state=new, state_on=today())
    note_state(report, new)
    Report.objects.filter(merged_into=report).update(state=new, state_on=today())
    for duplicate in report.duplicates.values_list("pk", flat=True):
        announce(report_topic(duplicate))
    record(
        actor=actor.trail,
        action=Action.REPORT_STATE,
        subject=_subject(report),
        detail={"from": seen.value, "to": new.value},
    )
    _touched(report)


@transaction.atomic
def set_result(*, actor: OfficerAtWork, opened: OpenReport, text: str) -> None:
    """Write the result the reporter will read; duplicates merged into this report get it too."""
    targets = [opened, *_open_duplicates(actor, opened.report)]
    for target in targets:
        sealed = seal_text(target.data_key, text, report_place(target.report.pk, "result"))
        Report.objects.filter(pk=target.report.pk).update(result=sealed)
        announce(report_topic(target.report.pk))
    record(actor=actor.trail, action=Action.RESULT_SET, subject=_subject(opened.report))


def _open_duplicates(actor: OfficerAtWork, report: Report) -> list[OpenReport]:
    opened = []
    for duplicate in report.duplicates.values_list("pk", flat=True):
        try:
            opened.append(report_for(actor, duplicate))
        except NoSuchReport:
            continue  # a duplicate that excludes this officer stays closed to this officer
    return opened


@transaction.atomic
def assign(*, actor: OfficerAtWork, opened: OpenReport, officer: Officer | None) -> None:
    """Give the report to an officer of the institution who is not excluded from it.

    Raises:
        NoSuchReport: the officer could not open it.
    """
    report = opened.report
    if officer and not able_officers(report).filter(pk=officer.pk).exists():
        raise NoSuchReport
    Report.objects.filter(pk=report.pk).update(assignee=officer)
    record(
        actor=actor.trail,
        action=Action.REPORT_ASSIGNED,
        subject=_subject(report),
        detail={"officer": officer.pk if officer else 0},
    )
    announce(inbox_topic(report.institution_id))


@transaction.atomic
def add_note(
    *, actor: OfficerAtWork, opened: OpenReport, text: str, uid: uuid.UUID
) -> InternalNote:
    """Add an internal note, readable by whoever may open the report; the same `uid` again adds nothing.

    Raises:
        NoSuchReport: the identifier is that of a note on another report, or of another officer.
    """
    report = opened.report
    list(Report.threads.select_for_update(no_key=True).filter(pk=report.pk).values_list("pk"))
    existing = InternalNote.objects.filter(uid=uid).first()
    if existing:
        if (existing.report_id, existing.officer_id) != (report.pk, actor.officer.pk):
            raise NoSuchReport
        return existing
    note = InternalNote(
        uid=uid,
        report=report,
        officer=actor.officer,
        written_at=now(),
    )
    note.body = seal_text(opened.data_key, text, note_place(note))
    note.save(force_insert=True)
    record(actor=actor.trail, action=Action.NOTE_ADDED, subject=_subject(report))
    announce(report_topic(report.pk))
    return note


@transaction.atomic(savepoint=False)
def send_message(
    *,
    actor: OfficerAtWork,
    opened: OpenReport,
    text: str,
    uid: uuid.UUID,
    attachments: Sequence[Attachment] = (),
    page: str = "",
) -> Message:
    """Write to the reporter, who sees "담당자" and never a name; the same `uid` again sends nothing.

    `page`: the opening of a page that shows it by the answer.
    """
    sent = sent_before(opened.report, uid)
    if sent:
        return sent
    message = post_from_officer(
        opened=opened,
        officer=actor.officer,
        text=text,
        uid=uid,
        attachments=attachments,
        page=page,
    )
    record(actor=actor.trail, action=Action.MESSAGE_SENT, subject=_subject(opened.report))
    return message


@transaction.atomic
def merge(*, actor: OfficerAtWork, duplicate: OpenReport, into: OpenReport) -> None:
    """Mark one report as a duplicate of another: it follows the other's status and result.

    Raises:
        CannotMerge: same report, other institution, or one of them is merged already.
    """
    rows = Report.objects.select_for_update().order_by("pk")
    fresh = rows.in_bulk([duplicate.report.pk, into.report.pk])
    source, target = fresh[duplicate.report.pk], fresh[into.report.pk]
    if (
        source.pk == target.pk
        or source.institution_id != target.institution_id
        or target.merged_into_id
        or source.merged_into_id
        or source.duplicates.exists()
    ):
        raise CannotMerge
    text = result_of(OpenReport(target, into.data_key))
    result = seal_text(duplicate.data_key, text, report_place(source.pk, "result")) if text else b""
    Report.objects.filter(pk=source.pk).update(
        merged_into=target, state=target.state, state_on=today(), result=result
    )
    record(
        actor=actor.trail,
        action=Action.REPORT_MERGED,
        subject=_subject(source),
        detail={"into": str(target.pk)},
    )
    _touched(source)
