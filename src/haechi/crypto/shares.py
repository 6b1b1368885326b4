"""Recovery shares: a private key split by SLIP-39 (Shamir), as words a person can print and type.

Any `threshold` of the shares give the key back; fewer tell nothing of it. Each share carries its own
checksum, so a mistyped word is noticed before anything is tried.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import combinations
from operator import xor

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.rs1024 import _polymod
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from haechi.crypto.errors import CannotOpen, Misread
from haechi.crypto.types import PrivateKey

MOST_SHARES = 8
WORDS = 33  # of a share of 32 bytes
_BITS = 10  # a word
_LABEL = b"shamir_extendable"  # of the shares that `split_key` makes
_PLACES = {word: place for place, word in enumerate(WORDLIST)}


@dataclass(frozen=True)
class ReadShare:
    """A share whose checksum holds. `set_number`: the same for all shares of one split, and no secret."""

    set_number: int
    index: int
    words: str = field(repr=False)


def split_key(private: PrivateKey, *, threshold: int = 2, count: int = 3) -> list[str]:
    """Split 32 bytes into `count` lines of 33 words each."""
    groups = generate_mnemonics(1, [(threshold, count)], bytes(private), iteration_exponent=0)
    return list(groups[0])


def join_key(shares: Sequence[str]) -> PrivateKey:
    """The key that the shares were split from; more than enough shares are fine.

    Raises:
        CannotOpen: too few, of different keys, or mistyped.
    """
    typed = sorted({" ".join(share.split()).lower() for share in shares})[:MOST_SHARES]
    for size in range(1, len(typed) + 1):
        for some in combinations(typed, size):
            try:
                return PrivateKey(combine_mnemonics(list(some)))
            except (MnemonicError, ValueError, IndexError):
                continue  # the library takes exactly as many as are needed, and no other
    raise CannotOpen


def words_of(typed: str) -> list[str]:
    """The words in what was typed, pasted or scanned; numbers and marks between them do not count."""
    return re.findall(r"[a-z]+", typed.lower())


def read_share(typed: str) -> ReadShare:
    """One share, checked by itself.

    Raises:
        Misread: with where it is wrong, as far as the checksum tells.
    """
    words = words_of(typed)
    unknown = tuple(at for at, word in enumerate(words, start=1) if word not in _PLACES)
    if unknown or len(words) != WORDS:
        raise Misread(count=len(words), unknown=unknown)
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        values = [_PLACES[word] for word in words]
        raise Misread(count=WORDS, place=_one_wrong(values)) from None
    return ReadShare(share.identifier, share.index, " ".join(words))


def _one_wrong(values: list[int]) -> int | None:
    """The place of the word that alone would make the checksum hold; None where it is not one word.

    RS1024 finds up to three errors and can place one (SLIP-39, "Checksum"): the check is linear, so what
    a change at a place does to it is the sum of what its bits do. It depends on what was typed alone.
    """
    have = _polymod([*_LABEL, *values])
    found = [
        place
        for place in range(len(values))
        if any(have ^ change == 1 for change in _changes(values, place, have))
    ]
    return found[0] + 1 if len(found) == 1 else None


def _changes(values: list[int], place: int, have: int) -> Iterator[int]:
    """What each other word at `place` would change of the check value."""
    steps = []
    for bit in range(_BITS):
        other = values.copy()
        other[place] ^= 1 << bit
        steps.append(_polymod([*_LABEL, *other]) ^ have)
    for change in range(1, 1 << _BITS):
        yield reduce(xor, (step for bit, step in enumerate(steps) if change >> bit & 1))
