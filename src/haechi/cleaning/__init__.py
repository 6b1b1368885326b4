"""Takes the traces of a person out of an uploaded file (HL-5)."""

from haechi.cleaning.pool import Cleaner
from haechi.cleaning.sniff import sniff
from haechi.cleaning.types import (
    REMOVED_CODES,
    WARNING_CODES,
    CleaningError,
    CleanResult,
    Kind,
    Limits,
    Reason,
    Removed,
)

__all__ = [
    "REMOVED_CODES",
    "WARNING_CODES",
    "CleanResult",
    "Cleaner",
    "CleaningError",
    "Kind",
    "Limits",
    "Reason",
    "Removed",
    "sniff",
]
