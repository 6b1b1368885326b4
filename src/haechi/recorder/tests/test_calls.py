"""Calls by SIPp through a running recorder (RC-1, RC-3, RC-12)."""

import re
import signal
from contextlib import ExitStack

import pytest

from haechi.recorder.tests import world as w
from haechi.recorder.tests.hearing import heard, likeness
from haechi.recorder.tests.world import World, running
from haechi.telephony.records import CallRecord
from haechi.telephony.types import Leg, Mode, Outcome

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("calls")) as found:
        yield found


def place(world: World, caller: str, number: str, official: str | None, *words: str) -> list[str]:
    """Both ends succeed; what they said and heard, the caller first."""
    with ExitStack() as stack:
        calls = ("-m", "2") if official == "official_refers" else ()
        ends = [world.sipp(official, *words, *calls, port=world.officials)] if official else []
        ends.append(world.sipp(caller, "-s", number, *words))
        for end in ends:
            stack.enter_context(end)
        for end in reversed(ends):
            end.done()
        return [end.seen() for end in reversed(ends)]


def call(world: World, caller: str, number: str, official: str | None, *words: str) -> CallRecord:
    """The record that the call left."""
    before = len(world.records())
    place(world, caller, number, official, *words)
    return world.newest(before)


def nothing_left(world: World) -> bool:
    return world.status().get("calls") == 0 and world.status().get("recording") == 0


def test_a_whole_call_is_announced_connected_recorded_and_journalled(world: World):
    record = call(world, "caller", w.FULL, "official", "-d", "1500")
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


def test_the_official_is_never_called_before_the_notice_has_ended(world: World):
    """RC-3: the INVITE to the official is the first that SIPp's clock shows after answer plus notice."""
    before = len(world.records())
    caller, official = place(world, "caller", w.FULL, "official", "-d", "900")
    world.newest(before)
    answered = stamp_of(caller, "ACK sip")
    invited = stamp_of(official, "INVITE sip")
    assert invited - answered >= w.NOTICE_SECONDS - 0.02


def stamp_of(messages: str, start: str) -> float:
    """Seconds since midnight at which SIPp logged the first message that begins so."""
    found = re.search(rf"-+ \S+ (\d+):(\d+):([\d.]+)\n[^\n]*\n\n{start}", messages)
    assert found, messages
    return 3600 * int(found[1]) + 60 * int(found[2]) + float(found[3])


def test_with_183_the_caller_is_answered_when_the_official_is(world: World):
    record = call(world, "caller", w.EARLY, "official", "-d", "300")
    assert record.outcome is Outcome.TALKED
    assert record.notices[0].complete
    assert record.connected_at is not None
    assert len(record.files) == 1


def test_who_leaves_in_the_notice_leaves_a_row_and_no_sound(world: World):
    record = call(world, "caller_leaves", w.FULL, None)
    assert (record.outcome, record.files, record.connected_at) == (Outcome.LEFT_IN_NOTICE, (), None)
    assert not record.notices[0].complete


def test_a_cancel_in_early_media_ends_the_call(world: World):
    record = call(world, "caller_cancels", w.EARLY, None, "-d", "100")
    assert (record.outcome, record.files) == (Outcome.LEFT_IN_NOTICE, ())


def test_a_cancel_while_it_rings_ends_both_sides_and_keeps_no_sound(world: World):
    record = call(world, "caller_cancels", w.EARLY, "official_away", "-d", "900")
    assert (record.outcome, record.files, record.connected_at) == (Outcome.CANCELLED, (), None)
    assert record.notices[0].complete


