"""The eight grounds of closing, each with whether its precondition holds and why not (제20조제1항)."""

from dataclasses import dataclass

from haechi.cases.conditions import Given
from haechi.cases.history import picture_of
from haechi.cases.machine import problem_of
from haechi.cases.models import Case
from haechi.cases.states import Event
from haechi.cases.types import ClosingGround, Problem
from haechi.casework.handling import GROUND_WORDS
from haechi.common.clock import today

WRITTEN = frozenset({Problem.NOT_REPEATED, Problem.NOT_PUBLISHED, Problem.NO_OTHER_BODY})
"""What the officer still writes into the form: the ground is neither open nor shut before."""


@dataclass(frozen=True)
class GroundView:
    """`holds`: True, False, or None where it depends on what is written below."""

    ground: ClosingGround
    article_words: str
    holds: bool | None
    why: str


def grounds_of(case: Case) -> list[GroundView]:
    picture = picture_of(case)
    found = []
    for ground in ClosingGround:
        given = Given(today(), reason="-", ground=ground)
        problem = problem_of(picture, Event.CLOSE, given)
        holds = None if problem in WRITTEN else problem is None
        why = str(problem.label) if problem else ""
        found.append(GroundView(ground, GROUND_WORDS[ground], holds, why))
    return found
