"""Acting a story out through the services that a reporter and an officer use, then setting its days."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings

from haechi.common.clock import SEOUL, today
from haechi.conversations.models import Message, Side
from haechi.conversations.services import mark_read, post_from_reporter
from haechi.crypto.spool import EncryptedSpool
from haechi.custody.models import Officer
from haechi.demo.files import make_file
from haechi.demo.people import Cast
from haechi.demo.types import Line, Story
from haechi.inbox import services as inbox
from haechi.inbox.models import InternalNote
from haechi.institutions.models import Institution
from haechi.institutions.services import count_intake
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus
from haechi.reports.deadline import handling_due
from haechi.reports.drafts import add_file
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import (
    Answer,
    DraftToken,
    OpenReport,
    Receipt,
    ReportContent,
    draft_id,
    new_draft_token,
)
from haechi.reports.withdrawal import withdraw
from haechi.staff.types import OfficerAtWork

_YES_NO = {"예": "Yes", "아니요": "No"}
_PATH = (ReportState.CONFIRMED, ReportState.INVESTIGATING, ReportState.DONE)


def _answers(story: Story, institution: Institution) -> tuple[Answer, ...]:
    """Every question of the category, with what the story answers to it."""
    asked = institution.categories.get(code=story.category).questions.all()
    answered = (*story.answers, *[""] * len(asked))
    return tuple(
        Answer(each.label_ko, each.label_en, text, (_YES_NO | dict(each.options)).get(text, ""))
        for each, text in zip(asked, answered, strict=False)
    )


class Stage:
    """Plays stories in order and remembers the labelled reports."""

    def __init__(self, cast: Cast, institutions: dict[str, Institution]) -> None:
        self._cast = cast
        self._institutions = institutions
        self._labelled: dict[str, Report] = {}

    def play(self, story: Story) -> Receipt:
        institution = self._institutions[story.institution]
        receipt, report = self._submit(story, institution)
        if story.label:
            self._labelled[story.label] = report
        handler = self._handler(story, institution)
        if story.opened:
            self._handle(story, report, handler)
        _set_days(story, report)
        _settle_notices(story, report)
        return receipt

    def _submit(self, story: Story, institution: Institution) -> tuple[Receipt, Report]:
        token = new_draft_token()
        for name in story.files:
            _attach(institution, token, name)
        receipt = submit_report(
            Submission(
                institution=institution,
                category=institution.categories.get(code=story.category),
                content=ReportContent(
                    story.text, story.when, story.where, story.who, _answers(story, institution)
                ),
                token=token,
                excluded=[self._cast.officers[user].officer for user in story.excluded],
            )
        )
        entry = institution.entry_points.get(code=story.entry)
        count_intake(entry_point=entry, day=_day(story))
        report = Report.objects.get(submission_tag=bytes.fromhex(draft_id(token)))
        return receipt, report

    def _handler(self, story: Story, institution: Institution) -> OfficerAtWork:
        if story.assignee:
            return self._cast.officers[story.assignee]
        return self._cast.head_of(institution)

    def _handle(self, story: Story, report: Report, handler: OfficerAtWork) -> None:
        opened = inbox.open_report(actor=handler, report_id=str(report.pk))
        if story.duplicate_of:
            original = self._labelled[story.duplicate_of]
            into = inbox.open_report(actor=handler, report_id=str(original.pk))
            inbox.merge(actor=handler, duplicate=opened, into=into)
            return
        if story.assignee:
            officer = Officer.objects.get(pk=handler.officer.pk)
            inbox.assign(actor=handler, opened=opened, officer=officer)
        for note in story.notes:
            inbox.add_note(actor=handler, opened=opened, text=note, uid=uuid.uuid4())
        for line in story.thread:
            _say(line, opened, handler, story)
        _advance(story, opened, handler)
        if story.thread and story.thread[-1].side == "officer":
            inbox.open_report(actor=handler, report_id=str(report.pk))
        if story.withdrawn:
            withdraw(opened=opened)


def _attach(institution: Institution, token: DraftToken, name: str) -> None:
    with EncryptedSpool(settings.SPOOL_DIR) as spool:
        spool.write(make_file(name))
        spool.seek(0)
        add_file(institution=institution, token=token, source=spool, name=name)


def _say(line: Line, opened: OpenReport, handler: OfficerAtWork, story: Story) -> None:
    if line.side == "reporter":
        message = post_from_reporter(
            opened=opened, text=line.text, token=new_draft_token(), uid=uuid.uuid4()
        )
        reader = Side.REPORTER
    else:
        message = inbox.send_message(actor=handler, opened=opened, text=line.text, uid=uuid.uuid4())
        reader = Side.OFFICER
    # Whoever writes has read what stood there before.
    mark_read(report=opened.report, reader=reader, up_to=message.pk)
    Message.objects.filter(pk=message.pk).update(posted_on=_day(story, line.day))


def _advance(story: Story, opened: OpenReport, handler: OfficerAtWork) -> None:
    if story.result:
        inbox.set_result(actor=handler, opened=opened, text=story.result)
    seen = ReportState.RECEIVED
    for state in _PATH:
        if story.state in (ReportState.RECEIVED, seen):
            return
        inbox.change_state(actor=handler, opened=opened, seen=seen, new=state)
        seen = state


def _day(story: Story, after: int = 0) -> date:
    """The day `after` days into the story; never later than today."""
    return min(today(), today() - timedelta(days=story.age - after))


def _set_days(story: Story, report: Report) -> None:
    """The services date everything today; a demo of one day would show neither age nor delay."""
    received = _day(story)
    moved = _day(story, min(story.age, 2 + len(story.thread) * 4)) if story.opened else received
    row = Report.objects.filter(pk=report.pk)
    row.update(
        received_on=received,
        due_on=handling_due(report.institution, received),
        state_on=moved,
        submission_tag=report.submission_tag if story.age <= 1 else None,
    )
    row.filter(withdrawn_on__isnull=False).update(withdrawn_on=moved)
    row.filter(first_answer_days__isnull=False).update(
        first_answer_days=min((moved - received).days, 1 + len(story.text) % 6)
    )
    row.filter(result_days__isnull=False).update(result_days=(moved - received).days)
    written = datetime.combine(moved, time(10, 20), SEOUL).astimezone(UTC)
    InternalNote.objects.filter(report=report).update(written_at=written)


def _settle_notices(story: Story, report: Report) -> None:
    """Old notices were sent long ago, one of them in vain; those of today wait for the worker."""
    if story.age == 0:
        return
    notices = Delivery.objects.filter(subject=f"report:{report.pk}")
    notices.update(
        status=DeliveryStatus.SENT,
        payload=b"",
        attempts=1,
        ended_on=_day(story),
        next_attempt_at=None,
    )
    if story.label == "midnight":
        notices.filter(pk=notices.order_by("pk").values("pk")[:1]).update(
            status=DeliveryStatus.FAILED, last_error="bad recipient (3008)"
        )
