"""Writing the history. Every change of a case goes through here: ask the machine, write state and line."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Max

from haechi.cases.conditions import Asked, Given, Picture
from haechi.cases.machine import advance
from haechi.cases.models import Case, CaseClock, CaseEvent
from haechi.cases.people import consents_now
from haechi.cases.sealing import seal_words
from haechi.cases.states import CaseState, Event
from haechi.cases.types import ClockKind, ClockState, ConsentKind, NoticeKind, Requirement
from haechi.common.clock import now
from haechi.crypto.types import DataKey
from haechi.custody.models import Officer


def picture_of(case: Case) -> Picture:
    """What the rows say, for the machine."""
    open_clocks = {
        clock.kind: clock.due_on for clock in case.clocks.exclude(state=ClockState.ENDED)
    }
    report = case.report
    report_withdrawn = report is not None and report.withdrawn_on is not None
    return Picture(
        state=CaseState(case.state),
        referred=case.is_referred,
        reporter_known=case.reporter_known,
        missing=frozenset(Requirement(each) for each in case.missing),
        supplements=tuple(_asked(case)),
        back=CaseState(case.back) if case.back else None,
        handling_due=open_clocks.get(ClockKind.HANDLING.value, date.max),
        extended=case.extended,
        logged=case.logged,
        consulted=case.consulted,
        transfer_consent=consents_now(case).get(ConsentKind.TRANSFER, False),
        withdrawn=case.withdrawn_on is not None or report_withdrawn,
        going_on=case.going_on,
        objection_due=_objection_due(case),
        owed=frozenset(NoticeKind(each) for each in case.owed),
        retention_until=case.retention_until,
        held=case.held_since is not None,
    )


def _asked(case: Case) -> list[Asked]:
    return [
        Asked(
            row.due_on,
            answered=row.answered_on is not None,
            expired=row.expired_on is not None,
            evidence=Requirement.EVIDENCE.value in row.items,
        )
        for row in case.supplements.all()
    ]


def _objection_due(case: Case) -> date | None:
    if case.notified_on is None:
        return None
    clock = case.clocks.filter(kind=ClockKind.OBJECTION).order_by("due_on").last()
    return clock.due_on if clock else None


def happen(
    case: Case,
    event: Event,
    given: Given,
    *,
    key: DataKey | None,
    officer: Officer | None = None,
    note: str = "",
    timed: bool = True,
    columns: Mapping[str, object] | None = None,
) -> Picture:
    """Check, write the state with `columns`, add the line. The caller holds the row's lock.

    `timed`: False for what a reporter does, of which the day alone is kept. `note` is sealed with `key`.

    Raises:
        NotNow: not lawful now; nothing was written.
    """
    after = advance(picture_of(case), event, given)
    write_state(case, after, given.on, columns or {})
    add_line(case, event, given.on, key=key, officer=officer, note=note, timed=timed)
    return after


def write_state(case: Case, after: Picture, on: date, others: Mapping[str, object]) -> None:
    """The case's columns as the picture has them."""
    if after.state is None:
        raise ValueError("a case has a state")
    columns = dict(others)
    if after.state != case.state:
        columns["state_on"] = on
    columns |= {
        "state": after.state,
        "back": after.back or "",
        "extended": after.extended,
        "logged": after.logged,
        "consulted": after.consulted,
        "transfer_consent": after.transfer_consent,
        "going_on": after.going_on,
        "owed": sorted(after.owed),
    }
    Case.objects.filter(pk=case.pk).update(**columns)
    for name, value in columns.items():
        setattr(case, name, value)


def add_line(
    case: Case,
    event: Event,
    on: date,
    *,
    key: DataKey | None,
    officer: Officer | None = None,
    note: str = "",
    timed: bool = True,
) -> CaseEvent:
    last = CaseEvent.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    line = CaseEvent(
        case=case,
        number=last + 1,
        event=event,
        state=case.state,
        on=on,
        at=now() if timed else None,
        officer=officer,
    )
    if note and key is not None:
        line.note = seal_words(key, case.pk, f"event {line.number}", note)
    line.save(force_insert=True)
    return line


def lapse(case: Case, kind: ClockKind, on: date) -> None:
    """A clock has no more to run."""
    CaseClock.objects.filter(case=case, kind=kind).exclude(state=ClockState.ENDED).update(
        state=ClockState.ENDED, ended_on=on
    )
