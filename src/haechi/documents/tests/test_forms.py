"""The eleven forms: what they print, in both formats, as others read and draw them (PI-22)."""

import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import hwpforge
import pikepdf
import pytest
from hwpx.tools.package_validator import validate_package
from lxml import etree

from haechi.documents import sheet_hwpx, sheet_pdf
from haechi.documents.filling import _PLACE, blank, fill
from haechi.documents.forms import CALL_FORMS, EVERY_FORM, FORMS
from haechi.documents.formspec import FormSpec, Listing, Notice, Table, Value, Words
from haechi.documents.tests.drawing import hwpx_pages, part, pdf_pages, rules, squeezed, words

HP = "{http://www.hancom.co.kr/hwpml/2011/paragraph}"
EACH = pytest.mark.parametrize("form", EVERY_FORM.values(), ids=lambda form: form.key)
PAGES = dict.fromkeys(EVERY_FORM, 1) | {"10": 2}
# Words of the guideline's forms that must be printed as they stand there.
PRINTED = {
    "1": ("신 고 서", "접수일자", "처리기간", "피신고자", "주민등록번호",
        "공익신고 취지 및 이유", "증거자료 등 첨부서류",
        "위와 같이 피신고자의 공익침해행위를 신고합니다.", "(인 또는 서명)", "한 빛 구 청 장 귀하"),
    "2": ("공 익 신 고 접 수 관 리 대 장", "접수번호", "2026 공익 제3호", "건설 현장 안전 조치 미이행"),
    "3": ("접 수 증", "접 수 번 호",
        "위와 같이 공익침해행위에 대한 신고사항을 접수하였습니다.", "공익신고센터", "접수담당",
        "210mm×297mm[일반용지 60g/㎡(재활용품)]"),
    "4": ("신분공개 동의여부 확인서", "1. 조사기관의 조사과정", "2. 수사기관의 수사과정",
        "이 과정에서 귀하의 신분을 밝히거나 암시하는 것에 동의하시겠습니까?",
        "위 신고자 본인은 인적사항 등 신분공개 동의여부에 대하여 위와 같이 확인합니다."),
    "5": ("대표신고자 선정서", "아래의 신고자들은 공익신고 접수에 대하여 위 사람을 대표신고자로 선정하고",
        "선정자 명단",
        "서명 또는 날인", "2. 선정자들의 신분증 사본", "앞쪽의 선정자 명단이 부족한 경우 별지로"),
    "6": ("■ [별지 제6호 서식]", "공 익 신 고 기 록", "접수자", "센터장", "조사종료일", "이 송 일",
        "결과통보일",
        "(대상기관)", "종결확인", "보존기간", "10년 (2036. 12. 31. 까지)"),
    "7": ("공익신고자 보호·보상제도 운영 안내문", "공익신고자 보상제도", "지 급 요 건",
        "국번 없이 ☎ 1398, 110 번"),
    "8": ("공익신고 사항 처리절차 유의사항", "1. 공익신고자 등의 비밀보장", "제12조(소송진행의 협의등)",
        "2. 공익신고 처리 시 피신고자 보호"),
    "9": ("공익신고 조사·처리결과에 대한 이의신청서", "이의신청 이유",
        "공익신고사항에 대한 귀 기관의 처리결과에 대하여 아래와 같은 이유로 이의신청합니다."),
    "10": ("포상금 지급대상자 추천서", "① 추천기관", "② 포상금 지급대상자", "⑥ 추천인",
         "국민권익위원회위원장 귀하",
         "6하 원칙에 따라", "※ 이 추천서는 아래와 같이 처리됩니다."),
    "11": ("<< 공익신고자 협조사항 안내 >>", "언론, 시민단체는 공익신고기관이 아닙니다.",
         "허위·부정한 방법으로 지급받은 보상금, 중복 지급받은 보상금 등은 환수됩니다."),
    "call-1": ("행정전화 녹취정보 (열람, 제공) 신청서", "생년월일", "(법인·사업자번호)", "당사자와의 관계",
               "제9조제2항에 따라 녹취정보를 (□ 열람, ■ 제공)하여 줄 것을 신청합니다.", "(서명 또는 날인)",
               "제9조제1항을 증명할 수 있는 서류"),
    "call-2": ("녹취정보 인수·인계증", "1. 녹취정보 내용", "2. 수령일자 : 2026년 3월 12일", "3. 서약 사항",
               "신청목적 이외의 용도로 사용하거나 타인에게 양도 또는 열람·제공하지 않을 것이며",
               "즉시 파기하고 그 결과를 제공일부터 30일 이내에 통보하겠습니다.", "인 수 자", "인 계 자"),
    "call-3": ("녹취정보 파기 회신서", "제9조제4항", "목적 달성일", "파기일자", "파기방법",
               "■ 사본·출력물까지 모두 파기함"),
    "call-4": ("행정전화 녹취시스템 녹취정보(열람, 제공) 관리대장", "신청 내용", "(법인·사업번호)", "담당자",
               "팀장", "과장", "2026 녹취 제2호"),
}  # fmt: skip


