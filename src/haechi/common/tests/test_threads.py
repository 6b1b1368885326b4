"""The threads in which requests run: warm ones first, never more than allowed, nothing begun is lost."""

import asyncio
import contextlib
import threading

import pytest

from haechi.common.threads import Threads


def test_work_goes_to_the_thread_that_rested_last():
    pool = Threads(4, "t")

    async def one_after_the_other():
        gate = threading.Barrier(2)
        both = await asyncio.gather(*(pool.run(lambda: gate.wait(5) and _name()) for _ in "ab"))
        return both, {await pool.run(_name) for _ in range(9)}

    _, used = asyncio.run(one_after_the_other())
    assert len(used) == 1


def test_what_is_too_much_waits_for_its_turn_and_is_done():
    pool = Threads(2, "t")

    async def many():
        return await asyncio.gather(*(pool.run(_name) for _ in range(50)))

    assert set(asyncio.run(many())) <= {"t_1", "t_2"}


def test_an_exception_comes_back_and_the_thread_goes_on():
    pool = Threads(1, "t")

    async def fails_then_works():
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 / 0)
        return await pool.run(_name)

    assert asyncio.run(fails_then_works()) == "t_1"


def test_what_is_cancelled_before_its_turn_is_not_begun_and_what_was_begun_is_finished():
    pool, begun, go = Threads(1, "t"), [], threading.Event()

    def slow():
        begun.append("first")
        go.wait(5)
        begun.append("finished")

    async def two():
        first = asyncio.ensure_future(pool.run(slow))
        second = asyncio.ensure_future(pool.run(lambda: begun.append("second")))
        while not begun:
            await asyncio.sleep(0)
        for task in (first, second):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    asyncio.run(two())  # the loop is gone when the first is done
    go.set()
    pool.finish()
    assert begun == ["first", "finished"]


def _name() -> str:
    return threading.current_thread().name
