"""Guessing is counted without an address, without a lock, and without a time finer than needed (HL-4)."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.crypto.credentials import draw_phrase
from haechi.reports import throttle
from haechi.reports.challenges import new_challenge, waited, work_bits
from haechi.reports.models import GuessBudget, KeyDelay, ReportCounter
from haechi.reports.throttle import (
    ALL,
    FREE_MISSES,
    LONGEST_DELAY,
    NOT_NOW,
    PER_PASSWORD,
    WHOLE,
    Budget,
    Demand,
    count_miss,
    delay_after,
    demand,
    forgive,
    needed,
    purge_idle,
    refilled,
    scale,
    scopes,
    under_way,
)
from haechi.testing import make_institution

NOON = 1_800_000_000.0 // 86_400 * 86_400 + 12 * 3600 + 34 * 60 + 56
PIN = "4837"
PHRASE = draw_phrase("ko", bytes(range(32)))
KEY = b"k" * 32
LEVELS = st.floats(min_value=-100, max_value=400)
BUDGETS = st.sampled_from([WHOLE, PER_PASSWORD])


def price(password: str = PIN, bucket: int = 1, moment: float = NOON) -> Demand:
    with under_way(password=password, bucket=bucket):
        return needed(password=password, bucket=bucket, moment=moment)


def miss(times: int = 1, *, password: str = PIN, bucket: int = 1, moment: float = NOON) -> None:
    for _ in range(times):
        count_miss(password=password, bucket=bucket, moment=moment)


def level(name: str) -> float:
    return GuessBudget.objects.get(scope=name).level


# The pure part


@given(BUDGETS, LEVELS, st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.1, 100))
def test_a_budget_refills_with_time_and_never_beyond_its_capacity(
    budget, start, some, more, factor
):
    early = refilled(budget, min(start, budget.capacity), min(some, more), factor)
    late = refilled(budget, min(start, budget.capacity), max(some, more), factor)
    assert min(start, budget.capacity) <= early <= late <= budget.capacity


@given(BUDGETS, LEVELS, st.floats(-1e9, 0), st.floats(0.1, 100))
def test_a_clock_set_back_refills_nothing(budget, start, minutes, factor):
    start = min(start, budget.capacity)
    assert refilled(budget, start, minutes, factor) == start


@given(BUDGETS, LEVELS, LEVELS)
def test_the_deeper_the_debt_the_dearer_the_attempt(budget, one, other):
    cheap, dear = demand(budget, max(one, other)), demand(budget, min(one, other))
    assert dear.bits >= cheap.bits
    assert dear.seconds >= cheap.seconds


@given(BUDGETS, LEVELS)
def test_inside_the_budget_nothing_is_asked_and_below_its_bottom_nothing_is_enough(budget, start):
    asked = demand(budget, start)
    assert (asked == Demand()) == (start >= 1)
    assert (asked == NOT_NOW) == (1 - start > budget.deepest)
    assert asked == NOT_NOW or asked.bits <= 28


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_keys_delay_grows_with_misses_and_has_an_end(some, more):
    assert delay_after(min(some, more)) <= delay_after(max(some, more)) <= LONGEST_DELAY
    assert all(delay_after(misses) == 0 for misses in range(FREE_MISSES))
    assert delay_after(FREE_MISSES) == 2


@given(st.integers(0, 10_000_000), st.integers(0, 10_000_000))
def test_more_live_reports_never_enlarge_a_budget(some, more):
    assert scale(max(some, more)) <= scale(min(some, more)) <= 100


# Budgets in the database


@pytest.mark.django_db
def test_a_few_misses_cost_an_honest_reporter_nothing():
    miss(FREE_MISSES - 1)
    assert price() == Demand()


@pytest.mark.django_db
def test_after_five_misses_a_key_must_wait_and_the_wait_doubles():
    waits = []
    for _ in range(6):
        miss(password=str(len(waits)) * 9)
        waits.append(price(password="other phrase").seconds)
    assert waits == [0, 0, 0, 0, 2, 4]
    assert price(bucket=2) == Demand()


@pytest.mark.django_db
def test_a_keys_wait_ends_by_itself():
    miss(6)
    assert price().seconds == 4
    assert price(moment=NOON + 3).seconds == 1
    assert price(moment=NOON + 4) == Demand()


@pytest.mark.django_db
def test_a_clock_set_back_does_not_shorten_a_wait_and_refills_no_budget():
    miss(6)
    assert price(moment=NOON - 86_400).seconds >= 4
    miss(moment=NOON - 40 * 86_400)
    assert level(ALL) == WHOLE.capacity - 7


@pytest.mark.django_db
def test_one_password_tried_on_many_keys_runs_dry_though_each_key_is_fresh():
    for bucket in range(int(PER_PASSWORD.capacity)):
        assert price(bucket=bucket) == Demand()
        miss(bucket=bucket)
    assert price(bucket=999) != Demand()
    assert price(password="5926", bucket=999) == Demand()


@pytest.mark.django_db
def test_many_passwords_on_many_keys_run_the_whole_budget_dry_for_all():
    GuessBudget.objects.create(scope=ALL, level=1, minute=int(NOON // 60))
    assert price(password="5926", bucket=5) == Demand()
    miss(password="6037", bucket=6)
    assert price(password="5926", bucket=5).bits >= 16


@pytest.mark.django_db
def test_a_drawn_phrase_is_never_counted_and_its_holder_is_never_kept_waiting():
    miss(20)
    miss(50, password=PHRASE)
    GuessBudget.objects.update(level=-1000)
    assert price(password=PHRASE) == Demand()
    assert KeyDelay.objects.get().misses == 20
    assert scopes(PHRASE) == []


@pytest.mark.django_db
def test_a_success_ends_its_own_keys_delay_and_gives_no_budget_back():
    miss(7, bucket=1)
    miss(7, bucket=2)
    before = dict(GuessBudget.objects.values_list("scope", "level"))
    forgive(bucket=1)
    assert price(bucket=1, password="5926") == Demand()
    assert price(bucket=2, password="5926").seconds > 0
    assert dict(GuessBudget.objects.values_list("scope", "level")) == before


@pytest.mark.django_db
def test_a_guessers_own_report_mints_no_budget():
    """Misses on one's own key, then a success, over and over: the purse must not fill."""
    levels = []
    for round_ in range(3):
        miss(4, bucket=1, password=f"{round_}83{round_}7")
        miss(4, bucket=1, password=PHRASE)
        forgive(bucket=1)
        levels.append(level(ALL))
    assert levels == [WHOLE.capacity - 4, WHOLE.capacity - 8, WHOLE.capacity - 12]


