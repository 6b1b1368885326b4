"""Transfer, referral back and forth, cooperation (제18조, 제19조③④⑤, 제28조의4)."""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.clocks import end_clock, start_clock
from haechi.cases.conditions import Given
from haechi.cases.errors import NotNow
from haechi.cases.models import Case, Exchange, Paper
from haechi.cases.papers import NewPaper, PaperText, add_paper
from haechi.cases.people import checked_text
from haechi.cases.problems import Problem
from haechi.cases.sealing import open_fields, seal_fields
from haechi.cases.states import Event
from haechi.cases.types import ClockKind, Direction, ExchangeKind, NoticeKind, OpenCase, PaperKind
from haechi.casework.access import open_to_change
from haechi.casework.errors import NoSuchCase
from haechi.casework.filed import keep_form
from haechi.casework.notices import in_words, lay_draft
from haechi.casework.steps import checked_day, end_handling, step
from haechi.casework.trail import leave_row
from haechi.casework.wording import TRANSFER
from haechi.common.clock import today
from haechi.staff.types import OfficerAtWork

CaseId = str | uuid.UUID

FIVE_CONTENTS: Mapping[str, str] = {
    "disposition": "형사처분 및 행정처분 등 신고사항에 대한 처리결과 및 처리 경위와 이유",
    "direction": "조사·수사 종료 후 처리 방향",
    "money": "보상금 및 구조금의 지급대상에 해당하거나 해당할 것으로 예측되는 경우 그 사실",
    "improvement": "공익신고와 관련하여 제도 개선이 필요하다고 인정되는 경우 그 요지",
    "other": "그 밖에 위원회 또는 공익신고자가 알아야 할 필요가 있는 사항",
}
"""제19조③ 각 호, as the letter to the Commission heads them; "해당 없음" is an answer, nothing is not."""

TITLES: Mapping[str, str] = {
    ExchangeKind.COOPERATION: "협조 요청",
    ExchangeKind.QUESTION: "보완 협조 요청",
    ExchangeKind.CONSULTATION: "재이첩·재송부 협의",
    ExchangeKind.DEMAND: "재조사 등 요구",
}
"""Of letters and their answers in the binder."""


@transaction.atomic
def transfer(*, actor: OfficerAtWork, case_id: CaseId, body: str, reason: str) -> None:
    """제18조①: to the competent body with form 8, after the reporter's recorded consent; she is told.

    Raises:
        NotNow: no consent (any more), no body or reason named, or the Commission referred it.
    """
    opened = open_to_change(actor, case_id)
    _named(body)
    given = Given(today(), reason=reason)
    step(actor, opened, Event.TRANSFER, given, note=body, transferred_by="consent")
    _transferred(actor, opened, body, reason)
    day = today()
    words = {
        "이송기관": body,
        "이송사유": reason,
        "이송일자": in_words(day),
    }
    lay_draft(actor, opened, NoticeKind.TRANSFER, words)
    leave_row(actor, Action.CASE_STEP, opened.case, event=Event.TRANSFER.value)


@transaction.atomic
def retransfer(*, actor: OfficerAtWork, case_id: CaseId, body: str, reason: str) -> None:
    """제18조②: what the Commission referred goes on to another body, after consulting it.

    Raises:
        NotNow: the Commission was not consulted or has not answered, or no body or reason is named.
    """
    opened = open_to_change(actor, case_id)
    _named(body)
    given = Given(today(), reason=reason)
    step(actor, opened, Event.RETRANSFER, given, note=body, transferred_by="consultation")
    _transferred(actor, opened, body, reason)
    leave_row(actor, Action.CASE_STEP, opened.case, event=Event.RETRANSFER.value)


@transaction.atomic
def ask(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    kind: ExchangeKind,
    body: str,
    text: str,
    on: date | None = None,
) -> Exchange:
    """A letter to another body: cooperation (제28조의4), a question for the reporter through the Commission
    (제19조④), consultation on referring again (제18조②); or a demand that came from it (제19조⑤).

    Raises:
        NotNow: the Commission's kinds for a case it did not refer, or no body is named.
        DayRefused: in the future or before receipt.
    """
    opened = open_to_change(actor, case_id)
    _named(body)
    if kind is not ExchangeKind.COOPERATION and not opened.case.is_referred:
        raise NotNow(Problem.NOT_REFERRED)
    day = checked_day(on, not_before=opened.case.received_on)
    row = Exchange(case=opened.case, number=opened.case.exchanges.count() + 1, kind=kind, on=day)
    fields = {"body": body, "text": checked_text(text)}
    row.body = seal_fields(opened.data_key, opened.case.pk, f"exchange {row.pk}", fields)
    row.save(force_insert=True)
    incoming = kind is ExchangeKind.DEMAND
    _file(actor, opened, row.kind, Direction.IN if incoming else Direction.OUT, day, body, text)
    if incoming:
        step(actor, opened, Event.DEMAND, Given(day), note=text, notified_on=None)
        _investigate_again(opened.case, day)
    leave_row(actor, Action.CASE_STEP, opened.case, event=f"exchange {kind.value}")
    return row


