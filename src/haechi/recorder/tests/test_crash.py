"""The recorder killed at random moments under load (RC-12; `bench/crash` does the same for long)."""

import pytest

from haechi.recorder.tests.crashing import SECOND, crash
from haechi.recorder.tests.world import running

pytestmark = pytest.mark.process
SEED = 20261122  # a failure can be had again


def test_killed_at_random_under_load_it_loses_no_call_and_no_more_than_a_second(tmp_path):
    with running(tmp_path, HAECHI_RECORDER_WORKERS="2") as world:
        outcomes = crash(world, calls=8, kills=2, seed=SEED)
    assert outcomes.faults == []
    assert len(outcomes.losses) >= 8
    assert outcomes.worst <= SECOND
