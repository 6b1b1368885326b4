"""A waveform as shapes of an SVG: one bar for each column, the caller above, the official below."""

from dataclasses import dataclass

from haechi.recordings.models import RecordingFile

HALF = 60  # height of a side's half, so that a bar is drawn around its middle
_THIN = 1.0
_QUIET = 24  # of 255: noise alone is not drawn as if it were speech


@dataclass(frozen=True)
class Waveform:
    """`levels`: 0 to 255, the caller's and the official's; empty where there are none."""

    levels: list[tuple[int, int]]
    file: RecordingFile
    columns: int

    @property
    def height(self) -> int:
        return 4 * HALF

    @property
    def middle(self) -> int:
        return 2 * HALF

    @property
    def path(self) -> str:
        """As tall as the loudest fills it; silence stays a line."""
        most = max((level for levels in self.levels for level in levels), default=0)
        full = max(most, _QUIET)
        return "".join(
            _bar(at, HALF + side * 2 * HALF, level / full)
            for at, levels in enumerate(self.levels)
            for side, level in enumerate(levels)
        )

    @property
    def lead(self) -> float:
        """Columns of the notice in front, which is no part of the talk."""
        return round(self.columns * self.file.lead_ms / max(1, self.file.milliseconds), 1)


def _bar(at: int, middle: int, share: float) -> str:
    tall = max(_THIN, share * (HALF - 4))
    return f"M{at + 0.2:g} {middle - tall:.0f}h.6v{2 * tall:.0f}h-.6z"
