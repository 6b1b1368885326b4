"""P-04: a stolen database with all blobs opens nothing without `secrets/` and an officer's password.

The thief has every row and every blob, and tries every value of the database as a key to every other.
"""

import hmac
import itertools
import re
from hashlib import blake2b, sha256

import pytest
from tests.promises.world import World

from haechi.crypto import credentials, kdf
from haechi.crypto.aead import open_sealed, open_text, place
from haechi.crypto.credentials import derive_credential, pepper_for
from haechi.crypto.errors import CannotOpen
from haechi.crypto.kdf import OFFICER_COST, KdfCost
from haechi.crypto.sealedbox import key_pair_from_seed, key_pair_of, open_with
from haechi.crypto.secrets_store import load_reporter_secrets
from haechi.reports.sealing import data_key_of

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def values(world: World) -> list[bytes]:
    """Every value of the database that could be a key or something sealed, each once."""
    found: set[bytes] = set()
    for (table,) in world.rows("SELECT name FROM sqlite_master WHERE type='table'"):
        if table.startswith("sqlite_"):
            continue
        for row in world.rows(f'SELECT * FROM "{table}"'):  # noqa: S608
            for value in row:
                if isinstance(value, bytes):
                    found.add(value)
                elif isinstance(value, str) and len(value) >= 32:
                    found.add(value.encode())
    return sorted(found)


def as_keys(values: list[bytes]) -> list[bytes]:
    """32 bytes as they are, and every longer text hashed down to 32."""
    keys = {value for value in values if len(value) == 32}
    keys |= {sha256(value).digest() for value in values if 16 <= len(value) <= 64}
    keys |= {blake2b(value, digest_size=32).digest() for value in values if 16 <= len(value) <= 64}
    return sorted(keys)


def opens(key: bytes, sealed: bytes, where: bytes) -> bool:
    try:
        open_sealed(key, sealed, where)
    except CannotOpen:
        return False
    return True


def test_no_value_of_the_database_opens_a_report_a_message_or_a_result(world: World, values):
    keys = as_keys(values)
    assert len(keys) > 100
    (identifier, content, result), *_ = world.rows(
        "SELECT id, content, result FROM reports_report WHERE length(result) > 0 ORDER BY number DESC"
    )
    (uid, side, body), *_ = world.rows(
        "SELECT uid, side, body FROM conversations_message ORDER BY id DESC"
    )
    report = dashed(identifier)
    targets = [
        (content, place("report", report, "content")),
        (result, place("report", report, "result")),
        (body, place("report", report, f"message {dashed(uid)} {side}")),
    ]
    opened = [
        key
        for key, (sealed, where) in itertools.product(keys, targets)
        if opens(key, sealed, where)
    ]
    assert opened == []


def test_with_pepper_key_and_password_the_same_rows_do_open(world: World):
    """The control: what the thief tries above is the right lock, without the key."""
    credential = derive_credential(world.paper.key, world.paper.password, pepper=peppers(world)[0])
    ((identifier, content, seal, erasure),) = world.rows(
        "SELECT r.id, content, reporter_seal, e.key FROM reports_report r"
        " JOIN reports_erasurekey e ON e.report_id = r.id WHERE locator = ?",
        credential.locator,
    )
    key = data_key_of(open_with(credential.pair, seal), erasure)
    where = place("report", dashed(identifier), "content")
    assert world.planted.text in open_text(key, content, where)


def test_no_value_of_the_database_opens_a_sealed_box(world: World, values):
    """Seals of reports, seats, recovery seals, officers' contacts: against every value as private key."""
    sealed = [row[0] for row in world.rows("SELECT sealed_key FROM reports_reportseal LIMIT 3")]
    sealed += [row[0] for row in world.rows("SELECT reporter_seal FROM reports_report LIMIT 3")]
    sealed += [row[0] for row in world.rows("SELECT sealed_private FROM custody_deskseat LIMIT 3")]
    sealed += [row[0] for row in world.rows("SELECT contact FROM staff_account LIMIT 3")]
    opened = []
    for key in as_keys(values):
        for pair in (key_pair_of(key), key_pair_from_seed(key)):
            for box in sealed:
                try:
                    opened.append(open_with(pair, box))
                except CannotOpen:
                    continue
    assert opened == []


