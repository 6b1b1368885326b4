"""Errors of staff accounts."""

from haechi.common.errors import HaechiError


class WrongPassword(HaechiError):
    """The password does not open the officer's private key."""


class Locked(HaechiError):
    """The session holds no open private key: sign in again."""


class NotAllowed(HaechiError):
    """The role does not permit it."""


class WeakOfficerPassword(HaechiError):
    """The password is too weak; `reasons` are sentences for the user."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__()
        self.reasons = reasons


class LastMember(HaechiError):
    """The last officer who can read reports may not be removed."""


class LastAdministrator(HaechiError):
    """The last administrator may neither be removed nor get another role."""


class BadDays(HaechiError):
    """The last day comes before the first, or the span is longer than a year."""
