"""Why a piece cannot be printed as it was asked for."""

from enum import StrEnum

from haechi.common.errors import HaechiError


class CannotPrint(HaechiError):
    """Base: something in the texts, the address or the logo stands in the way."""


class TooLong(CannotPrint):
    """A text has no room on a piece at its smallest size; `fits` is its longest beginning that has."""

    def __init__(self, field: str, fits: str) -> None:
        super().__init__(field)
        self.field = field
        self.fits = fits


class NoGlyph(CannotPrint):
    """The print fonts have no such characters (rare hanja, emoji): they would print as boxes."""

    def __init__(self, field: str, characters: str) -> None:
        super().__init__(field)
        self.field = field
        self.characters = characters


class CodeTooFine(CannotPrint):
    """The address is so long that the modules of its QR code are too small for a telephone."""


class LogoFault(StrEnum):
    """What is wrong with a logo file."""

    KIND = "kind"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    LETTERS = "letters"
    BUSY = "busy"


class LogoRefused(CannotPrint):
    """The file cannot become a logo. Carries the reason only, nothing out of the file."""

    def __init__(self, fault: LogoFault) -> None:
        super().__init__(fault.value)
        self.fault = fault
