"""Calls by SIP through a whole recorder, their sound by `_rtp_load.py`: what one of them cannot show alone."""

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from haechi.recorder.tests.crowd import HERE, Crowd, Talk, Voice
from haechi.recorder.tests.world import FULL, World, running
from haechi.telephony.media.port import Address

To = list[tuple[str, int]]
CALLS_A_SECOND = 40
ANSWERED_SECONDS, FINISHED_SECONDS = 60.0, 300.0


@dataclass(frozen=True)
class Placed:
    """Packets; `missing`: calls without a row or without one recording."""

    sent: int
    received: int
    stored: int
    missing: int
    spilt: int  # came back, and found the generator's own buffer full
    late: float  # ms, the generator
    p99: float  # ms


def by_sip(calls: int, port: int, load: Callable[[To], dict[str, float]], folder: Path) -> Placed:
    """`load` sends and counts for all parties, which are at `port`."""
    with running(folder, HAECHI_RECORDER_WORKERS="2") as world:
        found = asyncio.run(_talk(world, calls, port, load))
        until = time.monotonic() + FINISHED_SECONDS
        while len(world.records()) < calls and time.monotonic() < until:
            time.sleep(2)
        whole = [record for record in world.records() if len(record.files) == 1]
    counts = [each for record in whole for each in record.files[0].counts]
    return Placed(
        int(found["sent"]),
        int(found["received"]),
        sum(each.received for each in counts),
        calls - len(whole) + sum(each.lost + each.dropped > 0 for each in counts),
        int(found["spilt"]),
        found["late"] * 1000,
        found["p99"],
    )


async def _talk(
    world: World, calls: int, port: int, load: Callable[[To], dict[str, float]]
) -> dict[str, float]:
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    class Far(Voice):
        """Its sound is the generator's."""

        def __post_init__(self) -> None:
            self.wire = wire

        @property
        def address(self) -> Address:
            return Address(HERE, port)

    crowd = Crowd((HERE, world.sip), (HERE, world.officials), Far)
    await crowd.open()
    try:
        talks = await _placed(crowd, calls)
        voices = [voice for talk in talks for voice in (talk.caller, talk.official)]
        to = [voice.to for voice in voices if voice.to]
        assert len(to) == len(voices)
        found = await asyncio.get_running_loop().run_in_executor(None, load, to)
        crowd.hang_up()
        await asyncio.sleep(3)
        return found
    finally:
        crowd.close()


async def _placed(crowd: Crowd, calls: int) -> list[Talk]:
    talks = []
    for _ in range(calls):
        talks.append(crowd.call(FULL))
        await asyncio.sleep(1 / CALLS_A_SECOND)
    until = time.monotonic() + ANSWERED_SECONDS
    while not all(talk.talking and talk.caller.to for talk in talks):
        assert time.monotonic() < until, "not every call was answered"
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    return talks
