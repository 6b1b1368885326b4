"""Numbers and texts that cross the SMS port (HL-6)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haechi.notifications.channels.port import (
    PhoneInvalid,
    PhoneNumber,
    SmsKind,
    TextNotEncodable,
    TextTooLong,
    cp949_length,
    fit,
    is_mobile,
    mask_phone,
    parse_phone,
    replace_unencodable,
    unencodable,
)

NATIONAL = st.one_of(
    st.from_regex(r"010[0-9]{8}", fullmatch=True),
    st.from_regex(r"01[16789][0-9]{7}", fullmatch=True),
    st.from_regex(r"02[0-9]{7,8}", fullmatch=True),
    st.from_regex(r"0(31|42|53|64)[0-9]{7,8}", fullmatch=True),
    st.from_regex(r"070[0-9]{8}", fullmatch=True),
    st.from_regex(r"1[568][0-9]{6}", fullmatch=True),
)
FULL_WIDTH = str.maketrans("0123456789+-()", "０１２３４５６７８９＋－（）")
EXTERNAL = ("+82", "82", "0082", "+82 ", "+82-", "(+82) ")


@pytest.mark.parametrize(
    "typed",
    [
        "010-1234-5678",
        "010 1234 5678",
        "01012345678",
        "+82 10-1234-5678",
        "+82 (0)10 1234 5678",
        "82-10-1234-5678",
        "0082 10 1234 5678",
        "０１０－１２３４－５６７８",
        "010.1234.5678",
        "\u202d010–1234–5678\u202c",
        "010\u00a01234\u30005678",
    ],
)
def test_every_common_way_to_type_a_mobile_number_is_one_number(typed: str) -> None:
    assert parse_phone(typed) == "01012345678"


@pytest.mark.parametrize(
    ("typed", "national"),
    [("02) 123-4567", "021234567"), ("+82 2 1234 5678", "0212345678"), ("1588-1234", "15881234")],
)
def test_land_lines_and_service_numbers_are_numbers_too(typed: str, national: str) -> None:
    assert parse_phone(typed) == national
    assert not is_mobile(parse_phone(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "112",
        "010-1234-567",
        "010-1234-56789",
        "+1 212 555 0100",
        "010-1234-567a",
        "0101234567٨",
        "010-1234-5678;01099998888",
        "010-1234-5678\n01099998888",
        "+82",
        "000-0000-0000",
    ],
)
def test_what_is_no_korean_number_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(PhoneInvalid) as refused:
        parse_phone(typed)
    assert str(refused.value) == "not a Korean phone number"


@given(NATIONAL, st.sampled_from(EXTERNAL), st.booleans(), st.data())
def test_prefix_width_and_separators_never_change_the_number(
    national: str, prefix: str, wide: bool, data: st.DataObject
) -> None:
    typed = prefix + (national[1:] if national.startswith("0") else national)
    cuts = data.draw(st.lists(st.integers(len(prefix), len(typed)), max_size=4))
    for cut in sorted(cuts, reverse=True):
        typed = typed[:cut] + data.draw(st.sampled_from(["-", " ", ".", ") "])) + typed[cut:]
    assert parse_phone(typed.translate(FULL_WIDTH) if wide else typed) == national
    assert parse_phone(national) == national


@given(st.text())
def test_any_input_gives_digits_or_a_refusal(typed: str) -> None:
    try:
        number = parse_phone(typed)
    except PhoneInvalid:
        return
    assert number.isascii()
    assert number.isdigit()
    assert 8 <= len(number) <= 12


def test_masking_hides_the_middle_and_keeps_the_length() -> None:
    assert mask_phone(PhoneNumber("01012345678")) == "010-****-5678"
    assert mask_phone(PhoneNumber("021234567")) == "02-***-4567"


def test_an_arrival_notice_is_counted_as_the_carriers_count() -> None:
    notice = "[한빛구청 청렴신고] 새 신고 1건이 접수되었습니다. 로그인하여 확인"
    hangul, others = 27, 11
    assert cp949_length(notice) == 2 * hangul + others == 65
    assert fit(notice).kind is SmsKind.SMS


@given(st.text(alphabet=st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)))
def test_every_hangul_syllable_takes_two_bytes(text: str) -> None:
    assert cp949_length(text) == 2 * len(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_every_ascii_character_takes_one_byte(text: str) -> None:
    assert cp949_length(text) == len(text)


@given(st.text(), st.text())
def test_length_adds_up_and_outside_characters_are_named(first: str, second: str) -> None:
    outside = unencodable(first + second)
    if outside:
        with pytest.raises(TextNotEncodable) as refused:
            cp949_length(first + second)
        assert refused.value.characters == outside
        assert f"U+{ord(outside[0]):04X}" in str(refused.value)
    else:
        assert cp949_length(first + second) == cp949_length(first) + cp949_length(second)


@given(st.text(alphabet=st.characters()))
def test_replacement_always_encodes_and_is_stable(text: str) -> None:
    replaced = replace_unencodable(text)
    assert unencodable(replaced) == ()
    assert replace_unencodable(replaced) == replaced


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("한빛구청", "한빛구청"),  # decomposed, as a Mac sends it
        ("신고\r\n1건", "신고\n1건"),
        ("신고 — 1건…", "신고 - 1건…"),
        ("\u200b신고\x07 1건\ud800", "신고 1건?"),
        ("café 🙂", "cafe ?"),
        ("뷁똠", "뷁똠"),  # in CP949, not in EUC-KR proper
    ],
)
def test_a_text_is_made_sendable_without_losing_its_meaning(typed: str, sent: str) -> None:
    assert replace_unencodable(typed) == sent


@given(st.integers(0, 2100))
def test_ninety_bytes_are_an_sms_and_two_thousand_the_end(size: int) -> None:
    text = "가" * (size // 2) + "a" * (size % 2)
    if size == 0:
        with pytest.raises(ValueError, match="empty"):
            fit(text)
    elif size > 2000:
        with pytest.raises(TextTooLong):
            fit(text)
    else:
        fitted = fit(text)
        assert (fitted.size, fitted.content) == (size, text)
        assert fitted.kind is (SmsKind.SMS if size <= 90 else SmsKind.LMS)
        assert len(fitted.subject.encode("cp949")) == (0 if size <= 90 else 40)


def test_a_subject_is_cut_between_characters() -> None:
    assert fit("a" + "가" * 100).subject == "a" + "가" * 19
