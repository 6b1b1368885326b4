"""Errors of cases; each is told to a person in her language."""

from uuid import UUID

from haechi.cases.problems import Problem
from haechi.common.errors import HaechiError


class NotNow(HaechiError):
    """The guideline does not allow this here and now; `problem` says why, in words to show."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class BadIdentifier(HaechiError):
    """A resident, foreigner or passport number that cannot be one. The number is not in here."""


class DoubtfulIdentifier(BadIdentifier):
    """Its check digit is wrong: right only if the number was changed since October 2020."""


class DayRefused(HaechiError):
    """A day in the future, before the law (30 September 2011), or before the paper it answers."""


class AlreadyCase(HaechiError):
    """The report is a case already."""


class SamePaper(HaechiError):
    """A paper of this mark came by this way before; `case_id`: as which case."""

    def __init__(self, case_id: UUID) -> None:
        super().__init__("same paper")
        self.case_id = case_id


class TooMuch(HaechiError):
    """A text over its limit; nothing was stored and nothing cut."""
