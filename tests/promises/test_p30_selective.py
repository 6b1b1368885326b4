"""P-30: on a line that is recorded by choice nothing is stored before the official's `*1` and its notice."""

import threading

import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.world import World
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Outcome

pytestmark = pytest.mark.process


def call(telephones: World, official: str, milliseconds: int) -> tuple[CallRecord, list[float]]:
    """Its record, and the sizes of whatever was stored, each 20 ms of the call."""
    before, sizes, over = len(telephones.records()), list[float](), threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            sizes.append(sum(path.stat().st_size for path in telephones.data.glob("live/*")))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        with (
            telephones.sipp(
                official, "-d", str(milliseconds), port=telephones.officials
            ) as answering,
            telephones.sipp("caller", "-s", w.SELECTIVE, "-d", str(milliseconds)) as calling,
        ):
            calling.done()
            answering.done()
    finally:
        over.set()
        looking.join()
    return telephones.newest(before), sizes


def test_a_whole_call_without_the_key_leaves_not_a_byte(telephones: World):
    record, sizes = call(telephones, "official", 1500)
    assert (record.outcome, record.files, record.notices) == (Outcome.TALKED, (), ())
    assert len(sizes) > 20
    assert set(sizes) == {0}


def test_with_the_key_it_begins_after_the_other_party_heard_the_notice(telephones: World):
    record, sizes = call(telephones, "official_records", 3000)
    (notice,), (file,) = record.notices, record.files
    assert (notice.complete, notice.to_leg) == (True, Leg.CALLER)
    assert file.begun_ms >= notice.ended_ms
    assert any(sizes), "the control: it is seen when something is stored"
    first = next(n for n, size in enumerate(sizes) if size)
    assert first * 20 >= notice.ended_ms - 200
