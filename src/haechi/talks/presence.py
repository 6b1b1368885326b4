"""Presence and typing marks of a chat (TK-3): over the bus, in memory, of a side and never of a person."""

import re
import secrets

from haechi.conversations.models import Side
from haechi.live.presence import AGAIN, GONE, HERE, TYPING, sign
from haechi.live.services import bus

_PAGE = re.compile(r"[A-Za-z0-9_-]{8}")


def chat_place(report_id: object, side: Side) -> str:
    """One side of one chat; also the topic that wakes who watches for it."""
    return f"chat:{report_id}:{side.value}"


def desk_place(institution_id: int) -> str:
    """The officers' board of an institution."""
    return f"talkdesk:{institution_id}"


def new_page() -> str:
    """Names one opening of a page, for as long as it is open: it tells two tabs apart and nobody's."""
    return secrets.token_urlsafe(6)


def read_page(typed: str) -> str:
    """What `new_page` drew, "" for anything else: it goes into a topic of the bus."""
    return typed if _PAGE.fullmatch(typed) else ""


def say_here(page: str, *places: str) -> None:
    """Call when a page opens, and every `AGAIN` seconds as long as it is open."""
    bus().publish(*(sign(HERE, place, page) for place in places))


def say_gone(page: str, *places: str) -> None:
    """Call when a page closes; whoever has the same place open on another page is still there."""
    bus().publish(*(sign(GONE, place, page) for place in places))


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
    "new_page",
    "read_page",
    "say_gone",
    "say_here",
    "say_typing",
    "typed_at",
]
