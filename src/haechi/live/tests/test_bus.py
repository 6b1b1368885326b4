"""Wake-ups between processes: "this changed", within a blink, and never an error (HL-4)."""

import asyncio
import os
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from django.db import transaction

from haechi.live import services
from haechi.live.bus import Bus
from haechi.live.unix import UnixLink


async def started(folder: Path) -> Bus:
    bus = Bus(UnixLink(folder))
    bus.start()
    await asyncio.sleep(0.01)
    return bus


async def wakes(event: asyncio.Event, within: float = 1.0) -> bool:
    try:
        await asyncio.wait_for(event.wait(), within)
    except TimeoutError:
        return False
    return True


def test_a_subscriber_is_woken_by_its_topic_and_by_no_other(tmp_path):
    async def scene() -> None:
        bus = await started(tmp_path)
        with bus.subscription("report:1", "inbox:1") as mine, bus.subscription("report:2") as other:
            bus.publish("report:1")
            assert await wakes(mine)
            assert not other.is_set()
            mine.clear()
            bus.publish("inbox:1")
            assert await wakes(mine)
        await bus.stop()

    asyncio.run(scene())


def test_a_subscription_that_ended_leaves_nothing_behind(tmp_path):
    async def scene() -> None:
        bus = await started(tmp_path)
        with bus.subscription("report:1"), bus.subscription("report:1"):
            assert len(bus._waiting["report:1"]) == 2
        assert not bus._waiting
        await bus.stop()
        assert list(tmp_path.glob("*.sock")) == []

    asyncio.run(scene())


@pytest.mark.process
def test_another_process_wakes_this_one_in_a_blink(tmp_path):
    speaker = """
        import sys, time
        from pathlib import Path
        from haechi.live.unix import UnixLink
        sys.stdin.readline()
        print(time.time(), flush=True)
        UnixLink(Path(sys.argv[1])).publish("report:1")
    """

    async def scene() -> None:
        bus = await started(tmp_path)
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(speaker), str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": "src"},
        )
        with bus.subscription("report:1") as event:
            assert process.stdin
            process.stdin.write(b"go\n")
            process.stdin.flush()
            assert await wakes(event, within=20)
            heard = time.time()
        said = float(process.communicate()[0])
        assert heard - said < 0.2
        await bus.stop()

    asyncio.run(scene())


def test_both_of_two_listening_processes_hear(tmp_path):
    async def scene() -> None:
        one, other = await started(tmp_path), await started(tmp_path)
        with one.subscription("t") as first, other.subscription("t") as second:
            one.publish("t")
            assert await wakes(first)
            assert await wakes(second)
        await one.stop()
        await other.stop()

    asyncio.run(scene())


def test_a_data_folder_may_lie_deeper_than_a_socket_address_is_long(tmp_path):
    deep = tmp_path.joinpath(*["folder-with-a-long-name"] * 8)
    assert len(str(deep)) > 107

    async def scene() -> None:
        bus = await started(deep)
        with bus.subscription("t") as event:
            bus.publish("t")
            assert await wakes(event)
        await bus.stop()

    asyncio.run(scene())


def test_the_socket_of_a_process_that_died_is_cleared_away(tmp_path):
    dead = tmp_path / "1-dead.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as gone:
        gone.bind(str(dead))
    UnixLink(tmp_path).publish("t")
    assert not dead.exists()


def test_publishing_never_fails_and_never_waits_long(tmp_path):
    link = UnixLink(tmp_path / "missing")
    link.publish("t")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as full:
        full.bind(str(tmp_path / "1-full.sock"))
        start = time.monotonic()
        stuck = UnixLink(tmp_path)
        for _ in range(3):
            stuck.publish("t" * 200)
        assert time.monotonic() - start < 1


def test_the_folder_and_its_sockets_are_the_owners_alone(tmp_path):
    async def scene() -> None:
        bus = await started(tmp_path / "live")
        assert (tmp_path / "live").stat().st_mode & 0o777 == 0o700
        await bus.stop()

    asyncio.run(scene())


@pytest.mark.django_db(transaction=True)
def test_an_announcement_waits_for_the_commit_and_dies_with_a_rollback(monkeypatch):
    said = []

    class Quiet:
        def publish(self, topic: str) -> None:
            said.append(topic)

    monkeypatch.setattr(services, "bus", Quiet)
    with transaction.atomic():
        services.announce("report:1")
        assert said == []
    assert said == ["report:1"]
    with transaction.atomic():
        services.announce("report:2")
        transaction.set_rollback(True)
    assert said == ["report:1"]


@pytest.mark.django_db(transaction=True)
def test_a_bus_that_breaks_does_not_break_what_was_committed(monkeypatch):
    class Broken:
        def publish(self, topic: str) -> None:
            raise OSError

    monkeypatch.setattr(services, "bus", Broken)
    done = []
    with transaction.atomic():
        services.announce("report:1")
        transaction.on_commit(lambda: done.append(1))
    assert done == [1]
