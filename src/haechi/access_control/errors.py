"""Errors of access control."""

from haechi.common.errors import HaechiError


class NotANetwork(HaechiError):
    """A line that is no network; `line` is what was typed."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


class ShutsOut(HaechiError):
    """The rule would shut out the one who saves it."""


class NotSignable(HaechiError):
    """The month is not over, was signed already, or findings are open."""


class OwnReview(HaechiError):
    """Nobody reviews only what is their own while another reviewer is there."""


class FindingsChanged(HaechiError):
    """The findings are not the ones that the page showed."""
