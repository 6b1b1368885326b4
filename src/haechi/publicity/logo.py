"""A logo file → a plain PNG, drawn by a confined process that sees nothing but the file."""

from dataclasses import dataclass

from django.conf import settings

from haechi.cleaning import Cleaner, CleaningError, Limits, Reason
from haechi.cleaning.types import Code
from haechi.crypto.spool import EncryptedSpool
from haechi.publicity.confined import LETTERS
from haechi.publicity.errors import LogoFault, LogoRefused

LARGEST = 10 * 1024 * 1024
_LIMITS = Limits(
    file_bytes=LARGEST,
    memory_bytes=768 * 1024 * 1024,
    seconds=20,
    xml_bytes=4 * 1024 * 1024,
    pixels=60_000_000,
)
_FAULTS = {
    Reason.UNSUPPORTED: LogoFault.KIND,
    Reason.TOO_LARGE: LogoFault.TOO_LARGE,
    Reason.FULL: LogoFault.BUSY,
}


@dataclass(frozen=True)
class ReadLogo:
    """`script_removed`: the file held a script or something else that a picture has no need of."""

    png: bytes
    script_removed: bool


def read_logo(upload: EncryptedSpool) -> ReadLogo:
    """Redraw a PNG, JPEG or SVG.

    Raises:
        LogoRefused: no such kind, broken, too large, or an SVG with letters that are no outlines.
    """
    if upload.size > LARGEST:
        raise LogoRefused(LogoFault.TOO_LARGE)
    with _cleaner() as cleaner:
        try:
            result, drawn = cleaner.clean(upload)
        except CleaningError as error:
            raise LogoRefused(_FAULTS.get(error.reason, LogoFault.BROKEN)) from None
        with drawn:
            drawn.seek(0)
            png = drawn.read()
    removed = {(each.code, each.detail) for each in result.removed}
    if LETTERS in removed:
        raise LogoRefused(LogoFault.LETTERS)
    return ReadLogo(png, any(code == Code.SCRIPT for code, _detail in removed))


def _cleaner() -> Cleaner:
    """One for each logo: they come once in years, and an idle one would keep its memory."""
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Cleaner(
        spool_dir=settings.SPOOL_DIR, limits=_LIMITS, workers=1, module="haechi.publicity.confined"
    )
