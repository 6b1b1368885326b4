"""Parts of an opened recording for a player that seeks: plain in memory alone, a chunk at a time (RC-5)."""

from collections.abc import Iterator
from pathlib import Path

from haechi.crypto.spool import EncryptedSpool
from haechi.crypto.stream import plain_size
from haechi.recordings.opening import OpenedRecording
from haechi.recordings.types import FileKind

_CHUNK = 64 * 1024
COLUMNS = 240


class Sound:
    """`size` bytes. What a killed recorder left is made into sound first, which lies in `folder` as
    ciphertext whose key is in memory: its size is not known before.

    Raises:
        CannotOpen: of a container, when it is no genuine one.
    """

    def __init__(self, opened: OpenedRecording, folder: Path) -> None:
        self._opened = opened
        self._made = _made(opened, folder) if opened.file.kind == FileKind.CONTAINER else None
        self.size = self._made.size if self._made else plain_size(opened.file.size)

    def part(self, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` to before `stop`. A sealed stream opens from its beginning: what lies before
        is decrypted and dropped. Raises CannotOpen: changed or cut short."""
        at = 0
        for chunk in self._chunks():
            ahead, at = at, at + len(chunk)
            if at > start:
                yield chunk[max(0, start - ahead) : stop - ahead]
            if at >= stop:
                return

    def _chunks(self) -> Iterator[bytes]:
        if self._made is None:
            yield from self._opened.audio()
            return
        with self._made as made:
            made.seek(0)
            while chunk := made.read(_CHUNK):
                yield chunk


def _made(opened: OpenedRecording, folder: Path) -> EncryptedSpool:
    spool = EncryptedSpool(folder)
    try:
        for chunk in opened.audio():
            spool.write(chunk)
    except BaseException:
        spool.close()
        raise
    return spool


def waveform(opened: OpenedRecording, columns: int = COLUMNS) -> list[tuple[int, int]]:
    """How loud each of `columns` equal parts is, 0 to 255: the caller, the official. Empty where not known."""
    peaks = opened.peaks()
    if peaks is None:
        return []
    sides = [_loudest(peaks[side], columns) for side in ("left", "right")]
    return list(zip(*sides, strict=True))


def _loudest(levels: list[int], columns: int) -> list[int]:
    count = len(levels)
    if not count:
        return [0] * columns
    bounds = [(at * count // columns, (at + 1) * count // columns) for at in range(columns)]
    return [max(levels[first : max(last, first + 1)]) for first, last in bounds]
