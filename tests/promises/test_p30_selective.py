"""P-30: on a line that is recorded by choice nothing is stored before the official's `*1` and its notice."""

import threading
import time
from dataclasses import dataclass

import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.world import World
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Outcome

pytestmark = pytest.mark.process


@dataclass(frozen=True)
class Seen:
    at: float  # seconds since the epoch, as the record's
    size: int  # of whatever is stored


def call(telephones: World, official: str, milliseconds: int) -> tuple[CallRecord, list[Seen]]:
    """Its record, and what was stored all the time of the call."""
    before, sizes, over = len(telephones.records()), list[Seen](), threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            # The moment after the look: what a busy machine delays is seen late, never early.
            size = sum(path.stat().st_size for path in telephones.data.glob("live/*"))
            sizes.append(Seen(time.time(), size))

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
    assert {each.size for each in sizes} == {0}


def test_with_the_key_it_begins_after_the_other_party_heard_the_notice(telephones: World):
    record, sizes = call(telephones, "official_records", 3000)
    (notice,), (file,) = record.notices, record.files
    assert (notice.complete, notice.to_leg) == (True, Leg.CALLER)
    assert file.begun_ms >= notice.ended_ms
    stored = [each.at for each in sizes if each.size]
    assert stored, "the control: it is seen when something is stored"
    rounding = 0.002
    assert min(stored) >= record.begun_at + notice.ended_ms / 1000 - rounding
