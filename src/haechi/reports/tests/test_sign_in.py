"""Coming back with key and password: one path for every wrong answer, and waits nobody buys off (HL-4)."""

import time
import uuid

import pytest

from haechi.crypto import credentials, kdf
from haechi.crypto.credentials import MalformedKey, key_bucket
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import new_key_pair
from haechi.reports import access, guarded
from haechi.reports.access import open_report, sign_in
from haechi.reports.challenges import work_bits
from haechi.reports.errors import MustWait, WrongCredential
from haechi.reports.models import GuessBudget, KeyDelay, Report
from haechi.reports.selectors import content_of, result_of, state_of
from haechi.reports.states import ReportState
from haechi.reports.throttle import ALL
from haechi.reports.types import ReporterSession
from haechi.testing import Filed, file_report

OTHER_PIN, OTHER_KEY = "5926", "ZZZZZZ"


@pytest.fixture
def filed(staffed) -> Filed:
    return file_report(staffed, "밤에 서류를 바꾸었습니다", password="4837")


def attempt(filed: Filed, *, key: str = "", password: str = "", **ticket: str) -> ReporterSession:
    return sign_in(
        typed_key=key or filed.receipt.report_key,
        typed_password=password or filed.receipt.password,
        **ticket,
    )


def wait_of(filed: Filed, **typed: str) -> MustWait:
    with pytest.raises(MustWait) as caught:
        attempt(filed, **typed)
    return caught.value


def fail(filed: Filed, times: int, **typed: str) -> None:
    for number in range(times):
        with pytest.raises(WrongCredential):
            attempt(filed, **({"password": f"{5926 + number}"} | typed))


def test_key_and_password_are_needed_and_enough(filed):
    opened = open_report(attempt(filed))
    assert content_of(opened).text == "밤에 서류를 바꾸었습니다"
    assert state_of(opened) == ReportState.RECEIVED
    assert result_of(opened) == ""


def test_key_and_password_are_understood_as_people_type_them(filed):
    key = filed.receipt.report_key
    typed = f" {key[:3].lower()}-{key[3:]}"
    assert attempt(filed, key=typed, password="４８３７ ").report_id == str(filed.report.pk)


def test_wrong_password_and_unknown_key_look_identical(filed, monkeypatch):
    """Same exception, same arguments, and the same calls to Argon2id at the same cost."""
    costs = []
    real = kdf.derive
    monkeypatch.setattr(
        credentials, "derive", lambda *args, **kw: costs.append(kw) or real(*args, **kw)
    )
    seen = []
    for typed in (
        {"password": OTHER_PIN},
        {"key": OTHER_KEY},
        {"key": OTHER_KEY, "password": "x" * 9},
    ):
        with pytest.raises(WrongCredential) as caught:
            attempt(filed, **typed)
        seen.append((caught.value.args, caught.value.__cause__))
    assert seen == [((), None)] * 3
    assert costs == [{"cost": kdf.REPORTER_COST, "length": 64}] * 3
    attempt(filed)
    assert costs[3] == costs[0]


def test_a_malformed_key_costs_nothing_and_counts_as_nothing(filed):
    for _ in range(20):
        with pytest.raises(MalformedKey):
            attempt(filed, key="not a key")
    assert not KeyDelay.objects.exists()


def test_a_success_leaves_no_row_and_no_time(filed):
    attempt(filed)
    assert not KeyDelay.objects.exists()
    assert not GuessBudget.objects.exists()


def test_the_right_password_after_some_slips_ends_the_delay_of_the_key(filed):
    fail(filed, 3)
    attempt(filed)
    assert not KeyDelay.objects.exists()


def test_after_five_misses_even_the_right_password_waits_and_then_works(filed, settings):
    fail(filed, 5)
    asked = wait_of(filed)
    assert asked.seconds <= 2
    bucket = key_bucket(filed.receipt.report_key, pepper=settings.PEPPER_BUCKET)
    KeyDelay.objects.filter(bucket=bucket).update(not_before=int(time.time()))
    assert attempt(filed).report_id == str(filed.report.pk)


