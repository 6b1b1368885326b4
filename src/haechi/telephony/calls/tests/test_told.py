"""What the service tells for the operations room: calls by line, what was not stored and why (RC-12)."""

from dataclasses import replace

from haechi.telephony.calls.surroundings import NotStored
from haechi.telephony.calls.tests.scene import Scene
from haechi.telephony.calls.tests.test_table import OFFICE, PLAN, announced, on_stage, talking
from haechi.telephony.media.port import RecordingFailed

__all__ = ["on_stage"]  # the fixture


def test_calls_stand_under_their_line_with_those_that_are_stored(on_stage):
    seen = []

    async def scenario(scene: Scene) -> None:
        assert scene.service.lines() == {}
        await announced(scene)
        seen.append(scene.service.lines())
        await scene.speak_out()
        seen.append(scene.service.lines())
        scene.service.end_all()
        seen.append(scene.service.lines())

    on_stage(scenario)
    assert seen == [{(1, 1): (1, 0)}, {(1, 1): (1, 1)}, {}]


def test_a_recording_that_breaks_off_and_one_that_cannot_begin_are_counted(on_stage):
    async def broken(scene: Scene) -> None:
        await talking(scene)
        await scene.happens(lambda call: RecordingFailed(call, "no room"))
        assert scene.service.lines() == {(1, 1): (1, 0)}
        assert dict(scene.service.around.not_stored) == {(1, NotStored.BROKEN_OFF): 1}

    on_stage(broken)

    async def full(scene: Scene) -> None:
        scene.engine.full = True
        await announced(scene)
        await scene.speak_out()
        assert dict(scene.service.around.not_stored) == {(1, NotStored.REFUSED): 1}

    on_stage(full)


def test_a_day_without_a_key_is_counted_for_its_institution(on_stage):
    async def scenario(scene: Scene) -> None:
        scene.invite("1001")
        await scene.hear("INVITE")
        assert dict(scene.service.around.not_stored) == {(1, NotStored.NO_KEY): 1}

    on_stage(scenario, replace(PLAN, institutions=(replace(OFFICE, days=()),)))
