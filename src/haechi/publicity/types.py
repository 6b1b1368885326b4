"""What goes into a piece."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Language(StrEnum):
    KOREAN = "ko"
    ENGLISH = "en"


class Piece(StrEnum):
    """The pieces of the kit; the values stand in addresses and file names."""

    POSTER = "poster"
    STICKER = "sticker"
    CARD = "card"
    HOME_BANNER = "home-banner"
    INTRANET_BANNER = "intranet-banner"


PRINTED = (Piece.POSTER, Piece.STICKER, Piece.CARD)
BANNERS = (Piece.HOME_BANNER, Piece.INTRANET_BANNER)


@dataclass(frozen=True)
class Texts:
    """What an institution may word itself. `points` has one line a point."""

    headline: str
    lead: str
    points: str
    short: str
    contact: str

    def or_default(self, default: "Texts") -> "Texts":
        """Where nothing was written, the default speaks."""
        written = {name: value for name, value in vars_of(self).items() if value}
        return replace(default, **written)


def vars_of(texts: Texts) -> dict[str, str]:
    return {name: getattr(texts, name) for name in FIELDS}


FIELDS = ("headline", "lead", "points", "short", "contact")


@dataclass(frozen=True)
class Job:
    """Everything a piece shows: whose it is, where it leads, what it says."""

    institution: str
    url: str
    language: Language
    texts: Texts
    categories: tuple[str, ...] = ()
    logo: bytes | None = None
