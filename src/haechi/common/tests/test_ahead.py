import threading
from collections.abc import Iterator

import pytest

from haechi.common.ahead import Ahead


def test_everything_comes_in_order_and_once():
    for count in (0, 1, 8, 9, 1000):
        with Ahead(range(count)) as ahead:
            assert list(ahead) == list(range(count))


def test_an_error_of_the_maker_reaches_the_reader_after_what_was_made():
    def broken() -> Iterator[int]:
        yield from range(16)
        raise OSError("disk")

    seen = []
    with pytest.raises(OSError, match="disk"), Ahead(broken()) as ahead:
        seen.extend(ahead)
    assert seen == list(range(16))


def test_closing_ends_the_thread_before_the_source_may_be_released():
    made, going = [], threading.Event()

    def endless() -> Iterator[int]:
        number = 0
        while True:
            made.append(number)
            going.set()
            yield number
            number += 1

    ahead = Ahead(endless())
    assert next(iter(ahead)) == 0
    assert going.wait(5)
    ahead.close()
    count = len(made)
    assert count < 100
    assert not ahead._thread.is_alive()
    assert len(made) == count
