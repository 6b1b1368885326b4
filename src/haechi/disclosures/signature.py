"""A signature drawn on the screen: points of a pen on a pad of 600 × 200, never markup that somebody sent.

Written as `x,y x,y …`, strokes separated by `;`. What is drawn of it on paper is made from the numbers.
"""

import re

from haechi.disclosures.errors import NotSigned

WIDTH, HEIGHT = 600, 200
MOST_STROKES, MOST_POINTS = 100, 4000
LONGEST = MOST_POINTS * 8  # characters: 599,199 and what separates it
_STROKE = r"[0-9]{1,3},[0-9]{1,3}(?: [0-9]{1,3},[0-9]{1,3})*"
_WRITTEN = re.compile(rf"{_STROKE}(?:;{_STROKE})*")

Point = tuple[int, int]
Strokes = tuple[tuple[Point, ...], ...]


def read_strokes(written: str) -> Strokes:
    """Raises NotSigned: not of this shape, beside the pad, too much for a signature, or one tap alone."""
    if len(written) > LONGEST or not _WRITTEN.fullmatch(written):
        raise NotSigned
    strokes = tuple(tuple(map(_point, each.split(" "))) for each in written.split(";"))
    points = [point for stroke in strokes for point in stroke]
    inside = all(x <= WIDTH and y <= HEIGHT for x, y in points)
    if not inside or len(strokes) > MOST_STROKES or not 1 < len(points) <= MOST_POINTS:
        raise NotSigned
    return strokes


def _point(written: str) -> Point:
    x, _, y = written.partition(",")
    return int(x), int(y)
