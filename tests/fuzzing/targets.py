"""What strangers can send, one target each: seeds to begin from, and a check of one input.

A check returns where the input is refused or taken as it should be, and raises where a promise
breaks. Django's own settings and a database of its own come with `tests.fuzzing.site`.
"""

import contextlib
import io
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzzing.signalling import check_signalling, signals

from haechi.cleaning.dispatch import clean_stream
from haechi.cleaning.tests import (
    hangul_samples,
    media_samples,
    office_samples,
    pdf_samples,
    samples,
)
from haechi.cleaning.types import CleaningError, CleanResult, Kind, Limits
from haechi.common.text import clean_text
from haechi.crypto.credentials import (
    KEY_ALPHABET,
    KEY_LENGTH,
    MalformedKey,
    WeakPassword,
    accept_new_password,
    read_password,
    read_report_key,
)
from haechi.talks.typed import LENGTH, MalformedCode, read_code, written

Outcome = tuple[CleanResult, bytes]  # and the cleaned file
MIB = 1024 * 1024
SMALL = Limits(
    file_bytes=4 * MIB,
    document_bytes=4 * MIB,
    unpacked_bytes=32 * MIB,
    xml_bytes=4 * MIB,
    archive_entries=200,
    pixels=4_000_000,
    animation_pixels=16_000_000,
)


# One input that takes so much more is a fault, refused or not. libFuzzer looks once a second and would
# blame another.
GREEDY = 512 * 1024  # KiB


@dataclass(frozen=True)
class Target:
    """`check` raises where the input shows a fault; `longest` is in bytes."""

    check: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    longest: int = 64 * 1024

    def modestly(self, data: bytes) -> None:
        """The check, raising MemoryError too where the input made this process grow by `GREEDY`."""
        before = _most_memory()
        self.check(data)
        if _most_memory() > before + GREEDY:
            raise MemoryError


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def check_credentials(data: bytes) -> None:
    """What is typed as key, password or participation code: understood once and for all, or refused."""
    typed = data.decode(errors="replace")
    try:
        key = read_report_key(typed)
    except MalformedKey:
        pass
    else:
        assert len(key) == KEY_LENGTH
        assert set(key) <= set(KEY_ALPHABET)
        assert read_report_key(key) == key
    with contextlib.suppress(MalformedCode):
        code = read_code(typed)
        assert len(code) == LENGTH
        assert code.isascii()
        assert read_code(written(code)) == code
    password = read_password(typed)
    assert read_password(password) == password, "read twice it is another password"
    try:
        accept_new_password(typed)
    except WeakPassword:
        return
    assert password, "an empty password was taken"


def check_names(data: bytes) -> None:
    """What a browser calls a file, and any text: one look of it, no sign that acts."""
    typed = data.decode(errors="replace")
    text = clean_text(typed)
    assert clean_text(text) == text
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in text)


def clean(data: bytes) -> Outcome | None:
    """None where it is refused, as files may be."""
    target = io.BytesIO()
    try:
        result = clean_stream(io.BytesIO(data), len(data), target, SMALL)
    except CleaningError:
        return None
    return result, target.getvalue()


def check_cleaning(data: bytes) -> None:
    """A cleaned file is a file, and cleaning it again finds nothing that the first time left."""
    first = clean(data)
    if first is None:
        return
    result, cleaned = first
    assert result.size == len(cleaned) > 0
    again = clean(cleaned)
    assert again is not None, f"{result.kind}: what came out is refused"
    assert again[0].kind in {result.kind, Kind.JPEG}
    assert again[0].removed == (), f"{result.kind}: left {again[0].removed}"


def pictures() -> list[bytes]:
    kinds = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP")
    return [*(samples.photo(kind, size=(16, 12)) for kind in kinds), samples.heic()]


def papers() -> list[bytes]:
    return [
        office_samples.docx(), office_samples.xlsx(), office_samples.pptx(),
        hangul_samples.hwpx(), hangul_samples.hwp5(), pdf_samples.pdf(), pdf_samples.updated_pdf(),
        samples.zipped({"a.txt": "글", "b.jpg": samples.photo(size=(8, 6))}),
        "가나다 text".encode(), "가나다".encode("cp949"),
    ]  # fmt: skip


def media() -> list[bytes]:
    return [
        media_samples.video(), media_samples.wav((b"LIST", b"INFOIART\x04\0\0\0me\0\0")),
        media_samples.audio("mp3", "libmp3lame", 0.2), media_samples.old_phone_voice(),
        media_samples.audio("webm", "libopus", 0.2, 48_000), media_samples.audio("ogg", "libopus", 0.2, 48_000),
    ]  # fmt: skip


def typed() -> list[bytes]:
    return [
        b"AB2C3D", "ａｂ２ｃ３ｄ".encode(), b" ab-2c 3d ", b"0O1IL", b"8217", "８２１７".encode(),
        b"4820 5937", "４８２０　５９３７".encode(), b"4B2O-S937",
        "가을밤 은행나무 아래 서류".encode(), "e\u0301\u202e".encode(), b"\xff\xfe\0", b"4" * 300,
    ]  # fmt: skip


def named() -> list[bytes]:
    return [
        "사진.jpg".encode(), b"..\\..\\C:\\me\\a.pdf", b"a\0b\r\nSet-Cookie: x=1", b"." * 300,
        "\u202egpj.exe".encode(), "ㅎㅏㄴ글 (1).hwp".encode(), b"/etc/passwd", b"",
    ]  # fmt: skip


TARGETS = {
    "credentials": Target(check_credentials, typed, 512),
    "names": Target(check_names, named, 2048),
    "pictures": Target(check_cleaning, pictures),
    "papers": Target(check_cleaning, papers, 256 * 1024),
    "media": Target(check_cleaning, media, 512 * 1024),
    "signalling": Target(check_signalling, signals, 8 * 1024),
}
