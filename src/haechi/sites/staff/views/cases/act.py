"""One act on a case: a small page with its precondition in words, a form, and one service (docs/cases.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from haechi.cases.conditions import WHOLE, Given, Picture
from haechi.cases.machine import problem_of
from haechi.cases.models import Case
from haechi.cases.problems import Problem
from haechi.cases.states import CaseState, Event
from haechi.cases.types import ClosingGround
from haechi.common.clock import today
from haechi.sites.staff.forms.cases.base import CaseForm
from haechi.sites.staff.forms.cases.course import NothingForm

Text = str | Promise


class Group(Enum):
    """Headings of the acts, in their order."""

    COURSE = _("Handling")
    ENDING = _("Ending")
    LETTERS = _("Other bodies")
    PEOPLE = _("People and consents")
    CARE = _("Protection and money")
    RECORD = _("Record")


def _living(case: Case) -> bool:
    return case.state != CaseState.DESTROYED


def _nothing(_case: Case) -> Problem | None:
    return None


@dataclass(frozen=True)
class Act:
    """`about`: what it does and what it needs, in words. `events`: of the machine, any of which must be
    possible; without one `shown` decides. `lacks`: what the case still lacks for it. `part`: where on the
    case's page to go afterwards."""

    name: str
    label: Text
    article: str
    about: Text
    group: Group
    service: Callable[..., object]
    form: type[CaseForm] = NothingForm
    events: tuple[Event, ...] = ()
    shown: Callable[[Case], bool] = _living
    lacks: Callable[[Case], Problem | None] = _nothing
    part: str = "status"
    danger: bool = False
    template: str = "site_staff/cases/act.html"

    def problem(self, picture: Picture, case: Case) -> Problem | None:
        """Why it is not possible now, whatever is written into its form; None where it is."""
        if not self.shown(case):
            return Problem.STATE
        if not self.events:
            return self.lacks(case)
        found = [problem_of(picture, event, _generous()) for event in self.events]
        if None in found:
            return None
        return next((each for each in found if each is not Problem.STATE), Problem.STATE)


def _generous() -> Given:
    """Everything that an officer could write, so that only what stands in the way is left."""
    day = today()
    return Given(
        day,
        reason="-",
        days=1,
        due=day,
        counted_due=day,
        ground=ClosingGround.UNRELATED,
        contents=WHOLE,
    )
