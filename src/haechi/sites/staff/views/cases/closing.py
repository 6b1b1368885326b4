"""The eight grounds of closing, each with whether its precondition holds and why not (제20조제1항)."""

from django.utils.translation import gettext as _

from haechi.cases.conditions import Given
from haechi.cases.history import picture_of
from haechi.cases.machine import problem_of
from haechi.cases.models import Case
from haechi.cases.problems import Problem
from haechi.cases.states import Event
from haechi.cases.types import ClosingGround
from haechi.common.clock import today

WRITTEN = frozenset({Problem.NOT_REPEATED, Problem.NOT_PUBLISHED, Problem.NO_OTHER_BODY})
"""What the officer still writes into the form: the ground is neither open nor shut before."""


def grounds_of(case: Case) -> dict[str, str]:
    """A line for each ground: possible, not possible and why, or what has to be written for it."""
    picture = picture_of(case)
    found = {}
    for ground in ClosingGround:
        given = Given(today(), reason="-", ground=ground)
        found[ground.value] = _line(problem_of(picture, Event.CLOSE, given))
    return found


def _line(problem: Problem | None) -> str:
    if problem is None:
        return _("Possible.")
    if problem in WRITTEN:
        return _("To be written below: %(what)s") % {"what": problem.label}
    return _("Not possible: %(why)s") % {"why": problem.label}
