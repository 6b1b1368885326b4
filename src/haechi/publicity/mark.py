"""The mark of the project: the face of a Haechi, the horned guardian that knows right from wrong.

Drawn for this project. Outlines in a square of 100 by 100; `tools/draw_icons` makes the sites' icons of them.
"""

from dataclasses import dataclass
from math import cos, pi, sin

_ROUND = 0.5523  # of a radius: control points of a quarter circle


@dataclass(frozen=True)
class Part:
    """`light`: in the colour of the face; otherwise of the ground, cut out of it."""

    path: str
    light: bool = True


def _circle(x: float, y: float, r: float) -> str:
    k = r * _ROUND
    return (
        f"M {x - r:.2f} {y:.2f} "
        f"C {x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} "
        f"C {x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} "
        f"C {x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} "
        f"C {x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} Z"
    )


def _mane() -> list[Part]:
    """Curls around the face, open at the top for the horn."""
    angles = [pi * (0.5 + 2 * step / 11) for step in range(11)]
    curls = [Part(_circle(50 + 29 * cos(a), 57 + 27 * sin(a), 11.5)) for a in angles]
    return [*curls, Part(_circle(50, 57, 30))]


HAECHI: tuple[Part, ...] = (
    Part("M 50 5 C 43 12 41 21 43 31 L 57 31 C 59 21 57 12 50 5 Z"),
    *_mane(),
    # calm, high brows
    Part(
        "M 27 47 C 29 39 38 36.5 44.5 42.5 C 46 45 43.5 46.5 41.5 45.2 C 37 42.4 32 43.4 "
        "29.6 48 C 28 50 26.3 49.5 27 47 Z",
        light=False,
    ),
    Part(
        "M 73 47 C 71 39 62 36.5 55.5 42.5 C 54 45 56.5 46.5 58.5 45.2 C 63 42.4 68 43.4 "
        "70.4 48 C 72 50 73.7 49.5 73 47 Z",
        light=False,
    ),
    Part(_circle(37, 55.5, 5.4), light=False),
    Part(_circle(63, 55.5, 5.4), light=False),
    Part(_circle(38.8, 53.8, 1.8)),
    Part(_circle(64.8, 53.8, 1.8)),
    Part(
        "M 42 64 C 42.5 59.5 57.5 59.5 58 64 C 58.5 68 53.5 71 50 71 C 46.5 71 41.5 68 42 64 Z",
        light=False,
    ),
    # a quiet smile
    Part(
        "M 33 71 C 36 81.5 46 83 50 76.5 C 54 83 64 81.5 67 71 C 67.6 68.6 64.6 68 63.9 "
        "70.2 C 62 77.5 54 78 51.8 70.5 C 51.2 68.6 48.8 68.6 48.2 70.5 C 46 78 38 77.5 "
        "36.1 70.2 C 35.4 68 32.4 68.6 33 71 Z",
        light=False,
    ),
)
