"""Plain text: checked, not changed. What a text says is its content."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import Any

from haechi.cleaning.types import CleaningError, Reason

# Control characters that no text file has; tab, line ends and form feed pass.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Looked up now, because a cleaning child can import no codec any more.
_DECODERS: tuple[Any, ...] = tuple(
    codecs.getincrementaldecoder(name) for name in ("utf-8-sig", "cp949")
)


def looks_like_text(head: bytes) -> bool:
    """``head`` may end inside a character."""
    return any(_decodes(head, decoder, final=False) for decoder in _DECODERS)


def check_text(data: bytes) -> None:
    """Raises CleaningError UNSUPPORTED for anything but UTF-8 or CP949 text."""
    if not any(_decodes(data, decoder, final=True) for decoder in _DECODERS):
        raise CleaningError(Reason.UNSUPPORTED)


def _decodes(data: bytes, decoder: Callable[[], codecs.IncrementalDecoder], *, final: bool) -> bool:
    try:
        text = decoder().decode(data, final)
    except UnicodeDecodeError:
        return False
    return _CONTROLS.search(text) is None
