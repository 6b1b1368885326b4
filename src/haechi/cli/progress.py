"""A progress bar on a terminal, one line at the end elsewhere."""

import sys
import time

_WIDTH = 28


class ProgressBar:
    """Call with (done, total); draws at most ten times a second."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._started = time.monotonic()
        self._drawn = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if sys.stdout.isatty() and (done == total or now - self._drawn >= 0.1):
            self._drawn = now
            filled = _WIDTH * done // max(total, 1)
            bar = "█" * filled + "·" * (_WIDTH - filled)
            print(
                f"\r  {self._label} {bar} {done}/{total}{self._left(done, total)}",
                end="",
                flush=True,
            )
        if done == total:
            start = "\r\x1b[K" if sys.stdout.isatty() else ""
            print(f"{start}  {self._label}: {total} ({now - self._started:.1f} s)", flush=True)

    def _left(self, done: int, total: int) -> str:
        seconds = (time.monotonic() - self._started) * (total - done) / max(done, 1)
        return f"  {seconds:.0f} s " if seconds >= 1 else "      "
