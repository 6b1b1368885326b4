"""Where a leg stands, and what it tells its call."""

from dataclasses import dataclass
from enum import Enum, auto

from haechi.telephony.types import PhoneNumber


class State(Enum):
    NEW = auto()
    EARLY = auto()  # INVITE is under way
    UP = auto()
    OVER = auto()


@dataclass(frozen=True)
class Body:
    """Of a message: `kind` is the media type in lower case with its parameters cut off; `type` as written."""

    type: str
    content: bytes

    @property
    def kind(self) -> str:
        return self.type.partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Progressed:
    """Our INVITE rings (18x)."""

    code: int
    body: Body | None


@dataclass(frozen=True)
class Answered:
    """Our INVITE, or our re-INVITE, was accepted."""

    body: Body | None


@dataclass(frozen=True)
class Refused:
    """Our INVITE or re-INVITE was not accepted; 408 where nothing answered."""

    code: int


@dataclass(frozen=True)
class Confirmed:
    """The far end has our 200: its ACK came, with a body where ours was the offer."""

    body: Body | None


@dataclass(frozen=True)
class Offered:
    """A re-INVITE or UPDATE wants an answer: `accept` or `decline`."""

    body: Body | None


@dataclass(frozen=True)
class Informed:
    """INFO: a digit of the keypad, or a body of another kind."""

    digit: str | None
    body: Body | None


@dataclass(frozen=True)
class Referred:
    """REFER was accepted: the far end wants to be replaced by `target` (`replaces`: RFC 3891)."""

    target: PhoneNumber
    replaces: str


@dataclass(frozen=True)
class Ended:
    """The leg is over: `cancelled` before it was answered, else by BYE or because it answers no more."""

    cancelled: bool


LegEvent = Progressed | Answered | Refused | Confirmed | Offered | Informed | Referred | Ended
