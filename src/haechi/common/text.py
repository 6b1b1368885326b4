"""What strangers type, made safe to store and show."""

import unicodedata

_KEPT_CONTROLS = frozenset("\n\t")


def clean_text(value: str) -> str:
    """Return `value` as NFC without control characters, lone surrogates or bidi overrides.

    Line ends become `\\n`; zero-width joiners stay (emoji and old Hangul need them). Overrides go
    because they can make a name or a link read backwards to the officer.
    """
    unified = value.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        char
        for char in unified
        if char in _KEPT_CONTROLS
        or (unicodedata.category(char) not in {"Cc", "Cs"} and not _is_override(char))
    )
    return unicodedata.normalize("NFC", kept).strip()


def _is_override(char: str) -> bool:
    return "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
