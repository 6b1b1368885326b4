"""Errors of reporting; each is told to the reporter in her language."""

from haechi.common.errors import HaechiError


class NobodyLeft(HaechiError):
    """Every officer who could read the report was excluded."""


class AlreadySubmitted(HaechiError):
    """The form was sent before, with another password; the first receipt stands."""


class WrongCredential(HaechiError):
    """No report answers to this key and password: unknown and wrong look the same."""


class MustWait(HaechiError):
    """Too many misses: this attempt needs `seconds` of waiting or `bits` of work first."""

    def __init__(self, *, seconds: int, bits: int, challenge: str) -> None:
        super().__init__()
        self.seconds, self.bits, self.challenge = seconds, bits, challenge


class TooManyFiles(HaechiError):
    """The report already has as many files as it may."""


class FileTooLarge(HaechiError):
    """The file is over the limit."""


class FileRefused(HaechiError):
    """The file cannot be cleaned, and the institution refuses such files; `reason` is stable."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StorageFull(HaechiError):
    """No room: nothing was half-written, and the reporter's text is still in the form."""


class Withdrawn(HaechiError):
    """The report was withdrawn; nothing more can be added."""
