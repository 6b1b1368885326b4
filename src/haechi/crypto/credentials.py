"""Report key (리포트키) and password (비밀번호): drawing, reading what was typed, deriving.

One Argon2id evaluation gives both the locator by which a report is found and the reporter's key
pair. There is no index by report key alone: a thief of the database *and* the peppers must pay one
evaluation per guess of key and password together (43 bits), not 10,000 per known key. An unknown key
and a wrong password take the same path and time by construction (HL-4; docs/adr/002).
"""

import hmac
import itertools
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from hashlib import blake2b, sha256

from mnemonic import Mnemonic

from haechi.crypto.kdf import REPORTER_COST, SALT_BYTES, derive
from haechi.crypto.sealedbox import key_pair_from_seed
from haechi.crypto.types import KeyPair, Locator, ReportKey, Stretched

KEY_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 signs: no 0/O, no 1/I/L
KEY_LENGTH = 6
PIN_LENGTH = 4
PHRASE_WORDS = 4
PHRASE_MIN_LENGTH = 8
PHRASE_MAX_LENGTH = 200
KEY_BUCKETS = 1 << 20
_STRETCH_SALT = b"haechi stretch 2"

_PIN = re.compile(r"[0-9]{4}")
_WORDLISTS = {"ko": Mnemonic("korean").wordlist, "en": Mnemonic("english").wordlist}
_KNOWN_WORDS = {
    unicodedata.normalize("NFKC", word) for words in _WORDLISTS.values() for word in words
}


class MalformedKey(ValueError):
    """Not six characters of the alphabet."""


class WeakPassword(ValueError):
    """Neither four digits that are not among the first guesses, nor a phrase of 8 to 200 characters.

    Four words of our own lists are for drawing: chosen by a person they are among the first guesses.
    """


@dataclass(frozen=True)
class Credential:
    """What a report key and password amount to: where the report is, and the key that opens it."""

    locator: Locator
    pair: KeyPair = field(repr=False)


def draw_report_key(stream: bytes | None = None) -> ReportKey:
    """Six characters, uniform. `stream` (≥ 16 bytes of keyed hash) makes the drawing repeatable."""
    value = int.from_bytes(stream or secrets.token_bytes(16))
    signs = []
    for _ in range(KEY_LENGTH):
        value, index = divmod(value, len(KEY_ALPHABET))
        signs.append(KEY_ALPHABET[index])
    return ReportKey("".join(signs))


def draw_pin(stream: bytes | None = None) -> str:
    """Four digits, uniform over those a guesser would not try first."""
    value = int.from_bytes(stream or secrets.token_bytes(16))
    pin = f"{value % 10_000:04d}"
    while is_first_guess(pin):
        value = int.from_bytes(sha256(value.to_bytes(32)).digest()[:16])
        pin = f"{value % 10_000:04d}"
    return pin


def draw_phrase(language: str, stream: bytes | None = None) -> str:
    """Four words of the BIP-39 list of the language: 44 bits."""
    words = _WORDLISTS.get(language, _WORDLISTS["ko"])
    value = int.from_bytes(stream or secrets.token_bytes(16))
    chosen = [words[(value >> (11 * index)) % len(words)] for index in range(PHRASE_WORDS)]
    return unicodedata.normalize("NFKC", " ".join(chosen))


def read_report_key(typed: str) -> ReportKey:
    """Understand what a person typed: small letters, full-width signs, spaces and hyphens.

    Raises:
        MalformedKey: it cannot be a report key.
    """
    folded = re.sub(r"[\s\-–—·_]", "", _visible(unicodedata.normalize("NFKC", typed))).upper()
    if len(folded) != KEY_LENGTH or any(sign not in KEY_ALPHABET for sign in folded):
        raise MalformedKey
    return ReportKey(folded)


def read_password(typed: str) -> str:
    """Fold what was typed so that the same password always reads the same, also when read twice.

    Unicode's toNFKC_Casefold (Unicode Standard 3.13, R5), spaces made one. Marks that nobody sees go:
    a password copied out of a messenger may bring them along.
    """
    folded = unicodedata.normalize("NFKD", _visible(typed)).casefold()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    return re.sub(r"\s+", " ", _visible(folded)).strip()


def _visible(text: str) -> str:
    """Without format characters (zero-width marks) and lone surrogates, which no encoding takes."""
    return "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cs"})


