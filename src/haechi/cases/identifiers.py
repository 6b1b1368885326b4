"""Resident, foreigner and passport numbers (고유식별정보, 제30조): checked for form, shown masked.

The check digit of a resident registration number (「주민등록법 시행규칙」) stands only for numbers given
before October 2020; since then the last six digits are drawn at random. Who was born later has such a
number; who was born before may, if it was changed since: then the officer confirms what the card says.
Nothing here is stored.
"""

import re
from datetime import date

from haechi.cases.errors import BadIdentifier, DoubtfulIdentifier
from haechi.cases.types import NumberKind
from haechi.common.clock import today

RANDOM_SINCE = date(2020, 10, 5)
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_CENTURY = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900,
            "3": 2000, "4": 2000, "7": 2000, "8": 2000}  # fmt: skip
_FOREIGN = frozenset("5678")
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{7,8}|[A-Z][0-9]{3}[A-Z][0-9]{4}|[A-Z0-9]{6,12}")


def read_number(kind: NumberKind, typed: str, *, seen_on_card: bool = False) -> str:
    """The number as it is kept: digits and capitals alone, "" for none.

    Raises:
        BadIdentifier: it cannot be such a number.
        DoubtfulIdentifier: its check digit is wrong, and nobody confirmed it from the card.
    """
    plain = re.sub(r"[\s-]", "", typed).upper()
    if kind is NumberKind.NONE or not plain:
        if plain:
            raise BadIdentifier
        return ""
    if kind is NumberKind.PASSPORT:
        if not _PASSPORT.fullmatch(plain):
            raise BadIdentifier
        return plain
    _check_registration(plain, foreign=kind is NumberKind.FOREIGNER)
    if not (seen_on_card or may_be_random(plain) or has_check_digit(plain)):
        raise DoubtfulIdentifier
    return plain


def has_check_digit(number: str) -> bool:
    """Whether the thirteenth digit fits the twelve before it. Numbers since October 2020 need not."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    expected = (11 - total % 11) % 10
    if number[6] in _FOREIGN:
        expected = (13 - total % 11) % 10
    return int(number[12]) == expected


def may_be_random(number: str) -> bool:
    """Whoever was born since then has a number without a check digit."""
    born = _birth_date(number)
    return born is not None and born >= RANDOM_SINCE


def mask(kind: NumberKind, number: str) -> str:
    """`850101-1******`; of a passport the first two signs."""
    if not number:
        return ""
    if kind is NumberKind.PASSPORT:
        return number[:2] + "*" * (len(number) - 2)
    return f"{number[:6]}-{number[6]}******"


def written(kind: NumberKind, number: str) -> str:
    """In full, as a form prints it."""
    return number if kind is NumberKind.PASSPORT or not number else f"{number[:6]}-{number[6:]}"


def mask_name(name: str) -> str:
    """`김○○`: the first sign stays, however many code points write it."""
    return name[:1] + "○" * max(2, min(len(name) - 1, 4)) if name else ""


def _check_registration(number: str, *, foreign: bool) -> None:
    if not re.fullmatch(r"[0-9]{13}", number) or (number[6] in _FOREIGN) is not foreign:
        raise BadIdentifier
    born = _birth_date(number)
    if born is None or born > today():
        raise BadIdentifier


def _birth_date(number: str) -> date | None:
    try:
        return date(_CENTURY[number[6]] + int(number[:2]), int(number[2:4]), int(number[4:6]))
    except ValueError:
        return None
