"""The certificate of destruction says what, when, why, and leaves room to sign (ALL-3)."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest

from haechi.continuity.certificate import certificate
from haechi.continuity.models import Departure


def departure(**more: object) -> Departure:
    values: dict[str, object] = {
        "institution_id": 3, "slug": "narae", "name_ko": "나래시설공단", "name_en": "Narae",
        "new_address": "https://report.narae.kr/", "begun_on": date(2026, 11, 20),
        "destroyed_on": date(2026, 11, 21), "sha256": "3f" * 32,
        "counts": {"reports.Report": 1284, "blobs": 902},
    }  # fmt: skip
    return Departure(**(values | more))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1, "one page"
    return " ".join(document[0].get_textpage().get_text_bounded().split())


def test_it_names_the_institution_the_days_the_counts_and_the_hash() -> None:
    text = text_of(certificate(departure(), "한빛구청 감사담당관"))
    for shown in ("파기 증명서", "나래시설공단 (narae)", "2026년 11월 20일 ~ 2026년 11월 21일",
                  "1,284건", "902개", "https://report.narae.kr/", "한빛구청 감사담당관",
                  "(서명 또는 인)"):  # fmt: skip
        assert shown in text
    assert "3f" * 32 in text.replace(" ", "")


def test_without_an_export_it_says_so_and_why() -> None:
    text = text_of(certificate(departure(sha256="", reason="해산, 승계 기관 없음"), ""))
    assert "내보내지 않고 파기함" in text
    assert "해산, 승계 기관 없음" in text
    assert "가지고 떠남" not in text


def test_it_is_a_tagged_paper_in_korean_that_names_no_tool() -> None:
    with pikepdf.open(io.BytesIO(certificate(departure(), "한빛구청"))) as document:
        assert str(document.Root.Lang) == "ko"
        assert document.Root.MarkInfo.Marked
        assert "/Producer" not in document.docinfo


def test_nothing_is_certified_before_it_is_done() -> None:
    with pytest.raises(ValueError, match="not destroyed"):
        certificate(departure(destroyed_on=None), "")
