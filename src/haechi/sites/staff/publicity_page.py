"""What the pages of the publicity kit show."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from haechi.common.clock import today
from haechi.institutions.intake import Period, finished_periods
from haechi.institutions.models import EntryPoint, Institution
from haechi.institutions.selectors import entry_point_url
from haechi.publicity import qr
from haechi.publicity.banners import banner_html
from haechi.publicity.errors import CannotPrint, CodeTooFine, NoGlyph, TooLong
from haechi.publicity.pieces import sheet_of
from haechi.publicity.types import BANNERS, Job, Piece
from haechi.statistics.charts import Chart, columns, rows

MOST_PERIODS = 24


@dataclass(frozen=True)
class Link:
    """An entry point with its address."""

    entry_point: EntryPoint
    url: str


@dataclass(frozen=True)
class Intake:
    """Counts of finished periods: as a chart, and as rows of the table behind it."""

    chart: Chart | None
    rows: list[list[object]]


@dataclass(frozen=True)
class Shown:
    """A piece on the page; `trouble` says why it cannot be made, in place of a preview."""

    piece: Piece
    title: str
    about: str
    trouble: str = ""
    html: str = ""
    steps: tuple[str, ...] = ()


def links_of(institution: Institution) -> tuple[list[Link], Intake]:
    """The links, and what came through each in all finished periods together."""
    periods = finished_periods(institution, today=today())
    points = list(institution.entry_points.order_by("-is_active", "pk"))
    totals = {
        point.name: sum(period.counts.get(point.pk, 0) for period in periods) for point in points
    }
    links = [Link(point, entry_point_url(institution, point)) for point in points]
    return links, Intake(rows(totals) if periods else None, [list(row) for row in totals.items()])


def intake_of(point: EntryPoint) -> Intake:
    """What came through one link, by finished period."""
    counted = [
        (period, period.counts.get(point.pk, 0))
        for period in finished_periods(point.institution, today=today())
    ]
    recent = {_short(period.last): count for period, count in counted[-MOST_PERIODS:]}
    table: list[list[object]] = [[_days(period), count] for period, count in reversed(counted)]
    return Intake(columns(recent) if recent else None, table)


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"


def _days(period: Period) -> str:
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (period.first, period.last))
    return first if first == last else f"{first} – {last}"


def pieces_of(job: Job) -> list[Shown]:
    return [_shown(piece, job) for piece in Piece]


def _shown(piece: Piece, job: Job) -> Shown:
    title, about = _words(piece)
    try:
        sheet_of(piece, job)
    except CannotPrint as fault:
        return Shown(piece, title, about, trouble(fault))
    html = banner_html(job, piece) if piece in BANNERS else ""
    return Shown(piece, title, about, html=html, steps=_steps(piece))


def _words(piece: Piece) -> tuple[str, str]:
    return {
        Piece.POSTER: (
            _("Poster"),
            _("A3 portrait, with 3 mm bleed and crop marks for the print shop."),
        ),
        Piece.STICKER: (
            _("Clean stickers"),
            _("An A4 sheet with stickers of three sizes and cut marks, for label paper."),
        ),
        Piece.CARD: (
            _("Back of a name card"),
            _("90 × 50 mm, with 3 mm bleed and crop marks for the print shop."),
        ),
        Piece.HOME_BANNER: (
            _("Banner for the home page"),
            _("A link straight to the report form. It loads nothing from elsewhere."),
        ),
        Piece.INTRANET_BANNER: (
            _("Banner for the intranet"),
            _("With a QR code, so that people use their own phone and not the office network."),
        ),
    }[piece]


def _steps(piece: Piece) -> tuple[str, ...]:
    if piece is Piece.HOME_BANNER:
        return (
            _("Open the page in the editor of the home page and switch it to HTML."),
            _("Paste the copied text where the banner should stand, and save."),
            _(
                "If the editor takes pictures only, upload the PNG and link it to the address above."
            ),
            _("Click the banner on the published page: the report form must open at once."),
        )
    if piece is Piece.INTRANET_BANNER:
        return (
            _("Give the copied text or the PNG to whoever looks after the intranet (Saeol)."),
            _(
                "As HTML, paste it into the notice or banner area; as a picture, link it to the address above."
            ),
            _("Scan the code on the screen with a phone: the report form must open at once."),
            _("Do not count clicks on the banner, and keep no log of who clicked."),
        )
    return ()


def trouble(fault: CannotPrint) -> str:
    """The sentence for a piece or text that cannot be printed."""
    if isinstance(fault, TooLong):
        name = _FIELDS.get(fault.field, lambda: _("Institution's name"))()
        if fault.fits:
            words = _("“{field}” is too long. This much fits: {text}")
            return words.format(field=name, text=" / ".join(fault.fits.split("\n")))
        return _("“{field}” is too long.").format(field=name)
    if isinstance(fault, NoGlyph):
        return _("These characters cannot be printed: {characters}").format(
            characters=" ".join(fault.characters)
        )
    if isinstance(fault, CodeTooFine):
        return _("The address is too long for a QR code of this size. Choose a shorter code.")
    return _("This cannot be printed.")


_FIELDS = {
    "headline": lambda: _("Headline"),
    "lead": lambda: _("Line below the headline"),
    "points": lambda: _("What people should know"),
    "short": lambda: _("Short line"),
    "contact": lambda: _("Whom to ask"),
    "address": lambda: _("Address"),
    "categories": lambda: _("Categories"),
}


def smallest_code(url: str) -> dict[str, object]:
    """How small the QR code may be printed."""
    code = qr.code(url)
    return {"side": -(-int(code.smallest_side * 10) // 10), "level": code.level}
