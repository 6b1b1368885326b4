"""The process's bus, made once from settings."""

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from haechi.common.environment import SettingError
from haechi.live.bus import Bus, Link
from haechi.live.unix import UnixLink

# By dotted path: the embedded installation does without the Redis client.
_REDIS_LINK = "haechi.live.redis_link.RedisLink"


@cache
def bus() -> Bus:
    """The bus of this process.

    Raises:
        SettingError: `LIVE_URL` names no link that exists.
    """
    url = settings.LIVE_URL
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return Bus(UnixLink(Path(parts.path)))
    if parts.scheme in {"redis", "rediss"}:
        make: Callable[[str], Link] = import_string(_REDIS_LINK)
        return Bus(make(url))
    raise SettingError("HAECHI_LIVE_URL is neither unix:///folder nor redis://host")


def announce(*topics: str) -> None:
    """Wake the readers of `topics` once the current transaction is committed; never fails what was done."""

    def wake() -> None:  # no `partial`: Django names what failed, and a partial has no name
        bus().publish(*topics)

    transaction.on_commit(wake, robust=True)


def report_topic(report_id: object) -> str:
    return f"report:{report_id}"


def inbox_topic(institution_id: int) -> str:
    return f"inbox:{institution_id}"


def talks_topic(institution_id: int) -> str:
    """News in chats of Talk: `#+` and a chat that has something unread, `#-` and one that has nothing more."""
    return f"talks:{institution_id}"


def read_topic(report_id: object, side: str) -> str:
    """What this side wrote in a thread was read by the other: `#` and up to which message."""
    return f"read:{report_id}:{side}"


def said_with(topic: str) -> str:
    """What was said behind the topic, "" for nothing."""
    return topic.partition("#")[2]


def spread(seconds: float) -> float:
    """A time around `seconds`, so that streams opened together do not all look again together."""
    return seconds * random.uniform(0.7, 1.3)  # noqa: S311  no secret
