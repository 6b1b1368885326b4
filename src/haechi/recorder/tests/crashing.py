"""kill -9 of the recorder at random moments while many talk, and what is in the journal afterwards (RC-12)."""

import asyncio
import contextlib
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from haechi.recorder.tests import world as w
from haechi.recorder.tests.crowd import MARK, Crowd, number_of
from haechi.recorder.tests.hearing import packets_of
from haechi.recorder.tests.world import World
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Outcome

SECOND, BEFORE = 50, 10  # packets
HURRIED = 0.2  # of the kills come while calls are still being set up
VICTIMS = ("recorder", "worker", "everything")


@dataclass
class Loss:
    """Of one call: packets of the official that were sent before the kill, and that are stored."""

    call: int
    victim: str
    sent: int
    stored: int


@dataclass
class Outcomes:
    """`losses`: of every call with at least a second; `faults`: what must not be, in words."""

    losses: list[Loss] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def worst(self) -> int:
        return max((loss.sent - loss.stored for loss in self.losses), default=0)


def crash(world: World, *, calls: int, kills: int, seed: int) -> Outcomes:
    """Place `calls` at a time, kill something in the middle, start again; `kills` times."""
    return asyncio.run(_crash(world, calls, kills, random.Random(seed)))  # noqa: S311  no secret


async def _crash(world: World, calls: int, kills: int, chance: random.Random) -> Outcomes:
    outcomes, killed = Outcomes(), {}
    crowd = Crowd((w.HERE, world.sip), (w.HERE, world.officials))
    await crowd.open()
    speaking = asyncio.ensure_future(crowd.speak())
    try:
        for _ in range(kills):
            placed = [crowd.call(w.FULL) for _ in range(calls)]
            if chance.random() >= HURRIED:
                await _until(lambda placed=placed: all(t.talking or t.over for t in placed), world)
            await asyncio.sleep(chance.uniform(0.3, 3.5))
            victim = chance.choice(VICTIMS)
            for talk in placed:
                killed[talk.caller.call] = (victim, talk.official.sent if talk.talking else 0)
            kill(world, victim)
            if victim == "worker":  # the recorder ends its calls by itself
                talking = [t for t in placed if t.talking]
                await _until(lambda talking=talking: all(t.over for t in talking), world)
            crowd.hang_up()
            if victim != "worker":
                await asyncio.to_thread(world.stop, signal.SIGKILL)
                await asyncio.to_thread(world.start)
            due = {n for n, (_, sent) in killed.items() if sent >= SECOND}
            await _until(lambda due=due: due <= set(map(_number, world.records())), world)
    finally:
        speaking.cancel()
        crowd.close()
    _judge(world, killed, outcomes)
    return outcomes


async def _until(holds, world: World, seconds: float = 40) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < end, world.log()[-3000:]
        await asyncio.sleep(0.05)


def kill(world: World, victim: str) -> None:
    assert world.process is not None
    main = world.process.pid
    workers = list(children(main))
    for pid in {"recorder": [main], "worker": workers, "everything": [main, *workers]}[victim]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def children(parent: int) -> Iterator[int]:
    for entry in os.scandir("/proc"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (Path(entry.path) / "stat").read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                yield int(entry.name)


def _number(record: CallRecord) -> int:
    return number_of(record.caller)


def _judge(world: World, killed: dict[int, tuple[str, int]], outcomes: Outcomes) -> None:
    records = {record.call: record for record in world.records()}
    told = Counter(map(_number, records.values()))
    outcomes.faults += [f"call {n}: {count} rows" for n, count in told.items() if count > 1]
    by_number = {_number(record): record for record in records.values()}
    for number, (victim, sent) in killed.items():
        if sent < SECOND:
            continue
        record = by_number.get(number)
        if record is None:
            outcomes.faults.append(f"call {number}: no row")
            continue
        if record.outcome is not Outcome.INTERRUPTED:
            outcomes.faults.append(f"call {number}: {record.outcome}")
        outcomes.losses.append(Loss(number, victim, sent, _stored(world, record, outcomes)))


def _stored(world: World, record: CallRecord, outcomes: Outcomes) -> int:
    """How many packets of the official, one after another."""
    if len(record.files) != 1:
        outcomes.faults.append(f"call {_number(record)}: {len(record.files)} files")
        return 0
    (file,) = record.files
    if (
        file.kind != "container"
    ):  # the worker was killed, and the finaliser has aligned what it left
        return (file.milliseconds - file.lead_ms) // 20
    marks = [MARK.unpack_from(payload) for payload in packets_of(world, file)[Leg.OFFICIAL]]
    numbers = [count for call, _, count in marks if call == _number(record)]
    if len(numbers) != len(marks) or not _in_a_row(numbers):
        outcomes.faults.append(f"call {_number(record)}: not packet by packet")
    return numbers[-1] + 1 if numbers else 0


def _in_a_row(numbers: list[int]) -> bool:
    """What an official says before the answer is read is not stored yet."""
    return (
        bool(numbers)
        and numbers[0] < BEFORE
        and numbers == list(range(numbers[0], numbers[-1] + 1))
    )