@transaction.atomic
def answered(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    exchange_id: str | uuid.UUID,
    text: str,
    on: date | None = None,
) -> None:
    """The answer to a letter. The Commission's to a consultation makes referring again possible.

    Raises:
        NotNow: answered already.
        DayRefused: before the letter or in the future.
    """
    opened = open_to_change(actor, case_id)
    row = _exchange(opened, exchange_id)
    if row.answered_on is not None:
        raise NotNow(Problem.ALREADY)
    day = checked_day(on, not_before=row.on)
    what = f"answer {row.pk}"
    sealed = seal_fields(opened.data_key, opened.case.pk, what, {"text": checked_text(text)})
    Exchange.objects.filter(pk=row.pk).update(answer=sealed, answered_on=day)
    direction = Direction.OUT if row.kind == ExchangeKind.DEMAND else Direction.IN
    _file(actor, opened, row.kind, direction, day, "", text)
    if row.kind == ExchangeKind.CONSULTATION:
        step(actor, opened, Event.CONSULT, Given(day), note=text)
    leave_row(actor, Action.CASE_STEP, opened.case, event=f"answer {row.kind}")


@transaction.atomic
def report_result(*, actor: OfficerAtWork, case_id: CaseId, contents: Mapping[str, str]) -> Paper:
    """제19조③: the result to the Commission, its five contents complete; the ten days are met.

    Raises:
        NotNow: not referred, not concluded, or one of `FIVE_CONTENTS` is empty.
    """
    opened = open_to_change(actor, case_id)
    day = today()
    there = frozenset(name for name, text in contents.items() if text.strip())
    end_clock(opened.case, ClockKind.COMMISSION, day)
    clock = start_clock(opened.case, ClockKind.OBJECTION, day)
    given = Given(day, contents=there, due=clock.due_on)
    step(actor, opened, Event.REPORT_RESULT, given, notified_on=day)
    text = "\n\n".join(f"{head}\n{contents[name]}" for name, head in FIVE_CONTENTS.items())
    words = PaperText("조사·수사결과 통보", checked_text(text), dict(contents))
    paper = NewPaper(PaperKind.COMMISSION, Direction.OUT, day, words)
    row = add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    leave_row(actor, Action.CASE_STEP, opened.case, event=Event.REPORT_RESULT.value)
    return row


def words_of_exchange(opened: OpenCase, row: Exchange) -> tuple[str, str, str]:
    """Body, what was asked, what was answered."""
    key, case_id = opened.data_key, opened.case.pk
    asked = open_fields(key, case_id, f"exchange {row.pk}", row.body)
    answer = open_fields(key, case_id, f"answer {row.pk}", row.answer)
    return asked["body"], asked["text"], answer.get("text", "")


def _named(body: str) -> None:
    if not body.strip():
        raise NotNow(Problem.NO_OTHER_BODY)


def _transferred(actor: OfficerAtWork, opened: OpenCase, body: str, reason: str) -> None:
    words = PaperText(TRANSFER, checked_text(reason), {"이송기관": body})
    paper = NewPaper(PaperKind.DECISION, Direction.OUT, today(), words, form=8)
    row = add_paper(opened.case, opened.data_key, paper, officer=actor.officer)
    keep_form(opened, row, actor.officer)
    end_handling(opened.case, today())


def _file(
    actor: OfficerAtWork,
    opened: OpenCase,
    kind: str,
    direction: Direction,
    day: date,
    body: str,
    text: str,
) -> None:
    cooperation = kind == ExchangeKind.COOPERATION
    paper = NewPaper(
        PaperKind.COOPERATION if cooperation else PaperKind.COMMISSION,
        direction,
        day,
        PaperText(
            f"{TITLES[kind]} ({body})" if body else f"{TITLES[kind]} 회신", checked_text(text)
        ),
    )
    add_paper(opened.case, opened.data_key, paper, officer=actor.officer)


def _investigate_again(case: Case, day: date) -> None:
    """The period runs anew from the demand; the old objection period means nothing any more."""
    end_clock(case, ClockKind.OBJECTION, day)
    end_clock(case, ClockKind.HANDLING, day)
    start_clock(case, ClockKind.HANDLING, day)


def _exchange(opened: OpenCase, exchange_id: str | uuid.UUID) -> Exchange:
    try:
        row = Exchange.objects.filter(case=opened.case, pk=uuid.UUID(str(exchange_id))).first()
    except ValueError:
        row = None
    if row is None:
        raise NoSuchCase
    return row
