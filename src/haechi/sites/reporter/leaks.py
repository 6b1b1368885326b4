"""Credentials pasted into text that officers will read: found before the text is sent."""

import re
import unicodedata

from haechi.crypto.credentials import is_pin, read_password

_GAPS = re.compile(r"[\s\-–—·_]")


def holds_key(text: str, report_key: str) -> bool:
    """True where the report key stands in the text, in small letters or with gaps too."""
    folded = unicodedata.normalize("NFKC", text).upper()
    if report_key not in _GAPS.sub("", folded):
        return False  # spares putting a pattern together, and its keeping
    between = f"{_GAPS.pattern}*".join(map(re.escape, report_key))
    return re.search(rf"(?<![0-9A-Z]){between}(?![0-9A-Z])", folded) is not None


def holds_password(text: str, password: str) -> bool:
    """True where a password stands in the text: four digits by themselves, a phrase anywhere."""
    folded, wanted = read_password(text), read_password(password)
    if is_pin(wanted):
        return re.search(rf"(?<![0-9]){wanted}(?![0-9])", folded) is not None
    return bool(wanted) and wanted in folded
