"""QR codes (ISO/IEC 18004) of a link: as modules for our own drawings, as SVG and PNG for others'."""

import io
from dataclasses import dataclass
from functools import lru_cache

import segno

from haechi.publicity.errors import CodeTooFine

QUIET = 4  # modules of white around, ISO/IEC 18004, 9.1
FINEST = 0.4  # mm a module: smaller ones are lost by telephones' cameras at arm's length
PNG_SIDE = 1600  # pixels at least: 135 mm at 300 dpi


@dataclass(frozen=True)
class Code:
    """The dark modules of a code, without quiet zone; `level` is Q or H."""

    rows: tuple[tuple[bool, ...], ...]
    level: str

    @property
    def modules(self) -> int:
        return len(self.rows)

    @property
    def with_quiet(self) -> int:
        return self.modules + 2 * QUIET

    @property
    def smallest_side(self) -> float:
        """mm that the printed code needs at least, quiet zone included."""
        return self.with_quiet * FINEST

    def module(self, side: float) -> float:
        """mm of a module in a code of `side` mm, quiet zone included.

        Raises:
            CodeTooFine: smaller than `FINEST`.
        """
        size = side / self.with_quiet
        if size < FINEST:
            raise CodeTooFine
        return size


@lru_cache(maxsize=256)
def code(url: str) -> Code:
    """Level Q (a quarter may be dirty or torn), H where it costs no larger code."""
    made = _made(url)
    rows = tuple(tuple(bool(module) for module in row) for row in made.matrix)
    return Code(rows, made.error)


def _made(url: str) -> segno.QRCode:
    return segno.make_qr(url, error="q", boost_error=True)


def as_svg(url: str, *, module: float = 1.0) -> bytes:
    """SVG with a size in mm, white below: it stays readable on a dark page. `module`: mm."""
    out = io.BytesIO()
    options = {"scale": module, "border": QUIET, "unit": "mm", "light": "#fff", "omitsize": False}
    _made(url).save(out, kind="svg", svgns=True, xmldecl=True, title=url, **options)
    return out.getvalue()


def as_png(url: str) -> bytes:
    """PNG of whole pixels a module, at least `PNG_SIDE` wide."""
    out = io.BytesIO()
    scale = -(-PNG_SIDE // code(url).with_quiet)
    _made(url).save(out, kind="png", scale=scale, border=QUIET, light="#fff")
    return out.getvalue()
