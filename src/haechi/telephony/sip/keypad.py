"""Digits of a keypad: in INFO, and the two that an official presses to record."""

import time
from collections.abc import Callable

from haechi.telephony.sip.events import Body

_DIGITS = frozenset("0123456789*#ABCD")
_NUMBERED = {"10": "*", "11": "#"}
START, STOP = "*1", "*2"
LONGEST_PAUSE = 3.0  # seconds between the star and the number


def digit_of(body: Body | None) -> str | None:
    """Of `application/dtmf-relay` (`Signal=5`) and `application/dtmf` (`5`)."""
    if body is None or body.kind not in {"application/dtmf-relay", "application/dtmf"}:
        return None
    for line in body.content.decode("ascii", "replace").splitlines():
        name, equals, value = line.partition("=")
        if not equals:
            value = name
        elif name.strip().lower() != "signal":
            continue
        digit = _NUMBERED.get(value.strip(), value.strip().upper())
        return digit if digit in _DIGITS else None
    return None


class Keypad:
    """Finds `*1` and `*2` among the digits of one party."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._starred: float | None = None

    def pressed(self, digit: str) -> str | None:
        """START, STOP or None."""
        now = self._clock()
        if digit == "*":
            self._starred = now
            return None
        starred, self._starred = self._starred, None
        if starred is None or now - starred > LONGEST_PAUSE:
            return None
        return f"*{digit}" if digit in "12" else None
