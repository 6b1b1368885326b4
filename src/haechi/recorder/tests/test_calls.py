"""Calls by SIPp through a running recorder (RC-1, RC-3, RC-12)."""

import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.world import World, running
from haechi.telephony.types import Leg, Mode, Outcome

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("calls")) as found:
        yield found


def hold(milliseconds: int) -> tuple[str, ...]:
    return ("-d", str(milliseconds))


def test_a_whole_call_is_announced_connected_recorded_and_journalled(world: World):
    before = len(world.records())
    with (
        world.sipp("official", port=world.officials) as official,
        world.sipp("caller", "-s", w.FULL, *hold(1500)) as caller,
    ):
        caller.done()
        official.done()
    record = world.newest(before)
    assert record.outcome is Outcome.TALKED
    assert (record.caller, record.called, record.mode) == ("+821099990000", w.FULL, Mode.FULL)
    (notice,) = record.notices
    assert notice.complete
    assert notice.to_leg is Leg.CALLER
    assert notice.ended_ms - notice.begun_ms >= 1000 * w.NOTICE_SECONDS - 20
    (file,) = record.files
    assert file.begun_ms >= notice.ended_ms
    assert (world.data / "done" / file.name).stat().st_size == file.size
    assert not list((world.data / "live").iterdir())
    assert "01012345678" not in world.log()
