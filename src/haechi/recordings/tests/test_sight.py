"""What two looks at the recorders tell (RC-12)."""

from haechi.recordings.sight import (
    FAILURES,
    MINUTES,
    Incident,
    Minute,
    calls_now,
    incidents,
    is_fresh,
    loss,
    next_minutes,
    remember,
)
from haechi.recordings.types import Failure

NOW = 1_800_000_000.0


def told(at: float = NOW, **facts):
    return {"at": at, "since": 1.0, **facts}


def kinds(old, new, was: float = NOW - 2, moment: float = NOW):
    return [(each.kind, each.count) for each in incidents([old], [new], was, moment)]


def test_a_status_is_fresh_neither_when_old_nor_when_from_the_future():
    assert is_fresh(told(NOW - 4), NOW)
    assert not is_fresh(told(NOW - 6), NOW)
    assert not is_fresh(told(NOW + 3600), NOW)
    assert not is_fresh(None, NOW)


def test_packets_of_a_minute_are_what_has_come_since_and_an_ended_process_takes_none_away():
    minutes = next_minutes([], [None], [told(packets=500)], NOW)
    assert minutes[-1].packets == 0  # of a recorder seen for the first time nothing is new
    minutes = next_minutes(minutes, [told(packets=500)], [told(packets=700, lost=3)], NOW + 2)
    minutes = next_minutes(minutes, [told(packets=700, lost=3)], [told(packets=90)], NOW + 4)
    minutes = next_minutes(minutes, [told(packets=90)], [told(packets=40, since=2.0)], NOW + 6)
    assert (minutes[-1].packets, minutes[-1].lost) == (240, 3)


def test_an_hour_is_kept_with_the_most_calls_of_each_minute():
    minutes: list[Minute] = []
    for at in range(90):
        moment = NOW + 60 * at
        for calls in (1, 7, 3):
            status = told(moment, lines=[[5, 1, calls, 1], [6, 2, 1, 0]])
            minutes = next_minutes(minutes, [status], [status], moment)
    assert len(minutes) == MINUTES
    assert all(each.calls == {"5": [7, 1], "6": [1, 0]} for each in minutes)
    assert next_minutes(minutes, [], [], NOW - 86400)[0].calls == {}  # a clock that was set back


def test_calls_of_a_silent_recorder_are_none():
    lines = [[5, 1, 2, 2]]
    statuses = [told(lines=lines), told(NOW - 60, lines=lines), None]
    assert calls_now(statuses, NOW) == {"5": [2, 2]}


def test_loss_is_of_what_should_have_come_in_the_last_minutes():
    minute = int(NOW // 60)
    minutes = [Minute(minute - 9, 100, 100), Minute(minute, 990, 10)]
    assert loss(minutes, NOW) == (1000, 0.01)
    assert loss([], NOW) == (0, 0.0)


def test_what_went_wrong_between_two_looks_is_told_by_its_kind():
    before = told(NOW - 2, faults=1, not_stored=[[5, "no-room", 1]])
    now = told(faults=3, deaths=1, not_stored=[[5, "no-room", 4], [6, "no-key", 1], [6, "odd", 9]])
    found = list(incidents([before], [now], NOW - 2, NOW))
    assert [(each.kind, each.count, each.institution) for each in found] == [
        (Failure.CALL, 2, None),
        (Failure.WORKER, 1, None),
        (Failure.NO_ROOM, 3, 5),
        (Failure.NO_KEY, 1, 6),
    ]
    assert kinds(told(NOW - 2), told(NOW - 2), NOW - 2, NOW + 9) == [(Failure.GONE, 1)]
    assert kinds(told(NOW - 9), told(NOW - 9), NOW - 2, NOW) == []  # it was gone before
    assert kinds(told(NOW - 2, faults=7), told(since=2.0, faults=1)) == [
        (Failure.RESTART, 1),
        (Failure.CALL, 1),
    ]
    assert kinds(None, told(faults=9)) == []


def test_the_same_within_a_minute_is_one_line_and_the_oldest_lines_go():
    known = remember([], iter([Incident(NOW, "call"), Incident(NOW + 30, "call", 2)]))
    assert [(each.at, each.count) for each in known] == [(NOW, 3)]
    known = remember(known, iter([Incident(NOW + 31, "call", 1, 5), Incident(NOW + 61, "call")]))
    assert [each.count for each in known] == [3, 1, 1]
    many = (Incident(NOW + 100 * at, "call") for at in range(100))
    assert len(remember(known, many)) == FAILURES
