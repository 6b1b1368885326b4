"""MP3: the audio frames are copied, tags of every kind stay behind."""

from __future__ import annotations

from typing import BinaryIO

from haechi.cleaning.mpeg import frame_length, id3v2_length
from haechi.cleaning.types import CleaningError, Code, Notes, Reason, Warn

_BLOCK = 1024 * 1024
_XING = (b"Xing", b"Info")
# Frames, bytes, 100 table entries and quality follow the name and its flags.
_XING_LENGTH = 4 + 4 + 4 + 4 + 100 + 4
# Same version, layer and sampling rate: what all frames of one recording share.
_SAME = bytes([0xFF, 0xFE, 0x0C])


def clean_mp3(source: BinaryIO, target: BinaryIO, notes: Notes) -> None:
    """Raises CleaningError BROKEN when there is no audio in it."""
    notes.warn(Warn.VOICE_KEPT)
    source.seek(0)
    frames = _Frames(notes)
    while block := source.read(_BLOCK):
        target.write(frames.feed(block))
    target.write(frames.finish())
    if not frames.count:
        raise CleaningError(Reason.BROKEN)


class _Frames:
    """Cuts a byte stream into frames; what is not a frame between two frames is dropped."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._rest = b""
        self._skip = 0
        self._like = b""
        self.count = 0

    def feed(self, block: bytes) -> bytes:
        # Frames are below 8 KiB; keeping 16 KiB back lets each be confirmed by the next one.
        return self._frames(self._rest + block, spare=16 * 1024)

    def finish(self) -> bytes:
        return self._frames(self._rest, spare=0)

    def _frames(self, data: bytes, *, spare: int) -> bytes:
        out: list[bytes] = []
        at = min(self._skip, len(data))
        self._skip -= at
        while len(data) - at > spare:
            length = frame_length(data[at : at + 4])
            if length and self._confirmed(data, at, length):
                out.append(self._plain(data[at : at + length]))
                at += length
            else:
                at = self._past_junk(data, at)
        self._rest = data[at:]
        return b"".join(out)

    def _confirmed(self, data: bytes, at: int, length: int) -> bool:
        head = data[at : at + 3]
        if self._like:
            return at + length <= len(data) and _like(head) == self._like
        following = data[at + length : at + length + 4]
        if at + length > len(data) or (following and not frame_length(following)):
            return bool(at + length == len(data))
        self._like = _like(head)
        return True

    def _past_junk(self, data: bytes, at: int) -> int:
        tag = id3v2_length(data[at : at + 10])
        if tag:
            self._notes.took(Code.OTHER, "id3")
            self._skip = max(0, at + tag - len(data))
            return min(at + tag, len(data))
        if data[at : at + 3] == b"TAG" or data[at : at + 8] == b"APETAGEX":
            self._notes.took(Code.OTHER, "id3")
        found = data.find(b"\xff", at + 1)
        tag = data.find(b"ID3", at + 1)
        ends = [end for end in (found, tag) if end >= 0]
        return min(ends) if ends else len(data)

    def _plain(self, frame: bytes) -> bytes:
        self.count += 1
        if self.count > 1:
            return frame
        for name in _XING:
            start = frame.find(name, 4, 64)
            if start >= 0:
                # Behind it the encoder writes its name and settings.
                kept = frame[: start + _XING_LENGTH]
                return kept + bytes(len(frame) - len(kept))
        return frame


def _like(head: bytes) -> bytes:
    return bytes(byte & mask for byte, mask in zip(head, _SAME, strict=True))
