"""What the trainer's pages show of a practice session: its state and the bars of its departments."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from haechi.common.clock import today
from haechi.practice.models import PracticeSession
from haechi.practice.selectors import attendance_of
from haechi.practice.types import Attendance


@dataclass(frozen=True)
class Bar:
    """One department; `width` in % of the row: of the headcount where known, else of the longest."""

    line: Attendance
    width: int


def bars_of(lines: Sequence[Attendance]) -> list[Bar]:
    most = max((line.taken for line in lines), default=0) or 1
    return [
        Bar(line, min(100, line.percent if line.percent is not None else 100 * line.taken // most))
        for line in lines
    ]


def bars_html(session: PracticeSession) -> str:
    """The picture: bars with their figures beside them, so that it is its own table."""
    lines = attendance_of(session)
    people = [line.headcount for line in lines if line.headcount]
    context = {
        "bars": bars_of(lines),
        "total": sum(line.taken for line in lines),
        "people": sum(people) if len(people) == len(lines) - 1 else 0,
    }
    return render_to_string("site_staff/parts/practice_bars.html", context)


@dataclass(frozen=True)
class State:
    """Where a session stands, and the tone of its badge."""

    text: str
    tone: str


def state_of(session: PracticeSession) -> State:
    day = today()
    if session.is_open(day):
        return State(_("open today"), "success")
    if day < session.first_day:
        return State(_("not yet open"), "information")
    return State(_("over"), "")
