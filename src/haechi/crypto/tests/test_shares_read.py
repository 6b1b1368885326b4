"""Typed shares, checked by themselves: where they are wrong is told, and nothing else (ALL-1)."""

import secrets

import pytest
from shamir_mnemonic.wordlist import WORDLIST

from haechi.crypto.errors import Misread
from haechi.crypto.shares import join_key, read_share, split_key
from haechi.crypto.types import PrivateKey


@pytest.fixture
def shares() -> list[str]:
    return split_key(PrivateKey(secrets.token_bytes(32)))


def misread(typed: str) -> Misread:
    with pytest.raises(Misread) as caught:
        read_share(typed)
    return caught.value


def test_numbers_marks_and_capitals_around_the_words_do_not_matter(shares: list[str]) -> None:
    printed = "\n".join(
        f"{at}. {word.upper()}" for at, word in enumerate(shares[0].split(), start=1)
    )
    read = read_share(printed)
    assert read.words == shares[0]
    assert join_key([read.words, shares[1]])


def test_shares_of_one_split_have_one_number_and_different_places(shares: list[str]) -> None:
    read = [read_share(share) for share in shares]
    assert len({each.set_number for each in read}) == 1
    assert {each.index for each in read} == {0, 1, 2}


@pytest.mark.parametrize("place", [1, 2, 17, 33])
def test_one_wrong_word_is_placed(shares: list[str], place: int) -> None:
    words = shares[1].split()
    words[place - 1] = WORDLIST[(WORDLIST.index(words[place - 1]) + 371) % 1024]
    assert misread(" ".join(words)).place == place


def test_two_wrong_words_are_found_and_no_place_is_made_up(shares: list[str]) -> None:
    words = shares[1].split()
    words[9], words[20] = [word for word in WORDLIST if word not in words][3:5]
    assert misread(" ".join(words)).place is None


def test_words_that_no_share_has_and_missing_ones_are_counted(shares: list[str]) -> None:
    words = shares[2].split()
    words[4], words[11] = "haechi", "xylophone"
    assert misread(" ".join(words)).unknown == (5, 12)
    assert misread(" ".join(shares[2].split()[:-2])).count == 31
    assert misread("").count == 0


def test_the_error_holds_no_word(shares: list[str]) -> None:
    words = shares[2].split()
    words[4] = "haechi"
    wrong = misread(" ".join(words))
    assert not any(
        word in repr(wrong.__dict__) + str(wrong) for word in (*shares[2].split(), "haechi")
    )
