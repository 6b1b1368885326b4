"""Errors of the catalogue; none carries a number of a party."""

from haechi.common.errors import HaechiError


class NoSuchCall(HaechiError):
    """Missing, of another institution, or not hers to see: one looks like the other."""


class NotResponsible(HaechiError):
    """Another person has to do this: 정책임자, 관리자 or the head of the department."""


class NotNow(HaechiError):
    """The thing is not in a state in which this is possible; somebody else may have been faster."""


class SamePerson(HaechiError):
    """Two people are needed, and this one has done the other part."""


class BothDesks(HaechiError):
    """An officer sits at one of the two recording desks only."""


class BadNumber(HaechiError):
    """Not a telephone number. The number is not in here."""


class NumberTaken(HaechiError):
    """Another line of the installation has this number."""


class BadNotice(HaechiError):
    """The sound cannot be used; `problem` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class KeyGone(HaechiError):
    """The key of that day was destroyed: nobody opens the recording any more."""


class CannotHear(HaechiError):
    """The grant ended, is not complete, is another officer's, or the recording is gone."""


class Damaged(HaechiError):
    """Something the recorder left is not what it says; the message names the fault, never content."""
