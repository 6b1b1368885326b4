"""Errors of the outbox."""

from haechi.common.errors import HaechiError


class TestWaits(HaechiError):
    """The officer's test before has not ended yet."""

    __test__ = False  # no test class


class TooManyTests(HaechiError):
    """The officer has made as many tests today as a day bears."""
