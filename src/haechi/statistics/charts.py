"""Geometry of bar charts, drawn as SVG by a template: pictures with their table beside them (ALL-4)."""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH = 640
ROW = 32
LABEL_WIDTH = 190
VALUE_WIDTH = 60
COLUMN_HEIGHT = 180


@dataclass(frozen=True)
class Bar:
    """A rectangle and where its words stand, in SVG units."""

    label: str
    value: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle_x(self) -> float:
        return self.x + self.width / 2

    @property
    def middle_y(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    bars: tuple[Bar, ...]


def rows(values: Mapping[str, int]) -> Chart:
    """Horizontal bars, one a row: for names."""
    most = max(values.values(), default=0) or 1
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    bars = tuple(
        Bar(label, value, LABEL_WIDTH, index * ROW + 4, room * value / most, ROW - 8)
        for index, (label, value) in enumerate(values.items())
    )
    return Chart(WIDTH, ROW * len(bars), bars)


def columns(values: Mapping[str, int]) -> Chart:
    """Vertical bars, one a column: for months and ages."""
    most = max(values.values(), default=0) or 1
    step = WIDTH / max(len(values), 1)
    bars = []
    for index, (label, value) in enumerate(values.items()):
        height = COLUMN_HEIGHT * value / most
        top = COLUMN_HEIGHT - height + 24
        bars.append(Bar(label, value, index * step + step * 0.15, top, step * 0.7, height))
    return Chart(WIDTH, COLUMN_HEIGHT + 52, tuple(bars))
