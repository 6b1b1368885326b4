"""Whatever the bytes are, the answer is a cleaned file or a CleaningError, never anything else."""

import errno
import io
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typing_extensions import Buffer, override

from haechi.cleaning import sniff
from haechi.cleaning.dispatch import clean_stream
from haechi.cleaning.tests import hangul_samples, office_samples, pdf_samples
from haechi.cleaning.tests import media_samples as media
from haechi.cleaning.tests.helpers import refusal
from haechi.cleaning.tests.samples import MARK, photo, zipped
from haechi.cleaning.types import (
    REMOVED_CODES,
    WARNING_CODES,
    CleaningError,
    Kind,
    Limits,
    Reason,
)
from haechi.crypto.spool import SpoolFull

SMALL = Limits(pixels=1_000_000, unpacked_bytes=20_000_000, document_bytes=20_000_000)


@cache
def valid() -> dict[str, bytes]:
    return {
        "jpeg": photo(),
        "png": photo("PNG"),
        "webp": photo("WEBP"),
        "gif": photo("GIF"),
        "pdf": pdf_samples.pdf(),
        "docx": office_samples.docx(),
        "xlsx": office_samples.xlsx(),
        "pptx": office_samples.pptx(),
        "hwpx": hangul_samples.hwpx(),
        "hwp5": hangul_samples.hwp5(),
        "mp4": media.video(frames=2, size=(64, 48)),
        "mp3": media.audio("mp3", "libmp3lame", 0.3),
        "m4a": media.audio("ipod", "aac", 0.3),
        "wav": media.wav((b"LIST", MARK.encode())),
    }


def survive(data: bytes) -> None:
    """Any other exception fails the test."""
    target = io.BytesIO()
    try:
        result = clean_stream(io.BytesIO(data), len(data), target, SMALL)
    except CleaningError:
        return
    assert result.size == len(target.getvalue())
    assert {each.code for each in result.removed} <= REMOVED_CODES
    assert set(result.warnings) <= WARNING_CODES
    # Details are fixed words: nothing out of the file passes through them.
    assert all(each.detail == each.detail.lower() for each in result.removed)
    assert not any(MARK.lower() in each.detail for each in result.removed)


MAGICS = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x40\0\0\0WEBP",
          b"RIFF\x40\0\0\0WAVE", b"%PDF-1.7\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
          b"\0\0\0\x18ftypmp42", b"\0\0\0\x18ftypheic", b"\0\0\0\x08moov", b"ID3\x04\0\0\0\0\0\0",
          b"\xff\xfb\x90\x44"]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MAGICS), st.binary(max_size=600))
def test_arbitrary_bytes_never_escape(magic: bytes, rest: bytes) -> None:
    survive(magic + rest)


@pytest.mark.parametrize("name", list(valid()))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_never_escape(name: str, data: st.DataObject) -> None:
    broken = bytearray(valid()[name])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(broken) - 1))
        broken[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del broken[data.draw(st.integers(0, len(broken))) :]
    survive(bytes(broken))


@pytest.mark.parametrize("name", list(valid()))
def test_cut_files_never_escape(name: str) -> None:
    whole = valid()[name]
    for part in range(0, 20):
        survive(whole[: len(whole) * part // 20])


def test_type_is_what_the_content_says() -> None:
    for name, data in valid().items():
        assert sniff(io.BytesIO(data), len(data)) is Kind[name.upper()]


def test_program_that_calls_itself_a_picture_is_refused() -> None:
    for program in (b"\x7fELF\x02\x01\x01" + bytes(500), b"MZ\x90\0" + bytes(500),
                    b"\xca\xfe\xba\xbe" + bytes(500)):  # fmt: skip
        assert refusal(program) is Reason.UNSUPPORTED


def test_archive_that_is_no_document_is_refused() -> None:
    assert refusal(zipped({"a.txt": "x"})) is Reason.UNSUPPORTED
    assert refusal(zipped({"mimetype": "application/epub+zip"})) is Reason.UNSUPPORTED


@pytest.mark.parametrize("name", ["docx", "xlsx", "pptx", "hwpx", "mp4", "m4a", "jpeg", "png"])
def test_cut_file_is_called_broken_not_unknown(name: str) -> None:
    data = valid()[name]
    assert refusal(data[: len(data) * 2 // 3]) is Reason.BROKEN


def test_empty_and_oversized_are_said() -> None:
    assert refusal(b"") is Reason.EMPTY
    assert refusal(photo(), Limits(file_bytes=100)) is Reason.TOO_LARGE
    assert refusal(photo(), Limits(document_bytes=100)) is Reason.TOO_LARGE


def test_full_disk_and_overlong_output_are_told_apart() -> None:
    class Full(io.BytesIO):
        number = errno.ENOSPC

        @override
        def write(self, data: Buffer, /) -> int:
            raise SpoolFull(self.number, "no room")

    class Overlong(Full):
        number = errno.EFBIG

    for target, reason in ((Full(), Reason.FULL), (Overlong(), Reason.TOO_LARGE)):
        for data in (
            photo(),
            office_samples.docx(),
            pdf_samples.pdf(),
            media.wav(),
            valid()["mp4"],
        ):
            with pytest.raises(CleaningError) as caught:
                clean_stream(io.BytesIO(data), len(data), target, Limits())
            assert caught.value.reason is reason
