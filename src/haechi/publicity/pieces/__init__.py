"""The printed pieces: what each shows and where. Pure: a job goes in, a sheet comes out."""

from collections.abc import Callable

from haechi.publicity.drawing import Sheet
from haechi.publicity.pieces.banner import home_banner, intranet_banner
from haechi.publicity.pieces.card import name_card
from haechi.publicity.pieces.poster import poster
from haechi.publicity.pieces.sticker import sticker_sheet
from haechi.publicity.types import Job, Piece

SHEETS: dict[Piece, Callable[[Job], Sheet]] = {
    Piece.POSTER: poster,
    Piece.STICKER: sticker_sheet,
    Piece.CARD: name_card,
    Piece.HOME_BANNER: home_banner,
    Piece.INTRANET_BANNER: intranet_banner,
}


def sheet_of(piece: Piece, job: Job) -> Sheet:
    """The piece laid out.

    Raises:
        CannotPrint: a text too long, a character without a glyph, an address too long.
    """
    return SHEETS[piece](job)
