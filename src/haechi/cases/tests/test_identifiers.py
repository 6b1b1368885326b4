"""Resident, foreigner and passport numbers: form, check digit, mask (PI-20)."""

import pytest

from haechi.cases.errors import BadIdentifier, DoubtfulIdentifier
from haechi.cases.identifiers import has_check_digit, mask, mask_name, read_number, written
from haechi.cases.types import NumberKind

RESIDENT, FOREIGNER, PASSPORT = NumberKind.RESIDENT, NumberKind.FOREIGNER, NumberKind.PASSPORT


def test_a_number_with_its_check_digit_is_kept_without_dashes():
    assert read_number(RESIDENT, " 850101-1234566 ") == "8501011234566"
    assert has_check_digit("8501011234566")


def test_a_wrong_check_digit_is_doubtful_and_right_when_seen_on_the_card():
    """Since October 2020 a number may be changed to one without a check digit."""
    with pytest.raises(DoubtfulIdentifier):
        read_number(RESIDENT, "850101-1234567")
    assert read_number(RESIDENT, "850101-1234567", seen_on_card=True) == "8501011234567"


@pytest.mark.parametrize(
    "typed", ["201006-3111111", "201006-3111112", "201006-4999999", "250228-3000000"]
)
def test_who_was_born_since_october_2020_has_a_number_without_a_check_digit(typed):
    assert read_number(RESIDENT, typed)


@pytest.mark.parametrize(
    "typed",
    [
        "850101-123456",  # one digit short
        "850231-1234567",  # no such day
        "851301-1234567",
        "991231-3000000",  # born in 2099
        "850101-5234567",  # a foreigner's seventh digit
        "abcdef-1234567",
        "٨٥0101-1234566",  # digits of another script
    ],
)
def test_what_can_be_no_resident_number_is_refused_even_when_seen(typed):
    with pytest.raises(BadIdentifier) as refused:
        read_number(RESIDENT, typed, seen_on_card=True)
    assert typed not in str(refused.value)


def test_foreigners_and_passports_have_their_own_form():
    total = "850101-5234561"
    digits = total.replace("-", "")
    right = next(f"{digits[:12]}{n}" for n in range(10) if has_check_digit(f"{digits[:12]}{n}"))
    assert read_number(FOREIGNER, right) == right
    with pytest.raises(BadIdentifier):
        read_number(FOREIGNER, "850101-1234566")
    assert read_number(PASSPORT, "m123a4567") == "M123A4567"
    assert read_number(PASSPORT, "M12345678") == "M12345678"
    with pytest.raises(BadIdentifier):
        read_number(PASSPORT, "M1")


def test_without_a_kind_there_is_no_number():
    assert read_number(NumberKind.NONE, "") == ""
    with pytest.raises(BadIdentifier):
        read_number(NumberKind.NONE, "8501011234566")


def test_the_mask_leaves_birth_date_and_seventh_digit():
    assert mask(RESIDENT, "8501011234566") == "850101-1******"
    assert written(RESIDENT, "8501011234566") == "850101-1234566"
    assert mask(PASSPORT, "M12345678") == "M1*******"
    assert mask(RESIDENT, "") == ""


@pytest.mark.parametrize(
    ("name", "shown"), [("김한결", "김○○"), ("남궁민수", "남○○○"), ("뷁", "뷁○○"), ("", "")]
)
def test_names_are_masked_to_their_first_sign(name, shown):
    assert mask_name(name) == shown
