"""The processes of a running installation."""

import time
from pathlib import Path

from tests.promises.world import World


def process_of(world: World, zone: str) -> int:
    """The one that serves a zone (`reporter`, `staff`) of this installation."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode(errors="replace").split("\0")
            mine = str(world.data).encode() in path.with_name("environ").read_bytes()
        except OSError:
            continue
        if mine and "site" in words and zone in words:
            return int(path.parent.name)
    raise LookupError(zone)


def family(pid: int) -> list[int]:
    """The process and every living descendant."""
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
    return found


def wait_until_notices_went(world: World) -> None:
    until = time.monotonic() + 30
    while world.rows("SELECT 1 FROM notifications_delivery WHERE status = 'waiting' LIMIT 1"):
        assert time.monotonic() < until, "notices still wait"
        time.sleep(0.2)