def accept_new_password(typed: str) -> str:
    """The folded password, if strong enough to be chosen.

    Raises:
        WeakPassword: see the class.
    """
    folded = read_password(typed)
    if is_pin(folded):
        if is_first_guess(folded):
            raise WeakPassword
        return folded
    if not PHRASE_MIN_LENGTH <= len(folded) <= PHRASE_MAX_LENGTH or len(set(folded)) < 4:
        raise WeakPassword
    if is_drawn_phrase(folded):
        raise WeakPassword  # guesses that look drawn are not counted, so none may be chosen by a person
    return folded


def is_pin(password: str) -> bool:
    return _PIN.fullmatch(password) is not None


def is_drawn_phrase(password: str) -> bool:
    """True for what `draw_phrase` can draw: 44 bits, out of reach of online guessing."""
    words = password.split(" ")
    return len(words) == PHRASE_WORDS and all(word in _KNOWN_WORDS for word in words)


def is_first_guess(pin: str) -> bool:
    """The four-digit choices that people make most, and so guessers try first.

    Repeats and pairs, runs, years, dates (MMDD and DDMM) and keypad columns: Bonneau, Preibusch,
    Anderson, "A birthday present every eleven wallets?", FC 2012.
    """
    digits = [int(sign) for sign in pin]
    steps = {(after - before) % 10 for before, after in itertools.pairwise(digits)}
    first, second = int(pin[:2]), int(pin[2:])
    is_date = (1 <= first <= 12 and 1 <= second <= 31) or (1 <= first <= 31 and 1 <= second <= 12)
    return (
        len(set(pin)) <= 2
        or (len(steps) == 1 and steps <= {1, 9})
        or pin[:2] in {"19", "20"}
        or is_date
        or pin
        in {"2580", "0852", "1470", "0741", "3690", "0963", "1379", "1397", "1004", "8282", "7942"}
    )


def stretch(key: ReportKey, password: str) -> Stretched:
    """The one Argon2id evaluation, the same whatever institution the report is of (docs/adr/015).

    Its salt is a constant: a secret one would have to travel with an institution that leaves.
    """
    material = key.encode() + b"\0" + password.encode()
    return Stretched(derive(material, _STRETCH_SALT, cost=REPORTER_COST, length=64))


def locator_of(stretched: Stretched, *, pepper: bytes) -> Locator:
    """Where a report under this institution's pepper lies. Cheap: one hash an institution."""
    return Locator(
        blake2b(
            _peppered(stretched, pepper)[:32], person=b"haechi locator", digest_size=16
        ).digest()
    )


def credential_of(stretched: Stretched, *, pepper: bytes) -> Credential:
    pair = key_pair_from_seed(_peppered(stretched, pepper)[32:])
    return Credential(locator_of(stretched, pepper=pepper), pair)


def _peppered(stretched: Stretched, pepper: bytes) -> bytes:
    return blake2b(stretched, key=pepper, person=b"haechi report", digest_size=64).digest()


def derive_credential(key: ReportKey, password: str, *, pepper: bytes) -> Credential:
    """Where a report is and what opens it, under its institution's pepper."""
    return credential_of(stretch(key, password), pepper=pepper)


def pepper_for(root: bytes, institution: int) -> bytes:
    """The pepper of one institution: it tells nothing of the root, nor of another institution's."""
    where = b"institution %d" % institution
    return blake2b(where, key=root, person=b"haechi pepper", digest_size=32).digest()


def derive_first_credential(key: ReportKey, password: str, *, pepper: bytes) -> Credential:
    """As release 0.1 derived it: Argon2id over HMAC-SHA-256(pepper, key ‖ 0 ‖ password), one pepper for all."""
    material = hmac.digest(pepper, key.encode() + b"\0" + password.encode(), sha256)
    salt = blake2b(b"reporter credential", key=pepper, digest_size=SALT_BYTES).digest()
    out = derive(material, salt, cost=REPORTER_COST, length=64)
    locator = blake2b(out[:32], person=b"haechi locator", digest_size=16).digest()
    return Credential(Locator(locator), key_pair_from_seed(out[32:]))


def key_bucket(key: ReportKey, *, pepper: bytes) -> int:
    """The throttle's bucket for a typed key: 20 bits of a keyed hash.

    Wide enough that two reporters rarely share one, narrow enough that the table of buckets does not
    tell which keys were typed, even to a holder of the pepper.
    """
    digest = hmac.digest(pepper, key.encode(), sha256)
    return int.from_bytes(digest[:4]) % KEY_BUCKETS
