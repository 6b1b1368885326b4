"""What strangers type, made safe to store and show."""

import re
import unicodedata

# Controls (Cc) except line feed and tab, surrogates (Cs), bidi embeddings, overrides and isolates.
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean_text(value: str) -> str:
    """Return `value` as NFC without control characters, lone surrogates or bidi overrides.

    Line ends become `\\n`; zero-width joiners stay (emoji and old Hangul need them). Overrides go
    because they can make a name or a link read backwards to the officer.
    """
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _REFUSED.sub("", unified)).strip()