def hangul(made: bytes) -> str:
    """The text of an HWPX."""
    section = part(made).replace("<hp:lineBreak/>", "\n")
    text = "\n".join(re.findall(r"<hp:t>(.*?)</hp:t>", section, re.S))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.fixture(scope="module")
def filled() -> dict[str, tuple[bytes, bytes]]:
    sheets = {number: fill(form, form.sample) for number, form in EVERY_FORM.items()}
    return {n: (sheet_pdf.write(s), sheet_hwpx.write(s)) for n, s in sheets.items()}


def test_there_are_the_eleven_forms_of_the_guideline() -> None:
    assert list(FORMS)[:11] == list(range(1, 12))


def test_there_are_the_four_forms_of_calls_rc_7_rc_8() -> None:
    assert list(CALL_FORMS) == [1, 2, 3, 4]


@EACH
def test_every_field_has_a_place_and_every_place_a_field(form: FormSpec) -> None:
    told = [text.versions[-1].words for text in form.texts]
    named: set[str] = set()
    for piece in form.parts:
        if isinstance(piece, Table):
            told += [c.text for row in piece.rows for c in row.cells if isinstance(c, Value)]
        elif isinstance(piece, Words):
            told.append(piece.text)
            named |= {piece.only} - {""}
        elif isinstance(piece, Listing):
            named.add(piece.field)
        elif isinstance(piece, Notice):
            assert form.text(piece.key).versions
    placed = {match[1] for text in told for match in _PLACE.finditer(text)} | named
    fields = {one.name for one in form.fields}
    assert {name for name in fields - placed} <= {"기관명"}
    assert {n for n in placed if not n.startswith("@") and ".0." not in n} <= fields | {"기관장"}
    assert {n[1:] for n in placed if n.startswith("@")} <= {text.key for text in form.texts}


@pytest.mark.parametrize("number", EVERY_FORM)
def test_both_formats_say_what_the_guideline_prints(filled, number: str) -> None:
    pdf, hwpx = filled[number]
    for text in (squeezed(words(pdf)), squeezed(hangul(hwpx))):
        for wanted in PRINTED[number]:
            assert squeezed(wanted).replace("㎡", "m²") in text.replace("㎡", "m²")


@pytest.mark.parametrize("number", EVERY_FORM)
def test_the_pdf_is_tagged_titled_embedded_and_names_nobody(filled, number: str) -> None:
    with pikepdf.open(io.BytesIO(filled[number][0])) as document:
        assert len(document.pages) == PAGES[number]
        assert document.Root.Lang == "ko"
        assert document.docinfo["/Title"] == EVERY_FORM[number].title
        assert set(document.docinfo.keys()) == {"/Title"}
        metadata = str(document.open_metadata())
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert not [told for told in ("Typst", "Creator", "CreateDate") if told in metadata]
        assert "/StructTreeRoot" in document.Root
        for page in document.pages:
            for font in page.Resources.Font.values():
                assert "/FontFile3" in font.DescendantFonts[0].FontDescriptor


@pytest.mark.parametrize("number", EVERY_FORM)
def test_the_hwpx_is_valid_for_a_reader_that_did_not_write_it(filled, number: str) -> None:
    found = hwpforge.Document.from_bytes(filled[number][1]).validate()
    assert found["ok"]
    assert not found["errors"]
    assert not found["warnings"]
    assert validate_package(filled[number][1]).ok, (
        "the library's own check, not paid for at each paper"
    )
    package = part(filled[number][1], "Contents/content.hpf")
    assert f"<opf:title>{EVERY_FORM[number].title}</opf:title>" in package
    for told in ("synthetic", "2025-", "2026-", "python"):
        assert told not in package


@pytest.mark.parametrize("number", EVERY_FORM)
def test_the_cells_of_every_hwpx_table_fill_it_and_are_as_wide_as_it(filled, number: str) -> None:
    section = etree.fromstring(part(filled[number][1]).encode())
    for table in section.iter(f"{HP}tbl"):
        rows, columns = int(table.get("rowCnt", "0")), int(table.get("colCnt", "0"))
        taken: dict[tuple[int, int], int] = {}
        for cell in table.iter(f"{HP}tc"):
            at, span, size = (
                next(cell.iter(f"{HP}{n}")) for n in ("cellAddr", "cellSpan", "cellSz")
            )
            down, over = int(span.get("rowSpan", "0")), int(span.get("colSpan", "0"))
            for y in range(int(at.get("rowAddr", "0")), int(at.get("rowAddr", "0")) + down):
                for x in range(int(at.get("colAddr", "0")), int(at.get("colAddr", "0")) + over):
                    assert (y, x) not in taken
                    taken[y, x] = int(size.get("width", "0")) // over
        assert len(taken) == rows * columns
        wide = int(next(table.iter(f"{HP}sz")).get("width", "0"))
        for y in range(rows):
            assert sum(taken[y, x] for x in range(columns)) == pytest.approx(wide, abs=2 * columns)


