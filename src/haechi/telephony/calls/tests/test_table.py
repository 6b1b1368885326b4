"""A call in the path, event by event: what foreign clients seldom do, and what breaks (RC-1, RC-3, RC-12)."""

import asyncio
import time
from dataclasses import replace
from functools import partial

import pytest

from haechi.common.clock import today
from haechi.crypto.sealedbox import new_key_pair
from haechi.telephony.calls.surroundings import Patience
from haechi.telephony.calls.tests.scene import Scene, play
from haechi.telephony.custody import DayKey, DeskKey
from haechi.telephony.media.port import DigitPressed, MediaLost, MediaSilent, RecordingFailed
from haechi.telephony.plan import InstitutionPlan, Line, Notice, Plan, WhenFull
from haechi.telephony.types import Leg, Mode, Outcome, PhoneNumber

FULL, SELECTIVE, OTHER = PhoneNumber("1001"), PhoneNumber("1002"), PhoneNumber("1003")
OFFICE = InstitutionPlan(
    id=1,
    custodian=DeskKey(1, new_key_pair().public),
    approver=DeskKey(2, new_key_pair().public),
    days=(DayKey(today(), new_key_pair().public),),
    full_notice=Notice(7, "a" * 64, 300),
    selective_notice=Notice(8, "b" * 64, 300),
    lines=(
        Line(1, FULL, 1, Mode.FULL),
        Line(2, SELECTIVE, 1, Mode.SELECTIVE),
        Line(3, OTHER, 1, Mode.FULL),
    ),
)
PLAN = Plan(new_key_pair().public, "127.0.0.1:PORT", ("127.0.0.0/8",), (), (OFFICE,))
PATIENCE = Patience(ringing=5, answering=5, releasing=5, silence=10, longest=60)


@pytest.fixture
def on_stage(tmp_path):
    def act(scenario, plan=PLAN, patience=PATIENCE):
        return play(tmp_path, plan, scenario, patience)

    return act


async def announced(scene: Scene, number: str = FULL) -> str:
    """The caller is answered and hears the notice; returns our 200."""
    scene.invite(number)
    answer = await scene.hear("SIP/2.0 200")
    scene.within(answer, "ACK", 1)
    await asyncio.sleep(0.05)
    return answer


async def talking(scene: Scene) -> tuple[str, str]:
    """Both talk and are recorded; returns our 200 to the caller, our INVITE to the official."""
    answer = await announced(scene)
    await scene.speak_out()
    invite = await scene.hear("INVITE")
    scene.reply(invite, "200 OK")
    await scene.hear("ACK")
    return answer, invite


def test_no_invite_leaves_before_the_notice_has_ended(on_stage):
    async def scenario(scene: Scene) -> None:
        await announced(scene)
        assert scene.engine.did == ["play 7 to CALLER"]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(scene.hear("INVITE"), 0.3)
        await scene.speak_out()
        await scene.hear("INVITE sip:1001@")

    on_stage(scenario)


def test_a_notice_that_could_not_be_played_claims_nothing_and_nothing_is_stored(on_stage):
    async def scenario(scene: Scene) -> None:
        await announced(scene)
        await scene.speak_out(complete=False)
        scene.reply(await scene.hear("INVITE"), "200 OK")
        await scene.hear("ACK")
        scene.service.end_all()

    scene = on_stage(scenario)
    assert "record" not in scene.engine.did
    assert scene.finished[0].containers == ()


@pytest.mark.parametrize(
    ("choice", "ends"), [(WhenFull.CONNECT_UNRECORDED, False), (WhenFull.REFUSE_CALL, True)]
)
def test_a_disk_that_fills_after_the_notice_follows_the_institutions_choice(on_stage, choice, ends):
    async def scenario(scene: Scene) -> None:
        scene.engine.full = True
        await announced(scene)
        await scene.speak_out()
        assert (len(scene.service) == 0) is ends

    on_stage(scenario, replace(PLAN, institutions=(replace(OFFICE, when_full=choice),)))


@pytest.mark.parametrize("event", [MediaLost, lambda call: MediaSilent(call, 10.0)])
def test_dead_media_ends_both_legs(on_stage, event):
    async def scenario(scene: Scene) -> None:
        await talking(scene)
        await scene.happens(event)
        await scene.hear("BYE sip:010")
        await scene.hear("BYE sip:o@")

    scene = on_stage(scenario)
    assert scene.finished[0].record.outcome is Outcome.INTERRUPTED
    assert len(scene.finished[0].containers) == 1


