"""Supplements (제15조): asked for with a deadline, a second time with at most seven days."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.clocks import end_clock, recount_case, rule_for, settings_of, start_clock
from haechi.cases.conditions import Given
from haechi.cases.errors import DayRefused, NotNow
from haechi.cases.models import Case, Paper, Supplement
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.reporter_acts import demand_read
from haechi.cases.states import CaseState, Event
from haechi.cases.types import ClockKind, Direction, NoticeKind, OpenCase, PaperKind, Requirement
from haechi.casework.access import open_to_change
from haechi.casework.notices import in_words, lay_draft
from haechi.casework.steps import checked_day, resume_handling, step, stop_handling
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.reports.deadline import calendar_of
from haechi.staff.types import OfficerAtWork
from haechi.statutes.clocks import ClockRule
from haechi.statutes.periods import Period

CaseId = str | uuid.UUID
_SECOND = 7
_LONGEST = 60


@transaction.atomic
def request_supplement(
    *, actor: OfficerAtWork, case_id: CaseId, what: str, days: int | None = None
) -> Supplement:
    """Ask for what is missing; the handling period stands still from today (제15조①②).

    `what`: the words of the request; which requirements are asked for is what `missing` says. `days`: of
    the period, today not counted; without it the institution's, or seven the second time.

    Raises:
        NotNow: nothing is missing, more than seven days the second time, or one is open.
        DayRefused: no days, or more than sixty.
    """
    opened = open_to_change(actor, case_id)
    case, day = opened.case, today()
    repeats = _repeats(case)
    length = days or (_SECOND if repeats else settings_of(case.institution).supplement_days)
    if not 1 <= length <= _LONGEST:
        raise DayRefused
    asked = list(case.missing)
    due = calendar_of(case.institution).working_day_from(day + timedelta(days=length))
    given = Given(
        day,
        due=due,
        counted_due=day + timedelta(days=length),
        evidence=Requirement.EVIDENCE.value in asked,
    )
    step(actor, opened, Event.REQUEST_SUPPLEMENT, given, note=what)
    row = Supplement.objects.create(
        case=case,
        number=case.supplements.count() + 1,
        items=asked,
        requested_on=day,
        due_on=due,
    )
    stop_handling(case, day)
    article = rule_for(case.institution, ClockKind.SUPPLEMENT).article
    start_clock(case, ClockKind.SUPPLEMENT, day, rule=ClockRule(Period(length), article=article))
    words = {"보완사항": checked_text(what), "보완기한": in_words(due)}
    lay_draft(actor, opened, NoticeKind.SUPPLEMENT, words)
    leave_row(actor, Action.CASE_STEP, case, event=Event.REQUEST_SUPPLEMENT.value, days=length)
    return row


@transaction.atomic
def supplement_received(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    title: str,
    text: str,
    still_missing: Iterable[Requirement] = (),
    on: date | None = None,
    reference: str = "",
) -> Paper:
    """A supplement came (제15조, 제17조③): into the binder by its date, whatever the state.

    Within the period the handling period runs on. After the period, while nothing was decided, it counts
    in the reporter's favour: a request answered late is answered. After the end it is filed, and undoes
    nothing.

    Raises:
        NotNow: the record was destroyed.
        DayRefused: in the future or before receipt.
    """
    opened = open_to_change(actor, case_id)
    case = opened.case
    day = checked_day(on, not_before=case.received_on)
    words = PaperText(title, checked_text(text))
    paper = NewPaper(PaperKind.SUPPLEMENT, Direction.IN, day, words, reference=reference)
    known = case.papers.count()
    row = add_paper(case, opened.data_key, paper, officer=actor.officer)
    if row.entry <= known:
        return row  # received before: the same paper counts once
    event = note_supplement(actor, opened, day, still_missing)
    leave_row(actor, Action.CASE_STEP, case, event=event.value)
    return row


def note_supplement(
    actor: OfficerAtWork, opened: OpenCase, day: date, still_missing: Iterable[Requirement]
) -> Event:
    """The step of a supplement whose paper lies in the binder. Part of a service: no trail row."""
    case = opened.case
    waiting = case.state == CaseState.SUPPLEMENTING
    event = Event.SUPPLEMENT_RECEIVED if waiting else Event.LATE_SUPPLEMENT
    step(actor, opened, event, Given(day))
    if case.state in {CaseState.RECEIVED, CaseState.INVESTIGATING}:
        _answered(case, day, still_missing)
    if waiting:
        end_clock(case, ClockKind.SUPPLEMENT, day)
        resume_handling(case, day)
    return event


@transaction.atomic
def supplement_expired(*, actor: OfficerAtWork, case_id: CaseId) -> None:
    """The period is over and nothing came (제15조②): a second request, or closing after it, is possible.

    Raises:
        NotNow: it is not over, or nothing was asked for.
    """
    opened = open_to_change(actor, case_id)
    demand_read(opened.case)
    recount_case(opened.case)
    last = opened.case.supplements.last()
    if last is None:
        raise NotNow(Problem.NO_SUPPLEMENT)
    step(actor, opened, Event.SUPPLEMENT_EXPIRED, Given(today()))
    Supplement.objects.filter(pk=last.pk).update(expired_on=today())
    end_clock(opened.case, ClockKind.SUPPLEMENT, today())
    # The time for a supplement ended with its last day; what passed since counts again.
    resume_handling(opened.case, last.due_on)
    leave_row(actor, Action.CASE_STEP, opened.case, event=Event.SUPPLEMENT_EXPIRED.value)


def _repeats(case: Case) -> bool:
    last = case.supplements.last()
    return last is not None and last.answered_on is None


def _answered(case: Case, day: date, still_missing: Iterable[Requirement]) -> None:
    last = case.supplements.last()
    if last is not None and last.answered_on is None:
        Supplement.objects.filter(pk=last.pk).update(answered_on=day)
    missing = sorted({each.value for each in still_missing})
    Case.objects.filter(pk=case.pk).update(missing=missing)
    case.missing = missing


def open_supplement(opened: OpenCase) -> Supplement | None:
    """The request that waits for an answer."""
    return opened.case.supplements.filter(answered_on__isnull=True, expired_on__isnull=True).last()
