import asyncio
import errno
import os
import threading

import pytest

from haechi.crypto.spool import SpoolFull
from haechi.sites.common.bodies import BodySpool, BodyWriter


async def _written(spool: BodySpool, parts: list[bytes]) -> BodySpool:
    writer = BodyWriter(spool)
    for part in parts:
        await writer.take(part)
    return await writer.finish()


@pytest.mark.parametrize("sizes", [[], [0], [1], [100] * 7, [65_536] * 40, [700_000, 3, 700_000]])
def test_a_body_is_whole_and_in_order_however_it_came(tmp_path, sizes):
    parts = [os.urandom(size) for size in sizes]
    with asyncio.run(_written(BodySpool(tmp_path), parts)) as spool:
        assert spool.read() == b"".join(parts)
        assert not spool.full


def test_a_full_disk_is_told_and_nothing_more_is_written(tmp_path):
    class Small(BodySpool):
        writes = 0

        def write(self, buffer, /):
            self.writes += 1
            raise SpoolFull(errno.ENOSPC, "full")

    spool = Small(tmp_path)
    asyncio.run(_written(spool, [bytes(600_000)] * 3))
    assert spool.full
    assert spool.writes == 1


def test_an_error_of_the_disk_reaches_whoever_sends_the_body(tmp_path):
    class Broken(BodySpool):
        def write(self, buffer, /):
            raise OSError(errno.EIO, "broken")

    with pytest.raises(OSError, match="broken"):
        asyncio.run(_written(Broken(tmp_path), [bytes(600_000)] * 3))


def test_an_abandoned_body_is_closed_only_after_the_batch_under_way(tmp_path):
    begun, go_on, order = threading.Event(), threading.Event(), []

    class Slow(BodySpool):
        def write(self, buffer, /):
            begun.set()
            assert go_on.wait(5)
            order.append("written")
            return len(buffer)

        def close(self):
            order.append("closed")
            super().close()

    async def cut_off() -> None:
        writer = BodyWriter(spool)
        await writer.take(bytes(600_000))
        assert await asyncio.to_thread(begun.wait, 5)
        threading.Timer(0.1, go_on.set).start()
        writer.abandon()

    spool = Slow(tmp_path)
    asyncio.run(cut_off())
    assert order[:2] == ["written", "closed"]
    assert spool.closed