def test_silence_on_hold_ends_nothing(on_stage):
    async def scenario(scene: Scene) -> None:
        answer, _ = await talking(scene)
        scene.within(answer, "INVITE", 2, "a=sendonly\r\n")
        scene.reply(await scene.hear("INVITE sip:o@"), "200 OK", more="a=recvonly\r\n")
        held = await scene.hear("SIP/2.0 200[^$]*CSeq: 2 INVITE")
        assert "a=recvonly" in held
        scene.within(answer, "ACK", 2)
        await scene.happens(lambda call: MediaSilent(call, 99.0))
        assert len(scene.service) == 1
        assert scene.engine.pointed[Leg.CALLER].hears is False

    on_stage(scenario)


def test_a_change_of_address_alone_is_not_bothered_with_the_other_end(on_stage):
    async def scenario(scene: Scene) -> None:
        answer, _ = await talking(scene)
        scene.within(answer, "INVITE", 2, "a=sendrecv\r\n")
        await scene.hear("SIP/2.0 200[^$]*CSeq: 2 INVITE")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(scene.hear("INVITE sip:o@"), 0.2)

    on_stage(scenario)


def test_a_recording_that_fails_in_the_middle_leaves_what_there_is(on_stage):
    async def scenario(scene: Scene) -> None:
        await talking(scene)
        await scene.happens(lambda call: RecordingFailed(call, "no room"))
        assert len(scene.service) == 1
        scene.service.end_all()

    assert len(on_stage(scenario).finished[0].containers) == 1


def test_keys_of_the_caller_and_keys_on_other_lines_record_nothing(on_stage):
    async def pressing(scene: Scene, leg: Leg) -> None:
        for digit in "*1":
            await scene.happens(partial(DigitPressed, leg=leg, digit=digit))

    async def scenario(scene: Scene) -> None:
        scene.invite(SELECTIVE)
        scene.reply(await scene.hear("INVITE"), "200 OK")
        scene.within(await scene.hear("SIP/2.0 200"), "ACK", 1)
        await pressing(scene, Leg.CALLER)
        assert "play 8 to CALLER" not in scene.engine.did
        await pressing(scene, Leg.OFFICIAL)
        assert "play 8 to CALLER" in scene.engine.did
        assert "record" not in scene.engine.did
        await scene.speak_out(complete=False)
        assert "record" not in scene.engine.did
        await pressing(scene, Leg.OFFICIAL)
        await scene.speak_out()
        assert "record" in scene.engine.did

    on_stage(scenario)


REFER = "Refer-To: <sip:{}@127.0.0.1>\n"


@pytest.mark.parametrize(("successor", "goes_on"), [(OTHER, True), ("5555", False)])
def test_who_takes_over_is_recorded_only_where_their_line_is(on_stage, successor, goes_on):
    """RC-2: a department without approval is not recorded."""

    async def scenario(scene: Scene) -> None:
        _, invite = await talking(scene)
        scene.within(invite, "REFER", 9, extra=REFER.format(successor))
        await scene.hear("SIP/2.0 202")
        scene.reply(await scene.hear(f"INVITE sip:{successor}@"), "200 OK", tag="s")
        await scene.hear("NOTIFY[^$]*200 OK")
        await scene.hear("BYE sip:o@")
        await asyncio.sleep(0.05)
        assert (scene.engine.recording is not None) is goes_on
        scene.service.end_all()

    assert on_stage(scenario).finished[0].record.outcome is Outcome.INTERRUPTED


def test_a_successor_who_is_busy_leaves_the_call_where_it_was(on_stage):
    async def scenario(scene: Scene) -> None:
        answer, invite = await talking(scene)
        scene.within(invite, "REFER", 9, extra=REFER.format(OTHER))
        scene.reply(await scene.hear(f"INVITE sip:{OTHER}@"), "486 Busy Here", tag="s", more=None)
        await scene.hear("NOTIFY[^$]*486")
        assert len(scene.service) == 1
        scene.within(answer, "BYE", 5)
        await scene.hear("BYE sip:o@")

    assert on_stage(scenario).finished[0].record.outcome is Outcome.TALKED


