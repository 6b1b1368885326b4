"""Errors of casework; what the guideline forbids is `haechi.cases.errors.NotNow`."""

from haechi.common.errors import HaechiError


class NoSuchCase(HaechiError):
    """Not there, or not this officer's to see: both look the same."""


class IdentityRefused(HaechiError):
    """Not of the 책임관's desk, excluded, or a client's identity without the client's consent."""


class ReasonNeeded(HaechiError):
    """An identity is opened with a reason that says something (five signs at least)."""
