"""Participation codes (참여코드) as they are drawn, written and typed. No Django.

Eight digits: typed on a telephone's number pad, read out over the telephone, and none looks like another.
"""

import secrets
import unicodedata

LENGTH = 8
_GROUP = 4
# What people type, or a keyboard set to letters gives, for a figure.
_LOOK_ALIKES = str.maketrans(
    {
        **dict.fromkeys("OoQD○〇◯ㅇОоΟο", "0"),
        **dict.fromkeys("Iil|ㅣІіΙ", "1"),
        **dict.fromkeys("Zz", "2"),
        **dict.fromkeys("ЗзƷ", "3"),
        **dict.fromkeys("Ss", "5"),
        **dict.fromkeys("Gb", "6"),
        **dict.fromkeys("B", "8"),
        **dict.fromkeys("gq", "9"),
    }
)


class MalformedCode(ValueError):
    """Not eight digits, however they are read."""


def draw_code() -> str:
    """Never with 0 at the front: a spreadsheet would take it away."""
    return str(secrets.randbelow(9 * 10 ** (LENGTH - 1)) + 10 ** (LENGTH - 1))


def written(code: str) -> str:
    """`1234 5678`, as it is announced."""
    return f"{code[:_GROUP]} {code[_GROUP:]}"


def read_code(typed: str) -> str:
    """Understand full-width and other scripts' digits, look-alike letters, spaces and marks between.

    Raises:
        MalformedCode.
    """
    signs = typed.translate(_LOOK_ALIKES)
    digits = unicodedata.normalize("NFKC", signs).translate(_LOOK_ALIKES)
    code = "".join(_figure(sign) for sign in digits if _counts(sign))
    if len(code) != LENGTH or not code.isascii() or not code.isdigit():
        raise MalformedCode
    return code


def _counts(sign: str) -> bool:
    return not sign.isspace() and unicodedata.category(sign)[0] not in "CPS"


def _figure(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