@pytest.mark.django_db
def test_fewer_live_reports_refill_faster():
    institution = make_institution(officers=()).institution
    ReportCounter.objects.create(
        institution=institution, year=2026, last=throttle.REFERENCE_REPORTS
    )
    miss(30)
    before = level(ALL)
    miss(moment=NOON + 3600, bucket=9)
    assert level(ALL) == pytest.approx(before - 1 + WHOLE.per_hour)


# Attempts at the same time


@pytest.mark.django_db
def test_attempts_under_way_count_as_misses_until_they_end():
    allowance = FREE_MISSES

    def enter(depth: int) -> int:
        with under_way(password=str(depth) * 8, bucket=1):
            if needed(password=str(depth) * 8, bucket=1, moment=NOON) != Demand():
                return depth
            return enter(depth + 1)

    assert enter(0) == allowance
    assert price() == Demand()
    assert not throttle._under_way


@pytest.mark.django_db
def test_an_attempt_that_ends_in_an_error_is_under_way_no_more():
    with pytest.raises(RuntimeError), under_way(password=PIN, bucket=1):
        raise RuntimeError
    assert not throttle._under_way


# What the tables tell


@pytest.mark.django_db
def test_no_table_tells_what_was_typed_nor_when():
    miss(4)
    delay, whole = KeyDelay.objects.get(), GuessBudget.objects.get(scope=ALL)
    one = GuessBudget.objects.exclude(scope=ALL).get()
    assert PIN not in one.scope
    assert delay.not_before % 86_400 == 0
    assert whole.minute % 60 == 0
    assert one.minute % (24 * 60) == 0


@pytest.mark.django_db
def test_a_wait_that_is_over_keeps_its_day_only():
    miss(6)
    assert KeyDelay.objects.get().not_before == int(NOON) + 4
    purge_idle(moment=NOON + 10)
    delay = KeyDelay.objects.get()
    assert (delay.misses, delay.not_before % 86_400) == (6, 0)


@pytest.mark.django_db
def test_what_is_past_or_full_again_is_forgotten():
    miss(3)
    purge_idle(moment=NOON + 60)
    assert (KeyDelay.objects.count(), GuessBudget.objects.count()) == (1, 2)
    purge_idle(moment=NOON + 3 * 86_400)
    assert (KeyDelay.objects.count(), GuessBudget.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_debt_outlives_the_sweep():
    GuessBudget.objects.create(scope=ALL, level=-50, minute=int(NOON // 60))
    purge_idle(moment=NOON + 60)
    assert level(ALL) == -50


# Challenges


Change = Callable[[str], str]


def test_waiting_is_measured_from_the_challenge():
    challenge = new_challenge(key=KEY, attempt=b"a", moment=NOON)
    assert waited(key=KEY, attempt=b"a", moment=NOON + 30.5, challenge=challenge) == 30.5


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: text[1:],
        lambda text: f"{int(text.split('.')[0]) - 100}.{text.split('.')[1]}",
        lambda text: text[:-1] + ("0" if text[-1] != "0" else "1"),
        lambda text: f"٣{text}",
        lambda text: "9" * 13 + text[10:],
        lambda text: text.replace(".", ""),
        lambda text: "1.é",
    ],
)
def test_a_forged_challenge_is_worth_nothing(change: Change):
    challenge = change(new_challenge(key=KEY, attempt=b"a", moment=NOON))
    assert waited(key=KEY, attempt=b"a", moment=NOON + 60, challenge=challenge) is None


def test_a_challenge_serves_one_attempt_one_installation_and_two_hours():
    challenge = new_challenge(key=KEY, attempt=b"a", moment=NOON)
    assert waited(key=KEY, attempt=b"b", moment=NOON + 60, challenge=challenge) is None
    assert waited(key=b"x" * 32, attempt=b"a", moment=NOON + 60, challenge=challenge) is None
    assert waited(key=KEY, attempt=b"a", moment=NOON + 7200, challenge=challenge) == 7200
    assert waited(key=KEY, attempt=b"a", moment=NOON + 7201, challenge=challenge) is None
    assert waited(key=KEY, attempt=b"a", moment=NOON - 1, challenge=challenge) is None


def test_work_is_counted_in_leading_zero_bits():
    found = next(n for n in range(100_000) if work_bits("c", str(n)) >= 8)
    assert work_bits("c", str(found)) >= 8
    assert work_bits("other", str(found)) < 256
    assert [work_bits("c", work) for work in ("", "x" * 21, "é")] == [-1, -1, -1]


def test_a_budget_is_what_the_bench_simulates():
    assert {name: type(value) for name, value in vars(WHOLE).items()}.keys() == {
        "capacity",
        "per_hour",
        "deepest",
        "doubling",
    }
    assert isinstance(PER_PASSWORD, Budget)