def test_a_keys_delay_is_bought_off_neither_by_work_nor_by_a_ticket_from_stock(filed, monkeypatch):
    fail(filed, 5)
    # As after twenty misses: an end further ahead than the misses say is taken for a clock set back.
    KeyDelay.objects.update(misses=20, not_before=int(time.time()) + 600)
    ticket = wait_of(filed).challenge
    monkeypatch.setattr(guarded, "work_bits", lambda *_: 63)
    later = time.time() + 599
    monkeypatch.setattr(guarded.time, "time", lambda: later)
    assert wait_of(filed, challenge=ticket, work="1").seconds <= 2


@pytest.fixture
def dry(filed, monkeypatch):
    """The budget for all is used up: every attempt must bring sixteen bits or a second.

    The clock stands in the middle of an hour: at its end the budget would refill.
    """
    hour = int(time.time() // 3600)
    monkeypatch.setattr(guarded.time, "time", lambda: hour * 3600.0 + 1800)
    now = hour * 60
    GuessBudget.objects.create(scope=ALL, level=0.5, minute=now)
    return filed


def solve(challenge: str, bits: int) -> str:
    return next(str(n) for n in range(1 << 24) if work_bits(challenge, str(n)) >= bits)


def test_when_all_misses_are_used_up_work_for_this_attempt_opens(dry):
    asked = wait_of(dry)
    assert (asked.bits, asked.seconds) == (16, 1)
    work = solve(asked.challenge, asked.bits)
    assert attempt(dry, challenge=asked.challenge, work=work).report_id == str(dry.report.pk)


def test_when_all_misses_are_used_up_waiting_opens_without_javascript(dry, monkeypatch):
    asked = wait_of(dry)
    later = time.time() + asked.seconds + 1
    monkeypatch.setattr(guarded.time, "time", lambda: later)
    assert attempt(dry, challenge=asked.challenge).report_id == str(dry.report.pk)


def test_work_or_waiting_for_one_attempt_serves_no_other(dry, monkeypatch):
    asked = wait_of(dry, password=OTHER_PIN)
    work = solve(asked.challenge, asked.bits)
    assert wait_of(dry, challenge=asked.challenge, work=work).challenge != asked.challenge
    later = time.time() + 60
    monkeypatch.setattr(guarded.time, "time", lambda: later)
    wait_of(dry, challenge=asked.challenge)


def test_a_forged_or_foreign_ticket_is_replaced_by_a_good_one(dry):
    for forged in ("", "1.0", "abc", "9999999999." + "0" * 32):
        asked = wait_of(dry, challenge=forged, work="0")
        assert asked.challenge.count(".") == 1
        assert asked.challenge != forged


def test_being_asked_to_wait_counts_no_miss(dry):
    for _ in range(10):
        wait_of(dry, password=OTHER_PIN)
    assert not KeyDelay.objects.exists()
    assert GuessBudget.objects.get(scope=ALL).level == 0.5


def test_who_must_wait_pays_no_argon2id_so_that_waiting_rooms_cost_us_nothing(dry, monkeypatch):
    monkeypatch.setattr(access, "find_report", lambda *_, **__: pytest.fail("derived"))
    wait_of(dry)


def test_an_exception_of_signing_in_carries_neither_key_nor_password(dry):
    asked = wait_of(dry)
    shown = f"{asked!r} {asked.args} {vars(asked)}"
    assert dry.receipt.report_key not in shown
    assert "4837" not in shown


# The session that signing in made


def test_a_session_opens_its_own_report_and_no_other(staffed, filed):
    other = file_report(staffed, "다른 신고")
    session = attempt(filed)
    swapped = ReporterSession(str(other.report.pk), session.pair, session.report_key)
    with pytest.raises(CannotOpen):
        open_report(swapped)


def test_a_session_of_a_report_that_is_gone_is_as_wrong_as_any(filed):
    session = attempt(filed)
    Report.objects.all().delete()
    with pytest.raises(WrongCredential):
        open_report(session)
    with pytest.raises(WrongCredential):
        open_report(ReporterSession(str(uuid.uuid4()), new_key_pair(), "ABCDEF"))
