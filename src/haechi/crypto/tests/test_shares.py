"""Recovery shares: any two of three give the key back, one gives nothing (design §4)."""

import itertools

import pytest

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import new_key_pair
from haechi.crypto.shares import join_key, split_key

PRIVATE = new_key_pair().private
SHARES = split_key(PRIVATE)


@pytest.mark.parametrize("chosen", list(itertools.permutations(range(3), 2)))
def test_any_two_of_three_in_any_order_give_the_key(chosen):
    assert join_key([SHARES[index] for index in chosen]) == PRIVATE


def test_all_three_give_the_key_as_well():
    assert join_key(SHARES) == PRIVATE


@pytest.mark.parametrize("share", SHARES)
def test_one_share_gives_nothing_not_even_twice(share):
    for shares in ([share], [share, share], [share, share.upper()]):
        with pytest.raises(CannotOpen):
            join_key(shares)


def test_no_share_at_all_gives_nothing():
    with pytest.raises(CannotOpen):
        join_key([])


def test_a_share_typed_with_capitals_and_line_breaks_is_understood():
    words = SHARES[0].split()
    typed = " \n".join([" ".join(words[:11]).title(), "\t".join(words[11:])])
    assert join_key([typed, SHARES[2]]) == PRIVATE


def test_a_mistyped_word_is_noticed_and_a_third_share_makes_up_for_it():
    words = SHARES[0].split()
    wrong = "academic" if words[20] != "academic" else "acid"
    typed = " ".join([*words[:20], wrong, *words[21:]])
    with pytest.raises(CannotOpen):
        join_key([typed, SHARES[1]])
    assert join_key([typed, SHARES[1], SHARES[2]]) == PRIVATE


@pytest.mark.parametrize("typed", ["", "한글", "academic", "zebra " * 33, "1 2 3"])
def test_what_is_no_share_is_refused_like_any_other(typed):
    with pytest.raises(CannotOpen):
        join_key([SHARES[0], typed])


def test_shares_of_two_keys_do_not_mix():
    other = split_key(new_key_pair().private)
    with pytest.raises(CannotOpen):
        join_key([SHARES[0], other[1]])


def test_a_share_is_thirty_three_words():
    assert {len(share.split()) for share in SHARES} == {33}
