"""Five misses close a name, longer each time, whoever has it, in every process (ALL-2)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from haechi.access_control import delays
from haechi.access_control.models import SignInDelay
from haechi.common.clock import now

pytestmark = pytest.mark.django_db


def five(name: str) -> list[datetime | None]:
    return [delays.count_miss(name) for _miss in range(delays.LIMIT)]


def test_the_fifth_miss_closes_the_name_for_a_quarter_of_an_hour() -> None:
    with time_machine.travel(now(), tick=False):
        assert five("doyun")[:4] == [None] * 4
        assert delays.closed_until("DoYun ") == now() + timedelta(minutes=15)
        assert delays.closed_until("somebody else") is None


def test_the_delay_grows_with_every_lock_of_a_day() -> None:
    moment, lengths = now(), []
    for _round in range(7):
        with time_machine.travel(moment, tick=False):
            end = five("doyun")[-1]
        assert end is not None
        lengths.append(end - moment)
        moment = end + timedelta(seconds=1)
    assert [length.total_seconds() / 60 for length in lengths] == [15, 30, 60, 120, 240, 240, 240]


def test_a_day_later_it_is_short_again() -> None:
    five("doyun")
    with time_machine.travel(now() + delays.MEMORY + timedelta(minutes=1), tick=False):
        assert five("doyun")[-1] == now() + delays.FIRST


def test_tries_while_it_is_closed_do_not_close_it_longer() -> None:
    end = five("doyun")[-1]
    assert [delays.count_miss("doyun") for _again in range(3)] == [end] * 3


def test_misses_far_apart_do_not_add_up() -> None:
    for number in range(8):
        with time_machine.travel(now() + timedelta(minutes=16 * number)):
            assert delays.count_miss("doyun") is None


def test_opening_it_forgets_the_misses() -> None:
    five("doyun")
    assert delays.forget("doyun")
    assert not delays.forget("doyun")
    assert delays.closed_until("doyun") is None


def test_what_was_typed_is_not_kept_and_old_rows_go() -> None:
    delays.count_miss("비밀번호를 잘못 친 자리")
    assert "비밀번호를".encode() not in bytes(SignInDelay.objects.get().name_hash)
    with time_machine.travel(now() + delays.MEMORY + delays.LONGEST + timedelta(minutes=1)):
        assert delays.forget_old() == 1


def test_the_closed_ones_among_many_are_found_at_once(django_assert_num_queries) -> None:
    five("doyun")
    with django_assert_num_queries(1):
        assert list(delays.closed_among(["hankyeol", "doyun"])) == ["doyun"]


@given(locks=st.integers(1, 10_000))
def test_delays_never_shrink_and_never_pass_the_longest(locks: int) -> None:
    assert delays.FIRST <= delays.delay_of(locks) <= delays.delay_of(locks + 1) <= delays.LONGEST
