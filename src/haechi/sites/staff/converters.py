"""Parts of addresses."""

from haechi.publicity.types import Piece


class PieceConverter:
    """A piece of the publicity kit by its name."""

    regex = "|".join(piece.value for piece in Piece)

    def to_python(self, value: str) -> Piece:
        return Piece(value)

    def to_url(self, value: str) -> str:
        return Piece(value).value
