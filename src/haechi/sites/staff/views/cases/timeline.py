"""The clocks of a case as pictures: how much has passed, where it stood still, what an extension added."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from haechi.cases.models import CaseClock
from haechi.cases.types import ClockKind, ClockState
from haechi.casework.selectors import ClockView
from haechi.common.clock import today
from haechi.sites.staff.labels import Mark
from haechi.statutes.clocks import EventKind

WIDTH = 1000
OURS = frozenset({ClockKind.HANDLING, ClockKind.COMMISSION, ClockKind.SUPPLEMENT})
"""What the centre keeps or waits for. The others are the reporter's: their end is nobody's delay."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the bar, in thousandths of its width. `look`: passed, left, stopped, over."""

    look: str
    x: int
    width: int


@dataclass(frozen=True)
class ClockPicture:
    """A clock with its bar, its mark and the sentences that lead to its day."""

    view: ClockView
    start: date
    mark: Mark
    pieces: tuple[Piece, ...]
    today_x: int | None
    words: str


def pictures(clocks: list[ClockView]) -> list[ClockPicture]:
    return [_picture(view) for view in clocks]


def due_words(due: date, day: date) -> Mark:
    """How long is left, in words; red is never said by colour alone."""
    left = (due - day).days
    if left < 0:
        return Mark(
            ngettext("{n} day overdue", "{n} days overdue", -left).format(n=-left), "danger"
        )
    if left == 0:
        return Mark(gettext("Due today"), "danger")
    words = ngettext("{n} day left", "{n} days left", left).format(n=left)
    return Mark(words, "warning" if left <= 7 else "")


def _mark(row: CaseClock, day: date) -> Mark:
    if row.state == ClockState.ENDED:
        return Mark(gettext("ended %(day)s") % {"day": row.ended_on}, "success")
    if row.state == ClockState.STOPPED:
        return Mark(gettext("stands still"), "information")
    if row.kind not in OURS and row.due_on < day:
        return Mark(gettext("this period has ended"))
    return due_words(row.due_on, day)


def _picture(view: ClockView) -> ClockPicture:
    row, day = view.row, today()
    start = date.fromisoformat(row.history[0][1])
    upto = row.ended_on or day
    end = max(row.due_on, upto, start)
    span = max((end - start).days, 1)

    def at(moment: date) -> int:
        return round(WIDTH * min(max((moment - start).days, 0), span) / span)

    pieces = [Piece("left", 0, WIDTH), Piece("passed", 0, at(min(upto, row.due_on)))]
    if upto > row.due_on and row.kind in OURS:
        pieces.append(Piece("over", at(row.due_on), at(upto) - at(row.due_on)))
    pieces += [Piece("stopped", at(a), max(at(b) - at(a), 6)) for a, b in _stops(row, upto)]
    mark = _mark(row, day)
    words = f"{start} – {row.due_on}: {mark.text}"
    inside = row.state != ClockState.ENDED and start <= day <= end
    return ClockPicture(view, start, mark, tuple(pieces), at(day) if inside else None, words)


def _stops(row: CaseClock, upto: date) -> list[tuple[date, date]]:
    begins = [date.fromisoformat(d) for kind, d, _days in row.history if kind == EventKind.STOPPED]
    ends = [date.fromisoformat(d) for kind, d, _days in row.history if kind == EventKind.RESUMED]
    return list(zip(begins, [*ends, upto], strict=False))
