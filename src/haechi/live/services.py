"""The process's bus, made once from settings."""

from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from haechi.common.environment import SettingError
from haechi.live.bus import Bus
from haechi.live.unix import UnixLink


@cache
def bus() -> Bus:
    """The bus of this process.

    Raises:
        SettingError: `LIVE_URL` names no link that exists.
    """
    parts = urlsplit(settings.LIVE_URL)
    if parts.scheme == "unix":
        return Bus(UnixLink(Path(parts.path)))
    raise SettingError("HAECHI_LIVE_URL is not unix:///folder")


def announce(topic: str) -> None:
    """Wake the readers of `topic` once the current transaction is committed."""
    transaction.on_commit(partial(bus().publish, topic))


def report_topic(report_id: object) -> str:
    return f"report:{report_id}"


def inbox_topic(institution_id: int) -> str:
    return f"inbox:{institution_id}"