def test_key_and_password_of_a_report_find_nothing_without_the_pepper(world: World):
    """The thief even has the reporter's paper: another pepper, another place."""
    locators = {row[0] for row in world.rows("SELECT locator FROM reports_report")}
    paper = world.paper
    for pepper in (b"", b"\0" * 32, b"guess" * 7):
        assert derive_credential(paper.key, paper.password, pepper=pepper).locator not in locators
    root = load_reporter_secrets(world.data / "secrets").pepper_proof
    assert derive_credential(paper.key, paper.password, pepper=root).locator not in locators
    found = [derive_credential(paper.key, paper.password, pepper=p).locator for p in peppers(world)]
    assert len(locators & set(found)) == 1


def test_with_the_peppers_one_guess_costs_one_argon2id_and_nothing_cheaper_tells(
    world: World, values, monkeypatch
):
    """Fast hashes of the true key and password, under every secret, occur nowhere in the database."""
    secrets = load_reporter_secrets(world.data / "secrets")
    key, password = world.paper.key.encode(), world.paper.password.encode()
    messages = [key, password, key + password, key + b"\0" + password, b"guess\0" + key]
    digests = set()
    for message, secret in itertools.product(
        messages, (b"", secrets.pepper_bucket, secrets.pepper_proof, secrets.zone_key)
    ):
        digests.add(hmac.digest(secret, message, sha256))
        digests.add(sha256(secret + message).digest())
        digests.add(blake2b(message, key=secret, digest_size=32).digest())
        digests.add(blake2b(message, key=secret, digest_size=16).digest())
    stored = b"\0".join(values)
    for digest in digests:
        for form in (digest[:8], digest.hex()[:16].encode()):
            assert form not in stored
    calls = []
    real = kdf.derive
    monkeypatch.setattr(credentials, "derive", lambda *a, **kw: calls.append(kw) or real(*a, **kw))
    derive_credential(world.paper.key, world.paper.password, pepper=peppers(world)[0])
    assert [call["cost"] for call in calls] == [kdf.REPORTER_COST]
    assert kdf.REPORTER_COST.memory >= 19 * 2**20
    assert kdf.REPORTER_COST.passes >= 2


def test_an_officers_password_is_tried_at_no_less_than_64_mebibytes_anywhere(world: World):
    """Two verifiers exist, Django's hash and the wrapped key: neither is a cheaper oracle."""
    for salt, passes, memory in world.rows("SELECT salt, passes, memory FROM staff_officersecret"):
        assert KdfCost(passes, memory) == OFFICER_COST
        assert len(salt) == 16
    for (encoded,) in world.rows("SELECT password FROM staff_account"):
        found = re.fullmatch(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$.*", encoded)
        assert found, "not Argon2id"
        memory, passes = int(found[1]) * 1024, int(found[2])
        assert memory * passes >= OFFICER_COST.memory * OFFICER_COST.passes


def test_an_officers_open_session_in_the_database_holds_no_usable_key(world: World, values):
    """The vault opens only with the cookie, which no file has."""
    browser, _ = world.officer("hankyeol")
    cookies = {cookie.name: cookie.value for cookie in browser._client.cookies.jar}
    unlock = next(value for name, value in cookies.items() if "unlock" in name)
    assert unlock
    assert world.holding(unlock) == []


def peppers(world: World) -> list[bytes]:
    """Of every institution; the planted report's comes first."""
    root = load_reporter_secrets(world.data / "secrets").pepper_proof
    numbers = world.rows(
        "SELECT i.id FROM institutions_institution i ORDER BY"
        " (SELECT count(*) FROM reports_report r WHERE r.institution_id = i.id) DESC"
    )
    return [pepper_for(root, number) for (number,) in numbers]


def dashed(identifier: str) -> str:
    digits = str(identifier).replace("-", "")
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
