"""Recovery shares: a private key split by SLIP-39 (Shamir), as words a person can print and type.

Any `threshold` of the shares give the key back; fewer tell nothing of it. Each share carries its own
checksum, so a mistyped word is noticed before anything is tried.
"""

from collections.abc import Sequence
from itertools import combinations

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import PrivateKey

MOST_SHARES = 8


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
