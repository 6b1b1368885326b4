"""Presence and typing marks of a chat (TK-3): over the bus, in memory, of a side and never of a person."""

from haechi.conversations.models import Side
from haechi.live.presence import AGAIN, GONE, HERE, TYPING, sign
from haechi.live.services import bus


def chat_place(report_id: object, side: Side) -> str:
    """One side of one chat; also the topic that wakes who watches for it."""
    return f"chat:{report_id}:{side.value}"


def desk_place(institution_id: int) -> str:
    """The officers' board of an institution."""
    return f"talkdesk:{institution_id}"


def say_here(place: str) -> None:
    """Call when a page opens, and every `AGAIN` seconds as long as it is open."""
    bus().publish(sign(HERE, place))


def say_gone(place: str) -> None:
    """Call when a page closes; another page of the same place says again that it is there."""
    bus().publish(sign(GONE, place))


def say_typing(place: str) -> None:
    bus().publish(sign(TYPING, place))


def is_here(place: str) -> bool:
    return bus().presence.is_here(place)


def typed_at(place: str) -> float:
    """Changes with every typing mark; 0.0 while there was none."""
    return bus().presence.typed_at(place)


__all__ = [
    "AGAIN",
    "chat_place",
    "desk_place",
    "is_here",
    "say_gone",
    "say_here",
    "say_typing",
    "typed_at",
]
