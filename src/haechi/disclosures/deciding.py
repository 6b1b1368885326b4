"""담당자 → 팀장 → 과장, three people, none of them the applicant (제9조②③, RC-7)."""

from django.db import transaction

from haechi.audit.actions import Action
from haechi.common.clock import now, today
from haechi.crypto.types import DataKey
from haechi.disclosures.access import locked
from haechi.disclosures.errors import (
    DecidedBefore,
    NoGround,
    NoRecording,
    NotHers,
    NotNow,
    OwnRequest,
    ReasonNeeded,
)
from haechi.disclosures.grants import end_grants_of, open_grant_of
from haechi.disclosures.models import Decision, Request
from haechi.disclosures.sealing import seal_on, seal_text_of
from haechi.disclosures.states import KEEPING, STEPS, TABLE, Act, State, Turn, Who
from haechi.disclosures.types import Series, Verdict
from haechi.recordings.people import current, manages
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork


def turn_of(request: Request, act: Act) -> Turn:
    """Raises NotNow: not in this state."""
    table = TABLE if request.series == Series.DISCLOSURE else KEEPING
    turn = table.get((State(request.state), act))
    if turn is None:
        raise NotNow
    return turn


def may(actor: OfficerAtWork, request: Request, act: Act) -> bool:
    """Whether a page offers it."""
    try:
        check_turn(actor, request, turn_of(request, act))
    except (NotHers, NotNow):
        return False
    deciding = act in {Act.APPROVE, Act.REFUSE, Act.ASK}
    return not (deciding and request.applicant_id == actor.officer.pk)


def check_turn(actor: OfficerAtWork, request: Request, turn: Turn) -> None:
    """Raises NotHers: it is somebody else's step."""
    officer = actor.officer
    if turn.by is Who.CARRIER:
        fits = request.carrier_id == officer.pk
    elif turn.by is Who.ASIDE and request.applicant_id == officer.pk:
        fits = True
    elif turn.by in {Who.MANAGER, Who.ASIDE}:
        fits = manages(officer)
    else:
        named = current(officer.institution).filter(kind=turn.by, officer=officer)
        fits = named.exists()
    if not fits:
        raise NotHers


@transaction.atomic
def approve(*, actor: OfficerAtWork, request: Request) -> Request:
    """Take the next of the three steps; the last opens a grant of each chosen recording.

    Raises:
        NotHers, OwnRequest, DecidedBefore, NotNow: the step is not hers, or not now.
        NoGround: no party, and no other law.
        NoRecording: none was chosen, or one is gone.
    """
    row, key = _mine(actor, request, Act.APPROVE)
    turn = turn_of(row, Act.APPROVE)
    if not row.is_party and not row.law:
        raise NoGround
    line = row.decisions.filter(verdict=Verdict.APPROVED, is_current=True)
    if line.filter(officer=actor.officer).exists():
        raise DecidedBefore
    items = list(row.items.select_related("file"))
    if not items or any(item.file.destroyed_on for item in items):
        raise NoRecording
    _line(actor, row, key, Verdict.APPROVED)
    if row.state == State.RECEIVED:
        row.carrier = actor.officer  # 담당자 carries it out, and is named as 인계자 on form 2
    row.state = turn.to
    row.save()
    seal_on(row, actor.unlocked)
    if turn.to is State.APPROVED:
        for item in row.items.select_related("file__call"):
            open_grant_of(actor, row, item)
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="approved", to=row.state)
    return row


@transaction.atomic
def refuse(*, actor: OfficerAtWork, request: Request, reason: str) -> Request:
    """By whoever's turn it is; at the two desks also of what an official wants to keep.

    Raises as `approve`, and ReasonNeeded.
    """
    row, key = _mine(actor, request, Act.REFUSE)
    return _end(actor, row, key, Verdict.REFUSED, reason, turn_of(row, Act.REFUSE).to)


@transaction.atomic
def ask_for_more(*, actor: OfficerAtWork, request: Request, reason: str) -> Request:
    """Back to the applicant; afterwards all three decide anew. Raises as `refuse`."""
    row, key = _mine(actor, request, Act.ASK)
    _check_reason(reason)
    _line(actor, row, key, Verdict.ASKED, reason)
    row.decisions.filter(is_current=True).update(is_current=False)
    row.state = turn_of(row, Act.ASK).to
    row.save()
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="asked")
    return row


@transaction.atomic
def supply(*, actor: OfficerAtWork, request: Request, words: str) -> Request:
    """What the applicant answered, or brought; papers are added as proofs. Raises as `refuse`."""
    row, key = _mine(actor, request, Act.SUPPLY)
    _check_reason(words)
    _line(actor, row, key, Verdict.SUPPLIED, words)
    row.state = turn_of(row, Act.SUPPLY).to
    row.save()
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="supplied")
    return row


@transaction.atomic
def tell(*, actor: OfficerAtWork, request: Request, words: str) -> None:
    """Write to the applicant on her page: when and where to come, what to bring (제9조③).

    Raises:
        NotHers: not of the managing department. NotNow: not granted, or over. ReasonNeeded.
    """
    row, key = locked(actor, request)
    if not manages(actor.officer):
        raise NotHers
    if not may_tell(row):
        raise NotNow
    _check_reason(words)
    _line(actor, row, key, Verdict.TOLD, words)
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="told")


def may_tell(request: Request) -> bool:
    """Who filed on the public page reads there; everybody else was told at the counter."""
    return request.is_from_page and request.state in {State.APPROVED, State.HANDED_OVER}


@transaction.atomic
def withdraw(*, actor: OfficerAtWork, request: Request, reason: str) -> Request:
    """The applicant no longer wants it. Raises as `refuse`."""
    row, key = _mine(actor, request, Act.WITHDRAW)
    return _end(actor, row, key, Verdict.WITHDRAWN, reason, State.WITHDRAWN)


@transaction.atomic
def name_law(*, actor: OfficerAtWork, request: Request, law: str) -> Request:
    """Record the other law under which one who is no party asks (제9조① 단서, RC-6), before the approval.

    Raises:
        NotHers, NotNow, NoGround.
    """
    row, _key = locked(actor, request)
    if not manages(actor.officer) or row.applicant_id == actor.officer.pk:
        raise NotHers
    if row.state != State.RECEIVED:
        raise NotNow
    if not law.strip():
        raise NoGround
    row.is_party, row.law = False, law.strip()[:300]
    row.save()
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step="law")
    return row


def _mine(actor: OfficerAtWork, request: Request, act: Act) -> tuple[Request, DataKey]:
    row, key = locked(actor, request)
    check_turn(actor, row, turn_of(row, act))
    if act in {Act.APPROVE, Act.REFUSE, Act.ASK} and row.applicant_id == actor.officer.pk:
        raise OwnRequest
    return row, key


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded


def _line(
    actor: OfficerAtWork, row: Request, key: DataKey, verdict: Verdict, reason: str = ""
) -> None:
    Decision.objects.create(
        request=row,
        step=STEPS.get(State(row.state), 0),
        verdict=verdict,
        officer=actor.officer,
        at=now(),
        reason=seal_text_of(key, row, "reason", reason.strip()[:2000]) if reason else b"",
    )


def _end(
    actor: OfficerAtWork, row: Request, key: DataKey, verdict: Verdict, reason: str, to: State
) -> Request:
    _check_reason(reason)
    _line(actor, row, key, verdict, reason)
    row.state, row.ended_on = to, today()
    row.save()
    end_grants_of(row)
    leave_row(actor, Action.DISCLOSURE_STEP, subject=row.reference, step=verdict.value)
    return row