def test_a_call_without_a_single_packet_is_a_row_with_its_notice_and_silence(world: World):
    record = call(world, "caller", w.FULL, "official_early", "-d", "1200")
    assert record.outcome is Outcome.TALKED
    (file,) = record.files
    assert [leg.received for leg in file.counts] == [0, 0]
    found = heard(world, file, record.call)
    assert not found[Leg.CALLER].any()
    notice = w.hum(w.NOTICE_SECONDS, 400)
    assert likeness(found[Leg.OFFICIAL][: len(notice)], notice) >= 0.99
    assert not found[Leg.OFFICIAL][len(notice) + w.RATE // 50 :].any()


def test_a_busy_official_is_told_by_tone_and_release(world: World):
    record = call(world, "caller_released", w.FULL, "official_busy")
    assert (record.outcome, record.files) == (Outcome.BUSY, ())
    assert record.notices[0].complete


def test_nobody_answers(world: World):
    record = call(world, "caller_released", w.FULL, "official_away")
    assert (record.outcome, record.files) == (Outcome.NO_ANSWER, ())


def test_a_caller_who_was_not_answered_gets_the_officials_own_refusal(world: World):
    before = len(world.records())
    place(world, "caller_gets_486", w.PLAIN, "official_busy")
    place(world, "caller_gets_480", w.PLAIN, "official_away")
    assert len(world.records()) == before


def test_a_line_that_is_not_switched_on_or_exempt_is_connected_and_leaves_nothing(world: World):
    before = set(world.data.rglob("*"))
    for number in (w.PLAIN, w.EXEMPT, "02129999"):
        place(world, "caller", number, "official", "-d", "200")
    assert {path for path in world.data.rglob("*") if path.suffix in {".sealed", ".hrc"}} <= before


def test_early_media_of_the_exchange_reaches_the_caller(world: World):
    caller, _ = place(world, "caller", w.PLAIN, "official_early", "-d", "200")
    assert "SIP/2.0 183" in caller
    assert caller.index("SIP/2.0 183") < caller.index("SIP/2.0 200")


def test_hold_and_resume_go_through_and_the_recording_goes_on(world: World):
    record = call(world, "caller_holds", w.FULL, "official_held")
    assert record.outcome is Outcome.TALKED
    assert len(record.files) == 1


def test_star_one_announces_to_the_caller_then_records_and_star_two_ends_it(world: World):
    """RC-1: before `*1` nothing is stored."""
    record = call(world, "caller", w.SELECTIVE, "official_records", "-d", "3500")
    assert (record.outcome, record.mode) == (Outcome.TALKED, Mode.SELECTIVE)
    (notice,), (file,) = record.notices, record.files
    assert notice.complete
    assert (notice.notice, notice.to_leg) == (2, Leg.CALLER)
    assert file.begun_ms >= notice.ended_ms


def test_a_selective_line_without_keys_stores_nothing(world: World):
    record = call(world, "caller", w.SELECTIVE, "official", "-d", "200")
    assert (record.files, record.notices) == ((), ())


def test_the_official_hands_over_and_the_first_telephone_is_released(world: World):
    record = call(world, "caller", w.FULL, "official_refers", "-d", "2500")
    assert record.outcome is Outcome.TRANSFERRED


def test_an_official_who_hangs_up_ends_the_call(world: World):
    record = call(world, "caller_released", w.FULL, "official_leaves", "-d", "300")
    assert record.outcome is Outcome.TALKED


def test_an_invite_without_a_description_is_answered_with_ours(world: World):
    record = call(world, "caller_offers_late", w.FULL, "official", "-d", "900")
    assert record.outcome is Outcome.TALKED
    assert len(record.files) == 1


def test_an_invite_that_comes_again_is_no_second_call(world: World):
    record = call(world, "caller_repeats", w.FULL, "official", "-d", "900")
    assert record.outcome is Outcome.TALKED


def test_without_a_key_for_today_nothing_claims_a_recording(world: World):
    """The institution's choice: connected without notice, or refused."""
    record = call(world, "caller", w.LIMITED, "official", "-d", "200")
    assert (record.outcome, record.notices, record.files) == (Outcome.TALKED, (), ())
    record = call(world, "caller_gets_503", w.REFUSING, None)
    assert (record.outcome, record.notices) == (Outcome.REFUSED, ())


@pytest.mark.parametrize("scenario", ["caller_gets_483", "caller_gets_488", "stranger", "options"])
def test_what_is_refused_leaves_no_call(world: World, scenario: str):
    place(world, scenario, w.FULL, None)
    w.until(lambda: nothing_left(world), 5, lambda: f"{world.status()} {world.log()}")


def test_a_stop_ends_the_calls_with_their_records(tmp_path):
    with (
        running(tmp_path) as world,
        world.sipp("official", port=world.officials) as official,
        world.sipp("caller_released", "-s", w.FULL) as caller,
    ):
        w.until(lambda: world.status().get("recording") == 1, 10, world.log)
        assert world.stop() == 0
        caller.done()
        official.done()
        (record,) = world.records()
        assert record.outcome is Outcome.INTERRUPTED
        assert len(record.files) == 1
        assert "BYE" in caller.seen()


def test_a_killed_recorder_loses_no_call_that_was_recorded(tmp_path):
    with (
        running(tmp_path) as world,
        world.sipp("official", port=world.officials),
        world.sipp("caller", "-s", w.FULL, "-d", "9000"),
    ):
        w.until(lambda: world.status().get("recording") == 1, 10, world.log)
        world.stop(signal.SIGKILL)
        assert world.records() == []
        world.start()
        record = world.newest(0)
        assert (record.outcome, record.called) == (Outcome.INTERRUPTED, w.FULL)
        (file,) = record.files
        assert file.kind == "container"
        assert (world.data / "done" / file.name).exists()
        assert not list((world.data / "live").iterdir())
