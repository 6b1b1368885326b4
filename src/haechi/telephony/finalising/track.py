"""One channel of the finished sound: samples at their places, taken from the front as they become final."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]
AHEAD_SECONDS = 60  # beyond what was taken; nothing real lies there


class Track:
    """Silence wherever nothing was written. Places are samples from the beginning of the file."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.start = 0
        self._most = AHEAD_SECONDS * rate
        self._sound = np.zeros(4 * rate, np.int16)

    def write(self, at: int, samples: Samples) -> None:
        """What lies before the part that was taken already is lost; later writes win."""
        begin = at - self.start
        if begin < 0:
            samples, begin = samples[-begin:], 0
        end = min(begin + len(samples), self._most)
        if end <= begin:
            return
        if end > len(self._sound):
            self._grow(end)
        self._sound[begin:end] = samples[: end - begin]

    def loudest(self, at: int, end: int) -> int:
        """The largest magnitude that is written between two places; 0 where nothing is."""
        piece = self._sound[max(0, at - self.start) : max(0, end - self.start)]
        return int(np.max(np.abs(piece.astype(np.int32)), initial=0))

    def take(self, count: int) -> Samples:
        if count > len(self._sound):
            self._grow(count)
        taken, self._sound = self._sound[:count].copy(), self._sound[count:]
        self.start += count
        return taken

    def _grow(self, size: int) -> None:
        self._sound = np.concatenate(
            (self._sound, np.zeros(size + 4 * self.rate - len(self._sound), np.int16))
        )
