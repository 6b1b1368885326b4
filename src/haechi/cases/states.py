"""The handling of a public-interest report as one table: state, event, precondition, article, effect.

Read it with the guideline open. `machine` applies it; nothing else changes a case's state.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from haechi.cases import conditions as needs
from haechi.cases.conditions import Condition
from haechi.cases.types import NoticeKind


class CaseState(models.TextChoices):
    RECEIVED = "received", _("Received")
    SUPPLEMENTING = "supplementing", _("Waiting for a supplement")
    INVESTIGATING = "investigating", _("Under investigation")
    CONCLUDED = "concluded", _("Investigation ended")
    NOTIFIED = "notified", _("Result notified")
    OBJECTED = "objected", _("Objection under review")
    TRANSFERRED = "transferred", _("Transferred")
    CONVERTED = "converted", _("Handled as an ordinary complaint")
    CLOSED = "closed", _("Closed")
    FILED = "filed", _("Record closed and kept")
    DESTROYED = "destroyed", _("Destroyed")


S = CaseState
OPEN = frozenset({S.RECEIVED, S.SUPPLEMENTING, S.INVESTIGATING})
"""The handling period runs (or stands still) here."""
UNFINISHED = OPEN | {S.CONCLUDED, S.OBJECTED}
DECIDED = frozenset({S.NOTIFIED, S.TRANSFERRED, S.CONVERTED, S.CLOSED})
ENDED = DECIDED | {S.FILED, S.DESTROYED}


class Event(models.TextChoices):
    RECEIVE = "receive", _("Received")
    RECEIVE_REFERRAL = "receive-referral", _("Referral received")
    REQUEST_SUPPLEMENT = "request-supplement", _("Supplement requested")
    SUPPLEMENT_RECEIVED = "supplement-received", _("Supplement received")
    SUPPLEMENT_EXPIRED = "supplement-expired", _("Supplement period over")
    LATE_SUPPLEMENT = "late-supplement", _("Supplement received after the end")
    START_INVESTIGATION = "start-investigation", _("Investigation begun")
    LOG = "log", _("Investigation record written")
    END_INVESTIGATION = "end-investigation", _("Investigation ended")
    EXTEND = "extend", _("Period extended")
    CONSULT = "consult", _("Commission consulted")
    CONSENT_TO_TRANSFER = "consent-to-transfer", _("Consent to a transfer")
    REVOKE_CONSENT = "revoke-consent", _("Consent to a transfer taken back")
    TRANSFER = "transfer", _("Transferred")
    RETRANSFER = "retransfer", _("Referred again")
    CONVERT = "convert", _("Turned into an ordinary complaint")
    WITHDRAW = "withdraw", _("Report withdrawn")
    GO_ON = "go-on", _("Goes on although withdrawn")
    CLOSE = "close", _("Closed")
    CLOSE_WITHDRAWN = "close-withdrawn", _("Closed on withdrawal")
    NOTIFY_RESULT = "notify-result", _("Result notified to the reporter")
    REPORT_RESULT = "report-result", _("Result reported to the Commission")
    DEMAND = "demand", _("Re-investigation demanded")
    OBJECT = "object", _("Objection received")
    ANSWER_OBJECTION = "answer-objection", _("Objection answered")
    NOTIFY = "notify", _("Notice sent")
    RECOUNT = "recount", _("Due day counted again")
    FILE_AWAY = "file-away", _("Record closed")
    DESTROY = "destroy", _("Destroyed")


E = Event
N = NoticeKind
_HERE = None  # the state stays
_BACK = "back"  # to where the supplement was asked for


@dataclass(frozen=True)
class Step:
    """One row. `before`: states it is possible in, () for the birth of a case; `after`: the state it
    leads to, None where it stays, "back" to where a supplement was asked for; `notice`: what is owed
    to the reporter from then on, without delay."""

    event: Event
    before: frozenset[CaseState]
    conditions: tuple[Condition, ...]
    article: str
    effect: str
    after: CaseState | str | None = _HERE
    notice: NoticeKind = N.NONE


def _in(*states: CaseState) -> frozenset[CaseState]:
    return frozenset(states)


_BEGUN = _in(S.RECEIVED, S.INVESTIGATING)
_LIVING = frozenset(set(S) - {S.DESTROYED})

STEPS: tuple[Step, ...] = (
    Step(E.RECEIVE, _in(), (), "제11조① 제12조① 제14조",
         "number taken, register row, 30 days begin; forms 3, 7, 11", S.RECEIVED, N.RECEIPT),
    Step(E.RECEIVE_REFERRAL, _in(), (), "제19조①⑧",
         "number taken, 30 days begin on the day of referral", S.RECEIVED),
    Step(E.REQUEST_SUPPLEMENT, _BEGUN, (needs.something_missing, needs.second_at_most_seven_days),
         "제15조①②", "handling period stands still, supplement period begins",
         S.SUPPLEMENTING, N.SUPPLEMENT),
    Step(E.SUPPLEMENT_RECEIVED, _in(S.SUPPLEMENTING), (), "제15조①",
         "handling period runs on", _BACK),
    Step(E.SUPPLEMENT_EXPIRED, _in(S.SUPPLEMENTING), (needs.supplement_period_over,), "제15조②",
         "handling period runs on; a second request or closing becomes possible", _BACK),
    Step(E.LATE_SUPPLEMENT, frozenset(ENDED - {S.DESTROYED}) | _BEGUN, (), "제17조③",
         "into the record by its date; nothing decided is undone by it"),
    Step(E.START_INVESTIGATION, _in(S.RECEIVED), (needs.not_withdrawn_or_going_on,), "제19조①",
         "", S.INVESTIGATING),
    Step(E.LOG, _in(S.RECEIVED, S.SUPPLEMENTING, S.INVESTIGATING, S.CONCLUDED, S.OBJECTED), (),
         "제17조③ 제19조①", "into the record by its date"),
    Step(E.END_INVESTIGATION, _in(S.INVESTIGATING), (needs.investigated, needs.reason), "제19조①",
         "handling period met; 10 days to the Commission begin where it referred", S.CONCLUDED),
    Step(E.EXTEND, OPEN, (needs.not_extended, needs.fifteen_days, needs.in_time, needs.reason),
         "제19조⑧", "due day moves, once", notice=N.EXTENSION),
    Step(E.CONSULT, OPEN, (needs.referred,), "제18조②", "the Commission's answer is on record"),
    Step(E.CONSENT_TO_TRANSFER, _LIVING, (), "제18조①", "consent recorded"),
    Step(E.REVOKE_CONSENT, _LIVING, (), "제18조①", "a transfer that was drafted cannot go"),
    Step(E.TRANSFER, _BEGUN, (needs.not_referred, needs.transfer_consent, needs.reason), "제18조①",
         "to the competent body with form 8", S.TRANSFERRED, N.TRANSFER),
    Step(E.RETRANSFER, _BEGUN, (needs.referred, needs.consulted, needs.reason), "제18조②",
         "to another body, as agreed with the Commission", S.TRANSFERRED),
    Step(E.CONVERT, _in(S.RECEIVED), (needs.not_referred, needs.reason), "제11조②",
         "goes on as an ordinary complaint", S.CONVERTED, N.CONVERSION),
    Step(E.WITHDRAW, OPEN | {S.CONCLUDED}, (needs.not_withdrawn,), "제16조①", "registered"),
    Step(E.GO_ON, OPEN | {S.CONCLUDED}, (needs.withdrawn, needs.reason), "제16조②",
         "serious and evidenced: handled to the end"),
    Step(E.CLOSE, _BEGUN, (needs.lawful_ground,), "제20조①",
         "no investigation or transfer, or it is broken off", S.CLOSED, N.CLOSING),
    Step(E.CLOSE_WITHDRAWN, OPEN, (needs.withdrawn, needs.not_going_on), "제16조①",
         "", S.CLOSED, N.CLOSING),
    Step(E.NOTIFY_RESULT, _in(S.CONCLUDED), (needs.not_referred,), "제19조②",
         "with forms 7 and 11; 14 days for an objection begin", S.NOTIFIED),
    Step(E.REPORT_RESULT, _in(S.CONCLUDED), (needs.referred, needs.five_contents), "제19조③",
         "to the Commission; 14 days for an objection begin", S.NOTIFIED),
    Step(E.DEMAND, _in(S.NOTIFIED, S.CLOSED, S.TRANSFERRED), (needs.referred,), "제19조⑤",
         "investigated again", S.INVESTIGATING),
    Step(E.OBJECT, _in(S.NOTIFIED), (needs.within_fourteen_days,), "제21조①②",
         "under review", S.OBJECTED),
    Step(E.ANSWER_OBJECTION, _in(S.OBJECTED), (needs.reason,), "제21조③",
         "", S.NOTIFIED, N.OBJECTION),
    Step(E.NOTIFY, _LIVING, (), "제11조② 제18조① 제19조② 제20조② 제21조③",
         "as sent into the record"),
    Step(E.RECOUNT, _LIVING, (), "민법 제161조",
         "a holiday was named or taken back: an open period ends on another day"),
    Step(E.FILE_AWAY, DECIDED, (needs.nothing_owed, needs.objection_period_over), "제17조① 제6호서식",
         "cover complete; retention begins on 1 January", S.FILED),
    Step(E.DESTROY, _in(S.FILED), (needs.retention_over,), "제6호서식 보존기간",
         "keys destroyed, number stays", S.DESTROYED),
)  # fmt: skip

BY_EVENT = {step.event: step for step in STEPS}
