"""A fair limit for one chat: whoever types is never held up, a program that floods is.

In the memory of one process, by chat, for minutes; of the reporter nothing is known here.
"""

import math
import threading
import time

from haechi.talks.errors import TooFast

BURST = 60.0  # messages at once
PER_SECOND = 2.0  # refilled
_MOST = 10_000

_lock = threading.Lock()
_left: dict[str, tuple[float, float]] = {}  # allowance, and when it was that


def take(chat: str) -> None:
    """Take one message from the chat's allowance. Raises TooFast."""
    now = time.monotonic()
    with _lock:
        if len(_left) >= _MOST:
            _forget(now)
        level, since = _left.get(chat, (BURST, now))
        level = min(BURST, level + (now - since) * PER_SECOND)
        if level < 1:
            raise TooFast(seconds=math.ceil((1 - level) / PER_SECOND))
        _left[chat] = (level - 1, now)


def _forget(now: float) -> None:
    """Those that are full again."""
    full = [
        chat
        for chat, (level, since) in _left.items()
        if level + (now - since) * PER_SECOND >= BURST
    ]
    for chat in full or list(_left):
        del _left[chat]
