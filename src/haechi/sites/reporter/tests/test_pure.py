"""Dates and pasted credentials: small, so on many inputs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.crypto.credentials import KEY_ALPHABET
from haechi.sites.reporter.dates import Doubt, doubt_about
from haechi.sites.reporter.leaks import holds_key, holds_password

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("when", "doubt"),
    [
        ("2026-02-30 오후", Doubt.NO_SUCH_DAY),
        ("2026년 13월 1일", Doubt.NO_SUCH_DAY),
        ("2026.3.3.", Doubt.TO_COME),
        ("2026-03-02", None),
        ("0000-01-01", Doubt.NO_SUCH_DAY),
        ("3월 3일쯤", None),
        ("계약 2026-1234-56호", None),
        ("", None),
    ],
)
def test_only_days_that_cannot_be_are_asked_about(when: str, doubt: Doubt | None) -> None:
    assert doubt_about(when, today=TODAY) is doubt


@given(st.dates(max_value=TODAY))
def test_no_past_day_is_doubted(day: date) -> None:
    assert doubt_about(f"{day:%Y-%m-%d}", today=TODAY) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    doubt_about(text, today=TODAY)


@given(
    st.text(KEY_ALPHABET, min_size=6, max_size=6),
    st.sampled_from(["{}", "키는 {}입니다", "({})", "\n{}\n"]),
    st.sampled_from(["", " ", "-"]),
)
def test_a_key_is_found_in_any_spelling(key: str, around: str, gap: str) -> None:
    assert holds_key(around.format(gap.join(key)), key)
    assert holds_key(around.format(gap.join(key).lower()), key)


def test_a_key_inside_a_longer_word_is_not_one() -> None:
    assert not holds_key("XABC234", "ABC234")
    assert not holds_key("ABC2345", "ABC234")
    assert holds_key("ＡＢＣ２３４", "ABC234")


@pytest.mark.parametrize(
    ("text", "password", "found"),
    [
        ("비번 7351", "7351", True),
        ("비번 ７３５１", "7351", True),
        ("전화 173512", "7351", False),
        ("우리  강아지 이름은 콩이", "우리 강아지", True),
        ("우리집", "우리 강아지", False),
    ],
)
def test_a_password_in_the_text(text: str, password: str, found: bool) -> None:
    assert holds_password(text, password) is found
