"""A demo report, told as data."""

from dataclasses import dataclass
from typing import Literal

from haechi.reports.states import ReportState

WriterSide = Literal["reporter", "officer"]


@dataclass(frozen=True)
class Line:
    """A message, `day` days after the report came."""

    side: WriterSide
    day: int
    text: str


@dataclass(frozen=True)
class Story:
    """One report. `age`: days before today on which it came; users are sign-in names."""

    institution: str
    category: str
    age: int
    text: str
    when: str = ""
    where: str = ""
    who: str = ""
    entry: str = "home"
    state: ReportState = ReportState.RECEIVED
    opened: bool = True
    assignee: str = ""
    excluded: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    thread: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    result: str = ""
    withdrawn: bool = False
    answers: tuple[str, ...] = ()  # to the category's questions, in their order
    duplicate_of: str = ""
    label: str = ""  # what `duplicate_of` of another story names; labelled receipts are shown


def reporter(day: int, text: str) -> Line:
    return Line("reporter", day, text)


def officer(day: int, text: str) -> Line:
    return Line("officer", day, text)
