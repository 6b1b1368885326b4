"""What a named reporter sends later: a supplement, an objection, word of disadvantage.

She holds the key of her report, not of her case. So her words go into the thread as a message, and a
paper of the same identifier, with her day and without words, goes into the binder: `casework.petitions`
seals the words and takes the step when the case is next opened. Her day is what counts.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from haechi.cases.clocks import clock_of
from haechi.cases.errors import NotNow
from haechi.cases.models import Case, CaseClock, Paper, Supplement
from haechi.cases.problems import Problem
from haechi.cases.reporter import post_message
from haechi.cases.states import CaseState
from haechi.cases.types import ClockKind, Direction, PaperKind, Track
from haechi.common.clock import today
from haechi.conversations.models import Message
from haechi.reports.deadline import calendar_of
from haechi.reports.types import DraftToken, OpenReport
from haechi.statutes.explanations import Language, explain_steps

_ATTEMPTS = 5  # an officer files a paper at the same moment and takes the number


class Act(models.TextChoices):
    SUPPLEMENT = "supplement", _("Supplement")
    OBJECTION = "objection", _("Objection")
    RETALIATION = "retaliation", _("Report of disadvantage")


HEADLINES = {
    Act.SUPPLEMENT: "보완 자료",
    Act.OBJECTION: "이의신청서 (별지 제9호서식)",
    Act.RETALIATION: "불이익조치 신고",
}
"""First line of the message: what the officers' side reads, in the words of the guideline."""
KINDS = {
    Act.SUPPLEMENT: PaperKind.SUPPLEMENT,
    Act.OBJECTION: PaperKind.OBJECTION,
    Act.RETALIATION: PaperKind.PROTECTION,
}
ACTS = {kind: act for act, kind in KINDS.items()}


@dataclass(frozen=True)
class Deadline:
    """`steps`: the sentences that lead to the day."""

    due_on: date
    steps: tuple[str, ...]

    @property
    def over(self) -> bool:
        return today() > self.due_on


@dataclass(frozen=True)
class Standing:
    """What is open to the reporter now. `sent`: what waits to be taken up, with its day."""

    supplement: Deadline | None
    objection: Deadline | None
    sent: tuple[tuple[Act, date], ...]

    @property
    def may_object(self) -> bool:
        waiting = any(act is Act.OBJECTION for act, _day in self.sent)
        return self.objection is not None and not self.objection.over and not waiting


def standing_of(opened: OpenReport, language: Language) -> Standing:
    """Raises NotNow where the report is no case."""
    case = _case(opened)
    return Standing(
        supplement=_supplement(case, language),
        objection=_objection(case, language),
        sent=_waiting(case),
    )


def send_act(
    *, opened: OpenReport, act: Act, text: str, token: DraftToken, uid: uuid.UUID
) -> Message:
    """Send it with the files of `token`. The same `uid` again adds nothing.

    A supplement after its day, and word of disadvantage, are always taken. An objection outside its
    fourteen days is refused: the page says so and the text stays.

    Raises:
        NotNow: no case; an objection that is late, early, or waits already.
        Withdrawn: the report was withdrawn.
    """
    case = _case(opened)
    there = Message.objects.filter(uid=uid, report=opened.report).first()
    if there is not None:
        return there
    if act is Act.OBJECTION:
        _check_objection(case)
    words = f"[{HEADLINES[act]}]\n\n{text}"
    with transaction.atomic():
        message = post_message(opened=opened, text=words, token=token, uid=uid)
        _file(case, act, uid)
    return message


def _case(opened: OpenReport) -> Case:
    row = (
        Case.objects.only("id", "institution_id", "state", "track")
        .filter(report_id=opened.report.pk)
        .first()
    )
    if row is None or row.state == CaseState.DESTROYED:
        raise NotNow(Problem.NOT_A_PARTY)
    return row


def _check_objection(case: Case) -> None:
    if any(act is Act.OBJECTION for act, _day in _waiting(case)):
        raise NotNow(Problem.ALREADY)
    if case.state != CaseState.NOTIFIED:
        raise NotNow(Problem.STATE)
    due = _objection(case, "ko")
    if due is None or due.over:
        raise NotNow(Problem.OBJECTION_LATE)


def _objection(case: Case, language: Language) -> Deadline | None:
    """The last fourteen days, counted anew: holidays may have changed."""
    if case.state != CaseState.NOTIFIED or case.track == Track.REFERRED:
        return None
    row = _clocks(case, ClockKind.OBJECTION).last()
    return _deadline(case, row, language) if row else None


def _supplement(case: Case, language: Language) -> Deadline | None:
    open_one = Supplement.objects.only("id", "due_on").filter(
        case=case, answered_on__isnull=True, expired_on__isnull=True
    )
    row = open_one.last()
    if row is None or case.state != CaseState.SUPPLEMENTING:
        return None
    clock = _clocks(case, ClockKind.SUPPLEMENT).last()
    found = _deadline(case, clock, language) if clock else None
    return found or Deadline(row.due_on, ())


def _clocks(case: Case, kind: ClockKind) -> models.QuerySet[CaseClock]:
    rows = CaseClock.objects.filter(case=case, kind=kind).order_by("due_on", "id")
    return rows.only("id", "case_id", "kind", "rule", "length", "unit", "law", "history", "due_on")


def _deadline(case: Case, row: CaseClock, language: Language) -> Deadline:
    due = clock_of(row, calendar_of(case.institution)).status(today()).due
    return Deadline(due.day, explain_steps(due, language))


def unread_papers(case: Case) -> models.QuerySet[Paper]:
    """The reporter's papers whose words still lie in the thread alone."""
    return Paper.objects.filter(
        case=case, direction=Direction.IN, kind__in=list(ACTS), officer__isnull=True
    ).order_by("entry")


def demand_read(case: Case) -> None:
    """Before what ends a case, or a period of the reporter's.

    Raises:
        NotNow: she sent something that nobody has opened.
    """
    if unread_papers(case).exists():
        raise NotNow(Problem.UNREAD)


def _waiting(case: Case) -> tuple[tuple[Act, date], ...]:
    found = unread_papers(case).values_list("kind", "dated_on")
    return tuple((ACTS[PaperKind(kind)], day) for kind, day in found)


def _file(case: Case, act: Act, uid: uuid.UUID) -> None:
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                _insert(case, act, uid)
            return
        except IntegrityError:
            if attempt == _ATTEMPTS - 1:
                raise


def _insert(case: Case, act: Act, uid: uuid.UUID) -> None:
    last = Paper.objects.filter(case=case).aggregate(last=Max("entry"))["last"] or 0
    Paper(
        id=uid,
        case=case,
        entry=last + 1,
        direction=Direction.IN,
        kind=KINDS[act],
        form=9 if act is Act.OBJECTION else None,
        dated_on=today(),
        sealed=b"",
    ).save(force_insert=True)
