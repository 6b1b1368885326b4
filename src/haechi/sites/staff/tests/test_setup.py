"""The first-run wizard: an empty installation to a first sign-in (journey 1)."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.totp import totp_code
from haechi.crypto.sealedbox import key_pair_of
from haechi.crypto.shares import join_key
from haechi.custody.models import DeskEpoch
from haechi.custody.selectors import intake_members
from haechi.institutions.models import Institution
from haechi.staff.models import Account
from haechi.staff.types import Role

pytestmark = pytest.mark.django_db

CODE = "7kq2-m4xp-9wzt"
PASSWORD = "강가의 돌다리 열두 개"


@pytest.fixture
def setup_code() -> Iterator[Path]:
    path = settings.SETUP_CODE_FILE
    path.write_text(f"{CODE}\n")
    yield path
    path.unlink(missing_ok=True)


def answers(**changes: str) -> dict[str, str]:
    return {
        "code": CODE, "slug": "hanbit", "name_ko": "한빛구청", "name_en": "Hanbit",
        "username": "hankyeol", "name": "김한결", "position": "감사담당관",
        "phone": "010-1111-2222", "email": "kim@example.kr", "new": PASSWORD, "again": PASSWORD,
        **changes,
    }  # fmt: skip


def words_of(page: str) -> list[str]:
    sections = page.split('<section class="share"')[1:]
    return [" ".join(re.findall(r"<li>([a-z]+)</li>", section)) for section in sections]


def test_an_empty_installation_leads_to_the_wizard(client: Client, setup_code: Path) -> None:
    assert client.get("/")["Location"].startswith("/account/sign-in/")
    assert client.get("/account/sign-in/")["Location"] == "/setup/"
    assert client.get("/setup/").status_code == 200


def test_from_the_code_to_the_inbox(client: Client, setup_code: Path) -> None:
    response = client.post("/setup/", answers())
    page = response.content.decode()
    assert response.status_code == 200
    shares = words_of(page)
    assert [len(words.split()) for words in shares] == [33, 33, 33]
    assert page.count("<svg") >= 3
    institution = Institution.objects.get()
    assert key_pair_of(join_key([shares[0], shares[2]])).public == bytes(
        institution.recovery_public_key or b""
    )
    assert DeskEpoch.objects.get().recovery_seal is not None, "the desk can be recovered"
    assert client.post("/setup/done/")["Location"] == "/account/sign-in/"
    assert not setup_code.exists()
    client.post("/account/sign-in/", {"login": "hankyeol", "password": PASSWORD})
    activate = "/account/second-factor/totp/activate/"
    assert client.get("/")["Location"] == activate, "her password is her own already"
    secret = client.get(activate).context["form"].secret
    client.post(activate, {"code": totp_code(secret, time.time())})
    assert client.get("/").status_code == 200
    account = Account.objects.get()
    assert account.role == Role.HEAD
    assert list(intake_members(institution)) == [account.officer]
    assert account.officer.duties.count() == 7
    actions = list(AuditEntry.objects.order_by("sequence").values_list("action", flat=True))
    assert actions[:3] == [
        Action.INSTITUTION_CREATED, Action.OFFICER_CREATED, Action.DESK_EPOCH
    ]  # fmt: skip


def test_shares_are_stored_nowhere_and_shown_once(client: Client, setup_code: Path) -> None:
    shares = words_of(client.post("/setup/", answers()).content.decode())
    assert client.get("/setup/").status_code == 404
    assert client.post("/setup/", answers(slug="second")).status_code == 404
    for path in settings.DATA_DIR.rglob("*"):
        if path.is_file():
            assert shares[0][:40].encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "wrong"),
        ("code", ""),
        ("slug", "Has Space"),
        ("slug", "thread"),
        ("slug", "한빛"),
        ("username", "x"),
        ("new", "1234567890"),
        ("again", "something else"),
        ("name_ko", ""),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_made(
    client: Client, setup_code: Path, field: str, value: str
) -> None:
    changes = {field: value}
    if field == "new":
        changes["again"] = value
    response = client.post("/setup/", answers(**changes))
    assert response.status_code == 422
    assert not Institution.objects.exists()
    assert not Account.objects.exists()
    assert setup_code.exists()


def test_without_a_code_file_nobody_sets_up(client: Client) -> None:
    settings.SETUP_CODE_FILE.unlink(missing_ok=True)
    assert "아직 설정 코드가 없습니다" in client.get("/setup/").content.decode()
    for code in ("", " ", CODE):
        assert client.post("/setup/", answers(code=code)).status_code == 422
    assert not Institution.objects.exists()


def test_the_end_of_the_wizard_is_not_for_passers_by(client: Client, setup_code: Path) -> None:
    assert client.post("/setup/done/").status_code == 404
    assert setup_code.exists()
