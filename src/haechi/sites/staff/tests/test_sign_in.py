"""Sign-in: password, second factor, lock, sign-out, idle limit, removal (ALL-2)."""

import re
import time
from dataclasses import dataclass

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.cache import cache
from django.test import Client

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.common.totp import new_totp_secret, totp_code
from haechi.custody.models import DeskSeat
from haechi.sites.staff.tests.conftest import House
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, unlock
from haechi.staff.types import Role

pytestmark = pytest.mark.django_db

PASSWORD = "강가의 돌다리 열두 개"
SIGN_IN = "/account/sign-in/"
CODE = "/account/second-factor/authenticate/"


class RawBytes:
    """What lies in a session row once Django's signing and packing are taken off."""

    def loads(self, data: bytes) -> bytes:
        return data


@dataclass(frozen=True)
class Person:
    account: Account
    secret: str


@pytest.fixture
def person(house: House) -> Person:
    """A real officer: password, wrapped key, authenticator app."""
    new = NewOfficer("seoyeon", PASSWORD, "박서연", "주무관", Role.OFFICER)
    account = create_officer(
        actor=command_line("test"), institution=house.staffed.institution, new=new
    )
    secret = new_totp_secret()
    TOTP.activate(account, secret)
    return Person(account, secret)


def password_step(client: Client, name: str = "seoyeon", password: str = PASSWORD):
    return client.post(SIGN_IN, {"login": name, "password": password})


def rows(action: Action) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


def test_password_then_code_opens_the_inbox_and_leaves_one_row(
    client: Client, person: Person
) -> None:
    first = password_step(client)
    assert first["Location"] == CODE
    assert client.get("/").status_code == 302, "a password alone opens nothing"
    assert rows(Action.SIGN_IN) == []
    second = client.post(CODE, {"code": totp_code(person.secret, time.time())})
    assert (second.status_code, second["Location"]) == (302, "/")
    page = client.get("/")
    assert page.status_code == 200
    assert "박서연" in page.content.decode()
    assert [row.subject for row in rows(Action.SIGN_IN)] == [f"account:{person.account.pk}"]


def test_a_code_is_good_once_in_all_processes(client: Client, person: Person) -> None:
    """RFC 6238 §5.2. An emptied cache stands for another process: it shares the database alone."""
    with time_machine.travel(1_795_000_000, tick=False):
        code = totp_code(person.secret, time.time())
        password_step(client)
        assert client.post(CODE, {"code": code})["Location"] == "/"
        cache.clear()
        thief = Client()
        password_step(thief)
        for typed in (code, f"{code[:3]} {code[3:]}"):
            assert thief.post(CODE, {"code": typed}).status_code == 200
            cache.clear()
        assert thief.get("/").status_code == 302
    assert len(rows(Action.SIGN_IN_FAILED)) == 2
    with time_machine.travel(1_795_000_000 + 30, tick=False):
        later = totp_code(person.secret, time.time())
        assert thief.post(CODE, {"code": later})["Location"] == "/"


def test_a_recovery_code_works_once(client: Client, person: Person) -> None:
    codes = RecoveryCodes.activate(person.account).get_unused_codes()
    password_step(client)
    assert client.post(CODE, {"code": codes[0]})["Location"] == "/"
    again = Client()
    password_step(again)
    assert again.post(CODE, {"code": codes[0]}).status_code == 200


@pytest.mark.parametrize("name", ["seoyeon", "nobody"])
def test_wrong_password_and_unknown_name_are_told_alike(
    client: Client, person: Person, name: str
) -> None:
    response = password_step(client, name, "틀린 비밀번호입니다")
    assert response.status_code == 200
    assert "사용자 이름이나 비밀번호가 틀렸습니다" in response.content.decode()
    assert len(rows(Action.SIGN_IN_FAILED)) == 1


def test_five_wrong_passwords_close_sign_in_for_a_while(client: Client, person: Person) -> None:
    for _attempt in range(4):
        assert password_step(client, password="wrong").status_code == 200
    assert password_step(client, password="wrong").status_code == 429
    closed = password_step(Client(REMOTE_ADDR="198.51.100.9"), "SeoYeon")
    assert closed.status_code == 429, "from another address, in capitals, with the right password"
    assert "잠시 로그인할 수 없습니다" in closed.content.decode()
    with time_machine.travel(time.time() + 16 * 60):
        assert password_step(Client())["Location"] == CODE