def test_an_official_who_hands_over_may_hang_up_at_once(on_stage):
    async def scenario(scene: Scene) -> None:
        answer, invite = await talking(scene)
        scene.within(invite, "REFER", 9, extra=REFER.format(OTHER))
        second = await scene.hear(f"INVITE sip:{OTHER}@")
        scene.within(invite, "BYE", 10)
        await asyncio.sleep(0.05)
        assert len(scene.service) == 1
        scene.reply(second, "200 OK", tag="s")
        await scene.hear("ACK")
        scene.within(answer, "BYE", 5)
        await asyncio.sleep(0.05)

    assert on_stage(scenario).finished[0].record.outcome is Outcome.TRANSFERRED


def test_what_was_stored_while_it_rang_goes_when_nobody_is_reached(on_stage):
    async def scenario(scene: Scene) -> None:
        await announced(scene)
        await scene.speak_out()
        assert scene.engine.recording is not None
        path = scene.engine.recording[0]
        path.touch()
        scene.reply(await scene.hear("INVITE"), "486 Busy Here", more=None)
        await scene.hear("ACK")
        await scene.speak_out()
        assert not path.exists()

    finished = on_stage(scenario).finished[0]
    assert (finished.record.outcome, finished.containers) == (Outcome.BUSY, ())


@pytest.mark.parametrize("hours", [(5, -9), (-9, 5)])
def test_a_clock_that_jumps_bends_no_call_and_ends_none(on_stage, monkeypatch, hours):
    """Wall clocks are set in the middle of a call; the call's own times do not follow."""
    real, moved = time.time, [0.0]
    monkeypatch.setattr(time, "time", lambda: real() + 3600 * moved[0])

    async def scenario(scene: Scene) -> None:
        answer = await announced(scene)
        moved[0] = hours[0]
        await scene.speak_out()
        scene.reply(await scene.hear("INVITE"), "200 OK")
        await scene.hear("ACK")
        moved[0] = hours[1]
        scene.service.sweep()
        await asyncio.sleep(0.1)
        assert len(scene.service) == 1
        scene.within(answer, "BYE", 5)
        await scene.hear("BYE sip:o@")

    begun = real()
    record = on_stage(scenario).finished[0].record
    assert record.outcome is Outcome.TALKED
    assert record.connected_at is not None
    assert begun <= record.begun_at < record.connected_at < record.ended_at < begun + 10


@pytest.mark.parametrize("stage", ["announcing", "calling"])
def test_no_stage_lasts_for_ever(on_stage, stage):
    async def scenario(scene: Scene) -> None:
        await announced(scene)
        if stage == "calling":
            await scene.speak_out()
        await asyncio.sleep(0.9)
        assert len(scene.service) == 0

    short = Patience(ringing=0.1, answering=0.1, releasing=0.1, silence=1, longest=1)
    outcome = on_stage(scenario, patience=short).finished[0].record.outcome
    assert outcome is (Outcome.NO_ANSWER if stage == "calling" else Outcome.LEFT_IN_NOTICE)


def test_a_call_that_comes_back_for_the_same_number_is_a_loop(on_stage):
    async def scenario(scene: Scene) -> None:
        await announced(scene)
        await scene.speak_out()
        invite = await scene.hear("INVITE")
        [mark] = [row for row in invite.split("\r\n") if row.startswith("Haechi-Hop")]
        assert FULL not in mark
        scene.say(
            invite.replace("branch=", "branch=z9hG4bKback")
            .replace("\r\n", "\n")
            .replace("tag=", "tag=x")
        )
        await scene.hear("SIP/2.0 482")

    on_stage(scenario)


def test_a_fault_of_ours_ends_that_call_with_its_record(on_stage, caplog, monkeypatch):
    async def scenario(scene: Scene) -> None:
        answer, _ = await talking(scene)

        def broken(*_: object) -> None:
            raise KeyError("010")

        monkeypatch.setattr(scene.engine, "point", broken)
        scene.within(answer, "INVITE", 2, "a=sendonly\r\n")
        await scene.hear("BYE sip:x@")
        await scene.hear("BYE sip:o@")

    scene = on_stage(scenario)
    assert scene.service.faults == 1
    assert scene.finished[0].record.outcome is Outcome.FAILED
    assert len(scene.finished[0].containers) == 1
    assert "KeyError" in caplog.text
    assert "'010'" not in caplog.text
