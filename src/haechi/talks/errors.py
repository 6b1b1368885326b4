"""Errors of Talk; each is told in the reader's language."""

from haechi.common.errors import HaechiError


class WrongCode(HaechiError):
    """No chat opens with it: never given, past its days, replaced and of elsewhere look the same."""


class TalkIsOff(HaechiError):
    """The institution does not offer Talk."""


class Blocked(HaechiError):
    """Nothing more is taken in this chat."""


class TooFast(HaechiError):
    """More messages than anybody types; `seconds` until the next is taken. Nothing was stored."""

    def __init__(self, *, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds
