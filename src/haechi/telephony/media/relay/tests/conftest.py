"""A running engine with one worker, and calls on it."""

import queue
import time
from dataclasses import dataclass, field

import pytest

from haechi.telephony.container.tests.making import fresh_key
from haechi.telephony.media.port import MediaEvent, RecordingFacts
from haechi.telephony.media.relay.engine import EngineSettings, RelayEngine
from haechi.telephony.media.relay.tests.party import Party
from haechi.telephony.types import CallId, Leg, Mode

FACTS = RecordingFacts(3, Mode.FULL, b"sealed record")


@dataclass
class Bench:
    """An engine, its events, and what is to be closed."""

    engine: RelayEngine
    events: queue.SimpleQueue[MediaEvent] = field(default_factory=queue.SimpleQueue)
    parties: list[Party] = field(default_factory=list)
    number: int = 0

    def call(self, legs=tuple(Leg), **changes):
        """A call whose parties are pointed at; not connected."""
        self.number += 1
        call = CallId(f"{self.number:032x}")
        there = self.engine.open(call, legs)
        parties = []
        for leg in legs:
            party = Party(int(leg) + 1)
            party.there = there[leg]
            self.parties.append(party)
            parties.append(party)
            self.engine.point(call, leg, party.remote(**changes))
        return call, *parties

    def record(self, call, folder):
        key = fresh_key()
        path = folder / f"{call}-1.hrc"
        self.engine.start_recording(call, path, key, FACTS)
        return path, key

    def event(self, kind, seconds=8.0):
        """The next event of a kind; others are passed over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            try:
                event = self.events.get(timeout=left)
            except queue.Empty:
                break
            if isinstance(event, kind):
                return event
        raise AssertionError(f"no {kind.__name__}")


def bench_for(**settings):
    engine = RelayEngine(EngineSettings("127.0.0.1", range(0), room=1, workers=1, **settings))
    bench = Bench(engine)
    engine.start(bench.events.put)
    return bench


def end(bench):
    bench.engine.stop()
    for party in bench.parties:
        party.close()


@pytest.fixture(scope="module")
def bench():
    """One engine for a file's tests: calls do not know each other."""
    bench = bench_for()
    yield bench
    end(bench)


@pytest.fixture
def own_bench():
    """An engine of the test's own, by settings, where the test breaks it."""
    opened = []

    def make(**settings):
        opened.append(bench_for(**settings))
        return opened[-1]

    yield make
    for each in opened:
        end(each)
