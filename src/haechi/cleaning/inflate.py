"""Bounded inflation: the only way this package unpacks deflate data outside of archives."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from haechi.cleaning.types import CleaningError, Reason

_STEP = 1024 * 1024
ZLIB, RAW = zlib.MAX_WBITS, -zlib.MAX_WBITS


@dataclass(frozen=True)
class Inflated:
    data: bytes
    used: int


def inflate(data: bytes, bound: int, *, wbits: int = ZLIB, keep: bool = False) -> Inflated:
    """Inflate one whole stream; ``data`` of the result is empty unless ``keep``.

    Raises CleaningError: TOO_LARGE beyond ``bound`` bytes, BROKEN when damaged or cut short.
    """
    engine = zlib.decompressobj(wbits)
    total, parts, rest = 0, [], data
    try:
        while not engine.eof:
            piece = engine.decompress(rest, _STEP)
            rest = engine.unconsumed_tail
            total += len(piece)
            if total > bound:
                raise CleaningError(Reason.TOO_LARGE)
            if not piece and not rest and not engine.eof:
                raise CleaningError(Reason.BROKEN)
            if keep:
                parts.append(piece)
    except zlib.error:
        raise CleaningError(Reason.BROKEN) from None
    return Inflated(b"".join(parts), len(data) - len(engine.unused_data))


def deflate_raw(data: bytes) -> bytes:
    engine = zlib.compressobj(6, zlib.DEFLATED, RAW)
    return engine.compress(data) + engine.flush()