def test_the_same_data_are_the_same_bytes(filled) -> None:
    again = fill(FORMS[1], FORMS[1].sample)
    assert (sheet_pdf.write(again), sheet_hwpx.write(again)) == filled["1"]


@pytest.mark.process
def test_the_hwpx_is_drawn_with_the_rows_of_the_pdf(filled) -> None:
    """Each rule of the PDF is there, each row at least as high, none run away."""
    drawn = hwpx_pages({number: hwpx for number, (_pdf, hwpx) in filled.items()})
    for number, (pdf, _hwpx) in filled.items():
        width = 297.0 if EVERY_FORM[number].landscape else 210.0
        pages = pdf_pages(pdf)
        assert len(drawn[number]) == len(pages) == PAGES[number], number
        for left, right in zip(pages, drawn[number], strict=True):
            ours, theirs = rules(left, width), rules(right, width)
            assert len(ours) == len(theirs), number
            for (top, end), (there, below) in zip(pairwise(ours), pairwise(theirs), strict=True):
                high = end - top
                assert high * 0.94 - 1.0 < below - there < high * 1.15 + 6.0, number


@EACH
def test_a_blank_form_can_be_written_on_by_hand(form: FormSpec) -> None:
    empty = blank(form, "한빛구청")
    text = words(sheet_pdf.write(empty))
    assert "None" not in text
    assert "홍길동" not in text
    if any(one.name == "작성일" for one in form.fields):
        assert "20년월일" in squeezed(text)
    assert hwpforge.Document.from_bytes(sheet_hwpx.write(empty)).validate()["ok"]


def test_the_register_lies_across_and_goes_on_with_its_headings() -> None:
    form = FORMS[2]
    lines = form.sample["관리대장"]
    assert isinstance(lines, list)
    many = [{**lines[0], "연번": at, "접수번호": f"2026 공익 제{at}호"} for at in range(1, 61)]
    sheet = fill(form, {**form.sample, "관리대장": many})
    with pikepdf.open(io.BytesIO(sheet_pdf.write(sheet))) as document:
        box = document.pages[0].MediaBox
        assert box[2] > box[3]
        pages = len(document.pages)
    text = words(sheet_pdf.write(sheet))
    assert pages >= 4
    assert text.count("신고제목") == pages
    assert all(f"제{at}호" in text for at in range(1, 61))
    section = part(sheet_hwpx.write(sheet))
    assert 'landscape="NARROWLY"' in section
    assert 'repeatHeader="1"' in section
    assert 'treatAsChar="0"' in section, "a table that is a character cannot run over pages"


def test_default_texts_follow_the_law_of_the_day() -> None:
    seven, eight, eleven = FORMS[7], FORMS[8], FORMS[11]
    now = squeezed(words(sheet_pdf.write(fill(seven, seven.sample))))
    assert "5년이하의징역또는5천만원이하의벌금이부과됩니다(2018.5.1.시행)" in now
    assert "30%이내" in now
    assert "4%~20%" not in now
    older = fill(seven, seven.sample, on=date(2020, 1, 1))
    assert "4%~20%" in squeezed(words(sheet_pdf.write(older)))
    first = fill(eight, eight.sample, on=date(2018, 4, 30))
    assert "3년이하의징역" in squeezed(words(sheet_pdf.write(first)))
    assert "5년 이하의 징역" in eight.text("안내").on(date(2018, 5, 1)).words
    assert eleven.text("보상금").on().since == date(2024, 8, 7)
    dated = [v for f in EVERY_FORM.values() for text in f.texts for v in text.versions[1:]]
    assert all(version.since and version.source for version in dated)


def test_an_institution_may_change_a_text() -> None:
    form = FORMS[5]
    sheet = fill(form, form.sample, texts={"위임": "위 사람에게 **모두** 맡깁니다."})
    assert "위 사람에게 **모두** 맡깁니다." in "".join(words(sheet_pdf.write(sheet)).split("\r\n"))
    notice = fill(FORMS[8], FORMS[8].sample, texts={"유의사항": "○ **비밀**을 지킵니다."})
    assert "○ 비밀을 지킵니다." in words(sheet_pdf.write(notice))


def test_the_form_of_the_how_to_page_can_be_filled() -> None:
    page = Path(__file__).parents[4] / "docs/how-to/add-a-form.md"
    (code,) = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    told: dict[str, object] = {}
    exec(code, told)  # noqa: S102  (our own page)
    form = told["FORM"]
    assert isinstance(form, FormSpec)
    sheet = fill(form, form.sample)
    assert "보 완 요 구 서" in words(sheet_pdf.write(sheet))
    assert hwpforge.Document.from_bytes(sheet_hwpx.write(sheet)).validate()["ok"]
