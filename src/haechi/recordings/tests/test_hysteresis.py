"""When an alarm is told, and when its end (RC-12): whatever comes, in whatever order."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from haechi.recordings.hysteresis import Patience, Reading, Told, level, step

BEGIN = datetime(2026, 11, 22, tzinfo=UTC)
seconds = st.integers(1, 400)
readings = st.lists(st.tuples(seconds, st.sampled_from(Reading)), max_size=60)
patiences = st.builds(
    lambda hold, quiet: Patience(timedelta(seconds=hold), timedelta(seconds=quiet)),
    st.sampled_from([0, 55, 600]),
    st.sampled_from([30, 600]),
)


def play(given_readings, patience):
    """(moment, reading, told) of every step."""
    standing, moment, seen = None, BEGIN, []
    for pause, reading in given_readings:
        moment += timedelta(seconds=pause)
        standing, told = step(standing, reading, moment, patience)
        seen.append((moment, reading, told))
    return seen, standing


def since_the_last(seen, at, wanted):
    """From when on every reading up to `at` was one of these."""
    begun = None
    for moment, reading, _ in reversed(seen[: at + 1]):
        if reading not in wanted:
            break
        begun = moment
    return begun


@given(readings, patiences)
def test_an_alarm_and_its_end_alternate(given_readings, patience):
    told = [each for *_, each in play(given_readings, patience)[0] if each]
    assert told == [Told.RAISED, Told.CLEARED] * (len(told) // 2) + [Told.RAISED] * (len(told) % 2)


@given(readings, patiences)
def test_nobody_is_told_before_it_was_bad_for_so_long_without_a_break(given_readings, patience):
    seen, _ = play(given_readings, patience)
    for at, (moment, _, told) in enumerate(seen):
        if told is Told.RAISED:
            begun = since_the_last(seen, at, {Reading.BAD})
            assert begun is not None
            assert moment - begun >= patience.hold


@given(readings, patiences)
def test_the_end_is_told_only_after_a_quiet_time_without_a_break(given_readings, patience):
    seen, _ = play(given_readings, patience)
    for at, (moment, _, told) in enumerate(seen):
        if told is Told.CLEARED:
            last = max(m for m, reading, _ in seen[:at] if reading is not Reading.GOOD)
            assert moment - last >= patience.quiet


@given(readings, patiences)
def test_what_stays_bad_is_told_and_what_stays_good_ends(given_readings, patience):
    long = [(200, Reading.BAD)] * 5
    seen, standing = play([*given_readings, *long], patience)
    assert standing is not None
    assert standing.raised
    quiet = [(200, Reading.GOOD)] * 5
    assert play([*given_readings, *long, *quiet], patience)[1] is None
    assert seen


def test_between_its_thresholds_a_figure_neither_rings_nor_ends():
    assert level(0.03, bad_above=0.02, good_below=0.01) is Reading.BAD
    assert level(0.015, bad_above=0.02, good_below=0.01) is Reading.BETWEEN
    assert level(0.001, bad_above=0.02, good_below=0.01) is Reading.GOOD
    patience = Patience(quiet=timedelta(seconds=10))
    edge = [(60, Reading.BETWEEN)] * 5
    assert play(edge, patience)[1] is None
    seen, standing = play([(1, Reading.BAD), *edge], patience)
    assert standing is not None
    assert [told for *_, told in seen if told] == [Told.RAISED]


def test_a_clock_that_is_set_back_ends_no_alarm_early():
    standing, _ = step(None, Reading.BAD, BEGIN, Patience(quiet=timedelta(minutes=5)))
    earlier = BEGIN - timedelta(hours=1)
    standing, told = step(standing, Reading.GOOD, earlier, Patience(quiet=timedelta(minutes=5)))
    assert told is None
    _, told = step(
        standing,
        Reading.GOOD,
        earlier + timedelta(minutes=5),
        Patience(quiet=timedelta(minutes=5)),
    )
    assert told is Told.CLEARED
