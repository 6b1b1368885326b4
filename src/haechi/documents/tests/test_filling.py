"""What is put into forms: nothing is cut, nothing is lost, every fault is named and no value told (PI-22)."""

import random
import re
from typing import Any

import hwpforge
import pytest

from haechi.documents import sheet_hwpx, sheet_pdf
from haechi.documents.filling import GOES_ON, fill
from haechi.documents.forms import FORMS
from haechi.documents.sheet import clean, ems, wrapped
from haechi.documents.tests.drawing import squeezed, words
from haechi.documents.tests.test_forms import hangul
from haechi.documents.values import Fault, FormRefused, Problem

LONG = 200_000


def sample(number: int, **changes: object) -> dict[str, Any]:
    return {**FORMS[number].sample, **changes}


def told(length: int) -> str:
    """Words of which each is another, so that a lost one is missed."""
    chosen = random.Random(22)  # noqa: S311  (no secret)
    made: list[str] = []
    size = 0
    while size < length:
        made.append(f"가{len(made)}나" + ("\n" if chosen.random() < 0.02 else " "))
        size += len(made[-1])
    return "".join(made)[:length]


def test_200000_characters_flow_to_a_continuation_sheet_and_none_is_lost() -> None:
    content = told(LONG)
    sheet = fill(FORMS[1], sample(1, **{"공익신고 내용": content}))
    want = squeezed(content)
    hwpx = sheet_hwpx.write(sheet)
    assert hwpforge.Document.from_bytes(hwpx).validate()["ok"]
    for text in (words(sheet_pdf.write(sheet)), hangul(hwpx)):
        whole = re.sub(r"-\d+-", "", squeezed(text))  # numbers of pages
        first, _goes_on, rest = whole.partition(squeezed(GOES_ON))
        assert rest.startswith("증거자료")
        rest = rest.partition("공익신고내용(계속)")[2]
        assert first[first.rindex("가0나") :] + rest == want


def test_a_cell_of_several_fields_goes_on_too() -> None:
    sheet = fill(FORMS[10], sample(10, 추천사유="다" * 3000))
    pdf = squeezed(words(sheet_pdf.write(sheet)))
    assert "추천사유(계속)" in pdf
    assert pdf.count("다") >= 3000
    assert squeezed(GOES_ON) in pdf


def test_one_word_of_any_length_breaks_and_goes_on() -> None:
    sheet = fill(FORMS[9], sample(9, **{"이의신청 이유": "가" * 5000}))
    assert words(sheet_pdf.write(sheet)).count("가") >= 5000
    assert hangul(sheet_hwpx.write(sheet)).count("가") >= 5000


def test_30_joint_reporters_are_all_listed() -> None:
    appointers = [
        {
            "연번": at,
            "성명": f"남궁{chr(0xAC00 + 31 * at)}",
            "주민등록번호": "",
            "주소": f"한빛시 나래로 {at}",
            "연락처": "",
        }
        for at in range(2, 31)
    ]
    sheet = fill(FORMS[5], sample(5, 선정자=appointers, **{"선정자 수": 29}))
    pdf = words(sheet_pdf.write(sheet))
    for text in (pdf, hangul(sheet_hwpx.write(sheet))):
        assert all(str(one["성명"]) in text for one in appointers)
        assert "선정자 명단 (계속)" in text
    assert "별지" in pdf
    assert "등 29 명" in " ".join(pdf.split())


def test_rare_hangul_hanja_and_old_letters_print() -> None:
    name = "뷁쀍 廉想涉 𠮷 나랏말ᄊᆞ미"
    sheet = fill(FORMS[3], sample(3, 신고자=name))
    text = words(sheet_pdf.write(sheet))
    assert "□" not in text
    for character in "뷁쀍廉想涉𠮷":
        assert character in text
    assert "廉想涉" in hangul(sheet_hwpx.write(sheet))


def test_what_no_font_draws_leaves_a_mark_and_composed_letters_join() -> None:
    sheet = fill(FORMS[3], sample(3, 신고자="홍\U0001f600길동", 신고제목="한글\x00\u200b끝"))
    text = words(sheet_pdf.write(sheet))
    assert "홍□길동" in text
    assert "한글끝" in text
    assert "홍\U0001f600길동" in hangul(sheet_hwpx.write(sheet))


def test_nothing_in_the_data_is_markup() -> None:
    strange = "**굵게** {접수번호} [[빈]] #pagebreak() <hp:t> & $x$ \\ {@보호}"
    sheet = fill(FORMS[9], sample(9, 신고제목=strange, **{"이의신청 이유": strange}))
    assert squeezed(words(sheet_pdf.write(sheet))).count(squeezed(strange)) == 2
    assert squeezed(hangul(sheet_hwpx.write(sheet))).count(squeezed(strange)) == 2


def test_every_fault_is_named_and_no_value_is_told() -> None:
    data = sample(4, 없는항목="비밀", **{"조사과정 동의": "아마 비밀", "접수일자": "비밀"})
    del data["신고제목"]
    data["신고자"] = {**data["신고자"], "성명": ["비밀"], "별명": "비밀"}
    with pytest.raises(FormRefused) as refused:
        fill(FORMS[4], data)
    found = {(each.field, each.fault) for each in refused.value.problems}
    assert found == {
        ("없는항목", Fault.UNKNOWN),
        ("신고자.별명", Fault.UNKNOWN),
        ("신고자.성명", Fault.WRONG),
        ("신고제목", Fault.MISSING),
        ("조사과정 동의", Fault.WRONG),
        ("접수일자", Fault.WRONG),
    }
    assert "비밀" not in str(refused.value)
    assert "날짜" in str(next(p for p in refused.value.problems if p.field == "접수일자"))


@pytest.mark.parametrize(
    "wrong", [{"선정자 수": -1}, {"선정자 수": True}, {"선정자": {"성명": "x"}}]
)
def test_counts_and_lists_are_checked(wrong: dict[str, object]) -> None:
    with pytest.raises(FormRefused) as refused:
        fill(FORMS[5], sample(5, **wrong))
    (problem,) = refused.value.problems
    assert isinstance(problem, Problem)
    assert problem.fault is Fault.WRONG


def test_consent_marks_stand_at_the_answer() -> None:
    def marks(first: bool | None, second: bool | None) -> str:
        data = sample(4, **{"조사과정 동의": first, "수사과정 동의": second})
        return squeezed(words(sheet_pdf.write(fill(FORMS[4], data))))

    assert marks(True, False).count("[√]동의[]부동의") == 1
    assert marks(True, False).count("[]동의[√]부동의") == 1
    assert marks(None, None).count("[]동의[]부동의") == 2


def test_read_back_is_signed_by_both_only_where_it_was() -> None:
    def said(yes: bool) -> str:
        return words(sheet_pdf.write(fill(FORMS[1], sample(1, 연명=yes))))

    assert "읽어 주었습니다" in said(True)
    assert "읽어 주었습니다" not in said(False)


def test_retention_without_end_has_no_empty_day() -> None:
    kept = fill(FORMS[6], sample(6, 보존기간="영구", 보존기한=None))
    text = words(sheet_pdf.write(kept))
    assert "영구" in text
    assert "까지" not in text


def test_lines_are_never_longer_than_their_room() -> None:
    text = told(3000) + "나" * 300
    lines = list(wrapped(text, 30.0))
    assert "".join(lines) == text.replace("\n", "")
    assert all(ems(line.rstrip()) <= 30.0 for line in lines)
    assert clean("각") == "각"
