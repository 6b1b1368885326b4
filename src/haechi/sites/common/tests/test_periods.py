"""Days kept, in words (ALL-3)."""

import pytest
from django.utils.translation import override

from haechi.sites.common.periods import period, years_kept


@pytest.mark.parametrize(
    ("days", "korean", "english"),
    [
        (1825, "5년", "5 years"),
        (365, "1년", "1 year"),
        (1826, "1826일", "1826 days"),
        (364, "364일", "364 days"),
        (30, "30일", "30 days"),
    ],
)
def test_whole_years_are_said_as_years_and_everything_else_in_days(
    days: int, korean: str, english: str
) -> None:
    with override("ko"):
        assert period(days) == korean
    with override("en"):
        assert period(days) == english


def test_a_record_that_is_never_destroyed_is_kept_for_good() -> None:
    with override("ko"):
        assert (years_kept(0), years_kept(10)) == ("영구", "10년")
