"""What happened to a request, in its order, with the words that came with each step (RC-7)."""

from dataclasses import dataclass, field, replace
from datetime import date

from haechi.applicants.following import answer_by
from haechi.crypto.types import DataKey
from haechi.disclosures.models import Decision, Request, Supplement
from haechi.disclosures.sealing import text_of
from haechi.disclosures.states import State


@dataclass(frozen=True)
class CourseLine:
    """`reason`: why it was refused, what was asked for or supplied; empty of an approval. `answer`: what an
    applicant wrote on her page to what was asked for there, with its day; `answer_by`: the last day for it,
    where it is waited for."""

    decision: Decision
    reason: str = field(repr=False)
    answer: str = field(default="", repr=False)
    answered_on: date | None = None
    answer_by: date | None = None


def course_of(request: Request, key: DataKey) -> list[CourseLine]:
    """Raises CannotOpen: not the request's key."""
    answers = {each.asked_id: each for each in request.supplements.all()}
    lines = [
        _line(request, key, row, answers.get(row.pk))
        for row in request.decisions.select_related("officer")
    ]
    if lines and request.state == State.MORE_ASKED:
        lines[-1] = replace(lines[-1], answer_by=answer_by(request))
    return lines


def _line(request: Request, key: DataKey, row: Decision, sent: Supplement | None) -> CourseLine:
    reason = text_of(key, request, "reason", row.reason)
    if sent is None:
        return CourseLine(row, reason)
    answer = text_of(key, request, f"supplement {row.pk}", sent.words)
    return CourseLine(row, reason, answer, sent.on)
