"""Wake-ups over a real Redis server, which is killed and comes back (ALL-6)."""

import asyncio
import contextlib
import shutil
import socket
import subprocess
import time

import pytest

from haechi.live.bus import Bus
from haechi.live.redis_link import _PATIENCE, RedisLink

SERVED = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="./test installs redis-server"
)


def start_server(port: int) -> subprocess.Popen[bytes]:
    server = subprocess.Popen(
        [
            "redis-server",
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ],
        stdout=subprocess.DEVNULL,
    )
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return server
        time.sleep(0.05)
    raise AssertionError("redis-server did not start")


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def woken(listener: Bus, sender: RedisLink, topic: str) -> bool:
    """Publish until the listener wakes: a subscription takes a moment to stand."""
    with listener.subscription(topic) as event:
        for _ in range(60):
            sender.publish(topic)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), 0.1)
                return True
    return False


def test_a_broker_that_hangs_holds_up_one_request_and_not_each() -> None:
    """Fault: Redis is there and does not answer. A thousand open chats say every 15 seconds that they are."""
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        sender = RedisLink(f"redis://127.0.0.1:{hanging.getsockname()[1]}")
        begun = time.monotonic()
        for _ in range(20):
            sender.publish("here:chat:1:reporter")
        hanging.settimeout(0)
        hanging.accept()
        with pytest.raises(BlockingIOError):
            hanging.accept()  # one attempt, however long it took
    assert time.monotonic() - begun < 20 * _PATIENCE


@SERVED
@pytest.mark.process
def test_a_wake_up_reaches_another_process_s_bus_and_survives_the_broker_s_death(port: int) -> None:
    async def scenario() -> None:
        server = start_server(port)
        listener, sender = (
            Bus(RedisLink(f"redis://127.0.0.1:{port}")),
            RedisLink(f"redis://127.0.0.1:{port}"),
        )
        listener.start()
        try:
            assert await woken(listener, sender, "report:one")
            server.kill()
            server.wait()
            started = time.monotonic()
            sender.publish("report:two")
            assert time.monotonic() - started < 2, "a dead broker held up the request"
            server = start_server(port)
            assert await woken(listener, sender, "report:three")
        finally:
            await listener.stop()
            server.kill()
            server.wait()

    asyncio.run(scenario())