def test_wrong_codes_count_towards_the_lock_too(client: Client, person: Person) -> None:
    password_step(client)
    answers = [client.post(CODE, {"code": "000000"}).status_code for _attempt in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    right = totp_code(person.secret, time.time())
    assert client.post(CODE, {"code": right}).status_code == 429
    assert len(rows(Action.SIGN_IN_FAILED)) == 5


def test_the_right_password_does_not_reset_the_count_of_wrong_codes(person: Person) -> None:
    for _attempt in range(4):
        client = Client()
        password_step(client)
        client.post(CODE, {"code": "000000"})
    client = Client()
    password_step(client)
    assert client.post(CODE, {"code": "000000"}).status_code == 429


def test_without_a_second_factor_only_its_setting_up_is_open(house: House) -> None:
    new = NewOfficer("haeun", PASSWORD, "윤하은", "주무관", Role.OFFICER, drawn=True)
    account = create_officer(
        actor=command_line("test"), institution=house.staffed.institution, new=new
    )
    client = Client()
    assert password_step(client, "haeun")["Location"] == "/"
    assert client.get("/")["Location"] == "/account/password/", "first, one's own password"
    assert client.get("/account/second-factor/totp/activate/")["Location"] == "/account/password/"
    own = "우리 동네 느티나무 그늘"
    changed = client.post("/account/password/", {"old": PASSWORD, "new": own, "again": own})
    assert changed["Location"] == "/account/second-factor/"
    assert client.get("/")["Location"] == "/account/second-factor/totp/activate/"
    page = client.get("/account/second-factor/totp/activate/")
    assert b"<svg" in page.content
    assert b"data:" not in page.content
    secret = page.context["form"].secret
    done = client.post(
        "/account/second-factor/totp/activate/", {"code": totp_code(secret, time.time())}
    )
    assert done["Location"] == "/account/second-factor/recovery-codes/"
    codes = client.get("/account/second-factor/recovery-codes/")
    assert len(re.findall(rb"<li><code>\d+</code>", codes.content)) == 10
    assert client.get("/").status_code == 200
    stored = Authenticator.objects.get(user=account, type="totp").data["secret"]
    assert secret not in stored


def test_a_removed_officer_is_signed_out_at_the_next_request(house: House) -> None:
    client = house.officer.client()
    assert client.get("/").status_code == 200
    boss = house.head.client()
    path = f"/people/{house.officer.account.pk}/remove/"
    yes = {"confirm": "yes", "ground": "전출"}
    assert boss.post(path, yes)["Location"] == "/people/"
    assert client.get("/")["Location"] == "/account/sign-in/?next=/"
    assert not DeskSeat.objects.filter(officer=house.officer.officer).exists()


def test_an_inactive_account_is_refused_like_a_wrong_password(
    client: Client, person: Person
) -> None:
    Account.objects.filter(pk=person.account.pk).update(is_active=False)
    response = password_step(client)
    assert "사용자 이름이나 비밀번호가 틀렸습니다" in response.content.decode()


def test_signing_out_leaves_a_row_and_takes_the_key_away(house: House) -> None:
    client = house.head.client()
    response = client.post("/account/sign-out/")
    assert response.cookies[settings.UNLOCK_COOKIE].value == ""
    assert len(rows(Action.SIGN_OUT)) == 1
    assert client.get("/").status_code == 302


def test_the_session_alone_without_the_browsers_cookie_opens_nothing(house: House) -> None:
    client = house.head.client()
    del client.cookies[settings.UNLOCK_COOKIE]
    assert client.get("/").status_code == 302
    client = house.head.client()
    client.cookies[settings.UNLOCK_COOKIE] = (
        house.officer.client().cookies[settings.UNLOCK_COOKIE].value
    )
    assert client.get("/").status_code == 302


def test_a_session_row_is_noise(house: House) -> None:
    client = house.head.client()
    client.get("/")
    row = Session.objects.get()
    store = SessionStore()
    body = signing.loads(row.session_data, salt=store.key_salt, serializer=RawBytes)  # type: ignore[arg-type]  # only reads
    assert row.get_decoded()["_auth_user_id"] == str(house.head.account.pk)
    assert b"_auth_user" not in body
    assert b"vault" not in body


def test_idle_sessions_end_and_a_request_keeps_them(house: House) -> None:
    client = house.head.client()
    start = time.time()
    with time_machine.travel(start + settings.STAFF_IDLE_SECONDS - 5):
        assert client.get("/").status_code == 200
    with time_machine.travel(start + 2 * settings.STAFF_IDLE_SECONDS - 20):
        assert client.post("/account/stay/").status_code == 204
    with time_machine.travel(start + 3 * settings.STAFF_IDLE_SECONDS):
        assert client.get("/").status_code == 302


def test_changing_the_password_rewraps_the_key_and_ends_other_sessions(person: Person) -> None:
    here, elsewhere = Client(), Client()
    moment = time.time()
    for at, browser in enumerate((here, elsewhere)):
        with time_machine.travel(moment + 30 * at):
            password_step(browser)
            code = totp_code(person.secret, moment + 30 * at)
            assert browser.post(CODE, {"code": code})["Location"] == "/"
    own = "새벽 버스 첫차를 타고"
    wrong = here.post("/account/password/", {"old": "x", "new": own, "again": own})
    assert wrong.status_code == 422
    weak = here.post("/account/password/", {"old": PASSWORD, "new": "short", "again": "short"})
    assert weak.status_code == 422
    before = here.cookies[settings.UNLOCK_COOKIE].value
    right = here.post("/account/password/", {"old": PASSWORD, "new": own, "again": own})
    assert right.status_code == 302
    assert right.cookies[settings.UNLOCK_COOKIE].value not in {"", before}
    assert Session.objects.count() == 1
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    account = Account.objects.get(pk=person.account.pk)
    assert unlock(account, own).public == bytes(account.officer.public_key)


def test_a_form_without_the_sessions_token_is_refused_even_with_origin_null(house: House) -> None:
    client = house.head.client(enforce_csrf_checks=True)
    page = client.get("/account/sign-out/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    headers = {"Origin": "null"}
    refused = client.post("/account/sign-out/", headers=headers)
    assert refused.status_code == 403
    assert "너무 오래 열려 있었거나" in refused.content.decode()
    data = {"csrfmiddlewaretoken": token[1]}
    cross = client.post(
        "/account/sign-out/", data, headers={**headers, "Sec-Fetch-Site": "cross-site"}
    )
    assert cross.status_code == 403
    assert client.post("/account/sign-out/", data, headers=headers).status_code == 302


def test_no_sign_up_no_mail_no_reset_pages(client: Client, house: House) -> None:
    for path in ("signup/", "password/reset/", "email/", "inactive/", "login/code/"):
        assert client.get(f"/account/{path}").status_code in {302, 404}
        assert client.get(f"/account/{path}", follow=True).status_code == 404
