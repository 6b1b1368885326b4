"""Report key and password: drawn without bias, read as people type, derived in one evaluation (HL-4)."""

import hmac
import unicodedata
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haechi.crypto.credentials import (
    KEY_ALPHABET,
    KEY_BUCKETS,
    MalformedKey,
    WeakPassword,
    accept_new_password,
    derive_credential,
    draw_phrase,
    draw_pin,
    draw_report_key,
    is_drawn_phrase,
    is_first_guess,
    is_pin,
    key_bucket,
    read_password,
    read_report_key,
)

PEPPER = b"p" * 32
KEYS = st.text(alphabet=KEY_ALPHABET, min_size=6, max_size=6)
FULL_WIDTH = {sign: sign + 0xFEE0 for sign in range(ord("!"), ord("~") + 1)}


def stream(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


# Drawing


def test_the_alphabet_has_thirty_one_signs_and_no_look_alikes():
    assert len(set(KEY_ALPHABET)) == len(KEY_ALPHABET) == 31
    assert not set(KEY_ALPHABET) & set("01OIL")


def test_every_sign_is_drawn_equally_often_at_every_place():
    keys = [draw_report_key(stream(number)) for number in range(6200)]
    for place in range(6):
        counts = Counter(key[place] for key in keys)
        assert set(counts) == set(KEY_ALPHABET)
        assert max(counts.values()) < 2 * min(counts.values())


def test_the_same_stream_draws_the_same_key_pin_and_phrase():
    assert draw_report_key(stream(1)) == draw_report_key(stream(1)) != draw_report_key(stream(2))
    assert draw_pin(stream(1)) == draw_pin(stream(1))
    assert draw_phrase("ko", stream(1)) == draw_phrase("ko", stream(1))


def test_without_a_stream_no_two_drawings_are_alike():
    assert len({draw_report_key() for _ in range(200)}) == 200
    assert len({draw_pin() for _ in range(50)}) > 40


def test_a_drawn_pin_is_never_among_the_first_guesses():
    pins = [draw_pin(stream(number)) for number in range(3000)]
    assert all(is_pin(pin) and not is_first_guess(pin) for pin in pins)
    assert len(set(pins)) > 2000


@pytest.mark.parametrize("language", ["ko", "en", "xx"])
def test_a_drawn_phrase_reads_as_itself_and_is_known_as_drawn(language):
    for number in range(200):
        phrase = draw_phrase(language, stream(number))
        assert read_password(phrase) == phrase
        assert is_drawn_phrase(phrase)
        assert len(phrase.split(" ")) == 4


def test_a_drawn_phrase_comes_from_eleven_bits_a_word():
    words = {word for number in range(4000) for word in draw_phrase("ko", stream(number)).split()}
    assert len(words) > 2000


# Reading


@given(KEYS)
def test_a_key_is_read_as_people_type_it(key):
    for typed in (
        key,
        key.lower(),
        f" {key[:3]}-{key[3:]} ",
        f"{key[:2]} {key[2:4]}\t{key[4:]}\n",
        f"{key[:3]}–{key[3:]}",
        key.translate(FULL_WIDTH),
        key.lower().translate(FULL_WIDTH),
        f"\ufeff{key[:1]}\u200b{key[1:]}",
    ):
        assert read_report_key(typed) == key


@given(st.text())
@example("ßßß")
@example("ﬀﬀﬀ")
@example("\ud800" * 6)
def test_reading_a_key_twice_changes_nothing(typed):
    try:
        key = read_report_key(typed)
    except MalformedKey:
        return
    assert read_report_key(key) == key
    assert set(key) <= set(KEY_ALPHABET)
    assert len(key) == 6


@pytest.mark.parametrize(
    "typed", ["", "ABCDE", "ABCDEFG", "ABCDE0", "ABCDE1", "ABCDEI", "가나다라마바"]
)
def test_what_cannot_be_a_key_is_malformed(typed):
    with pytest.raises(MalformedKey):
        read_report_key(typed)


@given(st.text(max_size=200))
@example("ΐ ᾳ ŉ")
@example("\u1e9e")
@example("a\u00a8")
@example("\u0345α")
@example("\ud800abc")
@example("ﷺ")
@example("가\u1100")
def test_reading_a_password_twice_changes_nothing(typed):
    once = read_password(typed)
    assert read_password(once) == once
    once.encode()


@given(st.text(max_size=60))
def test_a_password_reads_the_same_from_every_keyboard(typed):
    forms = {
        read_password(unicodedata.normalize(form, typed)) for form in ("NFC", "NFD", "NFKC", "NFKD")
    }
    assert forms == {read_password(typed)}


def test_full_width_digits_are_digits_and_other_scripts_are_not():
    assert read_password("４８２６") == "4826"
    assert is_pin(read_password(" ４８２６\u200b"))
    assert not is_pin(read_password("٤٨٢٦"))


def test_spaces_and_capitals_do_not_matter_in_a_phrase():
    assert read_password("  Orange   RIVER\u3000stone ") == "orange river stone"


# Choosing


@pytest.mark.parametrize(
    "pin",
    [
        "0000",
        "1111",
        "1212",
        "1122",
        "1234",
        "4321",
        "9012",
        "2580",
        "1004",
        "0825",
        "2508",
        "1987",
        "2026",
    ],
)
def test_the_first_guesses_of_a_thief_are_refused(pin):
    assert is_first_guess(pin)
    with pytest.raises(WeakPassword):
        accept_new_password(pin)


def test_most_four_digit_choices_are_accepted():
    accepted = [number for number in range(10_000) if not is_first_guess(f"{number:04d}")]
    assert 8000 < len(accepted) < 9000
    assert accept_new_password("４８３７") == "4837"


@pytest.mark.parametrize(
    "typed", ["", "483", "48371", "짧은 말", "aaaaaaaaaaaa", "ababababab", "가" * 201]
)
def test_what_is_neither_four_digits_nor_a_phrase_is_too_weak(typed):
    with pytest.raises(WeakPassword):
        accept_new_password(typed)


def test_a_phrase_of_our_own_words_cannot_be_chosen_because_its_guesses_are_not_counted():
    drawn = draw_phrase("ko", stream(7))
    for typed in (drawn, "love love above apple", drawn.replace(" ", "  ")):
        with pytest.raises(WeakPassword):
            accept_new_password(typed)
    assert accept_new_password(f"{drawn} 그리고") == f"{drawn} 그리고"
    assert not is_drawn_phrase(f"{drawn} 그리고")
    assert not is_drawn_phrase(" ".join([drawn, drawn]))


@given(st.text(max_size=200))
def test_an_accepted_password_is_accepted_again_as_it_is(typed):
    try:
        folded = accept_new_password(typed)
    except WeakPassword:
        return
    assert accept_new_password(folded) == folded == read_password(folded)


# Deriving


def test_key_password_and_pepper_each_change_locator_and_pair():
    base = derive_credential("ABCDEF", "4837", pepper=PEPPER)
    assert base == derive_credential("ABCDEF", "4837", pepper=PEPPER)
    others = [
        derive_credential("ABCDEG", "4837", pepper=PEPPER),
        derive_credential("ABCDEF", "4838", pepper=PEPPER),
        derive_credential("ABCDEF", "4837", pepper=b"q" * 32),
    ]
    for other in others:
        assert other.locator != base.locator
        assert other.pair != base.pair


def test_a_credential_never_shows_its_pair():
    credential = derive_credential("ABCDEF", "4837", pepper=PEPPER)
    assert "KeyPair" not in repr(credential)


def test_the_locator_does_not_give_the_key_pair_away():
    credential = derive_credential("ABCDEF", "4837", pepper=PEPPER)
    assert len(credential.locator) == 16
    assert credential.locator not in credential.pair.private + credential.pair.public


@given(KEYS)
def test_a_bucket_is_twenty_bits_of_a_keyed_hash(key):
    bucket = key_bucket(key, pepper=PEPPER)
    assert 0 <= bucket < KEY_BUCKETS == 1 << 20
    digest = hmac.digest(PEPPER, key.encode(), sha256)
    assert bucket == int.from_bytes(digest[:4]) % KEY_BUCKETS


def test_a_bucket_moves_with_the_pepper():
    keys = [draw_report_key(stream(number)) for number in range(50)]
    assert [key_bucket(k, pepper=PEPPER) for k in keys] != [
        key_bucket(k, pepper=b"q") for k in keys
    ]
