"""Recovery shares: a private key split by SLIP-39 (Shamir), as words a person can print and type.

Any `threshold` of the shares give the key back; fewer tell nothing of it. Each share carries its own
checksum, so a mistyped word is noticed before anything is tried.
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import PrivateKey


def split_key(private: PrivateKey, *, threshold: int = 2, count: int = 3) -> list[str]:
    """Split 32 bytes into `count` lines of 33 words each."""
    groups = generate_mnemonics(1, [(threshold, count)], bytes(private), iteration_exponent=0)
    return list(groups[0])


def join_key(shares: Sequence[str]) -> PrivateKey:
    """The key that the shares were split from.

    Raises:
        CannotOpen: too few, of different keys, or mistyped.
    """
    try:
        return PrivateKey(combine_mnemonics([" ".join(share.split()).lower() for share in shares]))
    except (MnemonicError, ValueError, IndexError):
        raise CannotOpen from None
