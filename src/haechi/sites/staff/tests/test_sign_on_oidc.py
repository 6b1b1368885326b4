"""Sign-in by an OpenID provider that runs as a process, then the unlock phrase (ALL-2)."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings as site
from django.test import Client

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.common.totp import new_totp_secret
from haechi.config.settings.sign_on import OidcProvider
from haechi.signon.models import SignOnLink, SignOnQuestion
from haechi.signon.oidc import forget_documents
from haechi.signon.services import link, unlink
from haechi.signon.tests.oidc_provider import CLIENT, SECRET
from haechi.signon.tests.processes import provider_process
from haechi.sites.staff.tests.conftest import House, Member
from haechi.sites.staff.tests.sign_on_helpers import (
    CODE,
    PHRASE,
    UNLOCK,
    Person,
    arrive,
    ask,
    come_back,
    log_in_at_oidc,
    title,
)
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer
from haechi.staff.types import Role

pytestmark = [pytest.mark.django_db, pytest.mark.process]
SUBJECT = "employee-20417"
NOT_DONE = "통합로그인을 마치지 못하였습니다"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with provider_process("oidc_provider") as found:
        yield found


def lie(port: int, **lies: Any) -> None:
    httpx.post(f"http://127.0.0.1:{port}/lie", json=lies)


def make_provider(port: int, **changes: Any) -> OidcProvider:
    values: dict[str, Any] = {
        "name": "gov",
        "label_ko": "행정 통합로그인",
        "label_en": "Government sign-on",
        "institutions": frozenset(),
        "only": False,
        "second_factor": frozenset(),
        "issuer": f"http://localhost:{port}",
        "client_id": CLIENT,
        "client_secret": SECRET,
        "subject": "sub",
        "authorities": None,
    }
    return OidcProvider(**values | changes)


@pytest.fixture
def provider(port: int, settings: Any) -> OidcProvider:
    lie(port)
    forget_documents()
    found = make_provider(port)
    settings.SIGN_ON = {"gov": found}
    return found


@pytest.fixture
def person(house: House) -> Person:
    """A real officer: password, wrapped key, authenticator app."""
    new = NewOfficer("seoyeon", PHRASE, "박서연", "주무관", Role.OFFICER)
    account = create_officer(
        actor=command_line("test"), institution=house.staffed.institution, new=new
    )
    secret = new_totp_secret()
    TOTP.activate(account, secret)
    return Person(account, secret)


@pytest.fixture
def linked(person: Person, provider: OidcProvider) -> Person:
    link(actor=command_line("test"), account=person.account, provider=provider, subject=SUBJECT)
    return person


@pytest.fixture
def member(house: House, provider: OidcProvider) -> Member:
    """An officer who is linked and has no phrase: for what ends before it, without its cost."""
    actor = command_line("test")
    link(actor=actor, account=house.officer.account, provider=provider, subject=SUBJECT)
    return house.officer


def named_by_provider(client: Client, subject: str = SUBJECT):
    """Up to what the officer sees once back with her cookies."""
    back = come_back(client, log_in_at_oidc(ask(client), subject))
    assert back.status_code == 200, title(back)
    return arrive(client)


def rows(action: Action) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


def test_provider_then_phrase_then_code_opens_the_inbox(client: Client, linked: Person) -> None:
    assert named_by_provider(client)["Location"] == UNLOCK
    assert client.get("/").status_code == 302, "the provider's word alone opens nothing"
    page = client.get(UNLOCK)
    assert "박서연" in page.content.decode()
    assert client.post(UNLOCK, {"phrase": PHRASE})["Location"] == CODE
    assert client.get("/").status_code == 302, "nor does it with the phrase"
    assert client.post(CODE, {"code": linked.code()})["Location"] == "/"
    assert "박서연" in client.get("/").content.decode()
    (row,) = rows(Action.SIGN_IN)
    assert (row.subject, row.actor_id) == (
        f"account:{linked.account.pk}",
        linked.account.officer_id,
    )
    assert SignOnQuestion.objects.count() == 0


def test_sign_out_leaves_neither_key_nor_the_providers_word(client: Client, linked: Person) -> None:
    named_by_provider(client)
    client.post(UNLOCK, {"phrase": PHRASE})
    client.post(CODE, {"code": linked.code()})
    gone = client.post("/account/sign-out/")
    assert gone.cookies[site.UNLOCK_COOKIE].value == ""
    assert client.get(UNLOCK)["Location"] == "/account/sign-in/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("accepted", "said", "end"),
    [
        ({"mfa"}, {"amr": ["pwd", "mfa"]}, "/"),
        ({"urn:x:strong"}, {"acr": "urn:x:strong"}, "/"),
        ({"mfa"}, {"amr": ["pwd"]}, CODE),
        (set(), {"amr": ["mfa"], "acr": "mfa"}, CODE),
    ],
)
def test_the_providers_second_factor_counts_where_the_settings_name_it_and_it_says_so(
    client: Client,
    linked: Person,
    port: int,
    settings: Any,
    accepted: set[str],
    said: dict[str, Any],
    end: str,
) -> None:
    settings.SIGN_ON = {"gov": make_provider(port, second_factor=frozenset(accepted))}
    lie(port, claims=said)
    named_by_provider(client)
    assert client.post(UNLOCK, {"phrase": PHRASE})["Location"] == end
    assert client.get("/").status_code == (200 if end == "/" else 302)


def test_with_the_providers_second_factor_no_own_one_is_demanded(
    client: Client, linked: Person, port: int, settings: Any
) -> None:
    Authenticator.objects.filter(user=linked.account).delete()
    settings.SIGN_ON = {"gov": make_provider(port, second_factor=frozenset({"mfa"}))}
    lie(port, claims={"amr": ["mfa"]})
    named_by_provider(client)
    client.post(UNLOCK, {"phrase": PHRASE})
    assert client.get("/").status_code == 200
    by_password = Client()
    by_password.post("/account/sign-in/", {"login": "seoyeon", "password": PHRASE})
    assert by_password.get("/")["Location"] == "/account/second-factor/totp/activate/"


def test_five_wrong_phrases_lock_as_five_wrong_passwords_do(client: Client, linked: Person) -> None:
    named_by_provider(client)
    answers = [client.post(UNLOCK, {"phrase": "틀린 열쇠 암호"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert len(rows(Action.SIGN_IN_FAILED)) == 5
    assert client.post(UNLOCK, {"phrase": PHRASE}).status_code == 429
    by_password = Client().post("/account/sign-in/", {"login": "seoyeon", "password": PHRASE})
    assert by_password.status_code == 429, "one count for both ways"


@pytest.mark.parametrize(
    "lies",
    [
        {"claims": {"aud": "another-client"}},
        {"claims": {"aud": [CLIENT, "another-client"]}},
        {"claims": {"azp": "another-client"}},
        {"claims": {"iss": "https://elsewhere.example"}},
        {"claims": {"exp": -120}},
        {"claims": {"iat": -3600}},
        {"claims": {"iat": 600}},
        {"claims": {"nbf": 600}},
        {"claims": {"nonce": "another"}},
        {"without": ["nonce"]},
        {"without": ["exp"]},
        {"without": ["iat"]},
        {"without": ["sub"]},
        {"without": ["aud"]},
        {"claims": {"sub": 20417}},
        {"signature": "none"},
        {"signature": "HS256"},
        {"signature": "stranger"},
        {"refuse": True},
    ],
    ids=str,
)
def test_a_token_with_a_flaw_names_nobody(
    client: Client, member: Member, port: int, lies: dict[str, Any]
) -> None:
    address = ask(client)
    lie(port, **lies)
    refused = come_back(client, log_in_at_oidc(address, SUBJECT))
    assert (refused.status_code, title(refused)) == (403, NOT_DONE)
    assert site.SIGN_ON_COOKIE not in refused.cookies
    assert arrive(client).status_code == 403
    assert client.get(UNLOCK)["Location"] == "/account/sign-in/"
    reasons = [row.detail["reason"] for row in rows(Action.SIGN_IN_FAILED)]
    assert reasons[0] not in {"", "unasked"}
    assert "employee" not in str(reasons)


def test_a_clock_half_a_minute_off_is_forgiven(client: Client, member: Member, port: int) -> None:
    lie(port, claims={"iat": 30, "nbf": 30})
    assert named_by_provider(client)["Location"] == UNLOCK


def test_an_answer_counts_once_and_only_to_a_question(client: Client, member: Member) -> None:
    path = log_in_at_oidc(ask(client), SUBJECT)
    assert come_back(client, path).status_code == 200
    assert come_back(Client(), path).status_code == 403, "replayed"
    assert come_back(Client(), path.replace("state=_", "state=_0")).status_code == 403
    assert come_back(Client(), path.split("?")[0]).status_code == 403
    assert arrive(client)["Location"] == UNLOCK
    assert arrive(client).status_code == 403, "taken up already"


def test_an_answer_fetched_with_anothers_browser_signs_nobody_in(member: Member) -> None:
    """An attacker asks, and lures an officer, signed in at the provider, to that question."""
    attacker, officer = Client(), Client()
    path = log_in_at_oidc(ask(attacker), SUBJECT)
    assert come_back(officer, path).status_code == 200
    assert arrive(attacker).status_code == 403, "the session without the ticket"
    assert arrive(officer).status_code == 403, "the ticket without the session"
    assert attacker.get(UNLOCK)["Location"] == "/account/sign-in/"


def test_a_mix_up_of_two_providers_is_seen(
    client: Client, member: Member, port: int, settings: Any
) -> None:
    settings.SIGN_ON = settings.SIGN_ON | {"other": make_provider(port, name="other")}
    path = log_in_at_oidc(ask(client), SUBJECT)
    assert come_back(client, path.replace("/at/gov/", "/at/other/")).status_code == 403
    elsewhere = path.replace("iss=http%3A", "iss=https%3A")
    assert elsewhere != path
    assert come_back(client, elsewhere).status_code == 403


def test_nobody_is_made_or_linked_by_an_address(
    client: Client, person: Person, provider: Any
) -> None:
    before = Account.objects.count()
    refused = named_by_provider(client, "somebody-else")
    assert (refused.status_code, title(refused)) == (403, "연결된 계정이 없습니다")
    assert (Account.objects.count(), SignOnLink.objects.count()) == (before, 0)
    assert [row.detail["reason"] for row in rows(Action.SIGN_IN_FAILED)] == ["not linked"]


def test_who_was_removed_or_unlinked_meanwhile_stays_outside(
    client: Client, linked: Person
) -> None:
    named_by_provider(client)
    Account.objects.filter(pk=linked.account.pk).update(is_active=False)
    assert client.post(UNLOCK, {"phrase": PHRASE})["Location"] == "/account/sign-in/"
    assert named_by_provider(client).status_code == 403
    Account.objects.filter(pk=linked.account.pk).update(is_active=True)
    named_by_provider(client)
    unlink(actor=command_line("test"), found=SignOnLink.objects.get())
    assert client.post(UNLOCK, {"phrase": PHRASE})["Location"] == "/account/sign-in/"


def test_a_provider_names_nobody_of_an_institution_that_it_does_not_serve(
    client: Client, member: Member, port: int, settings: Any
) -> None:
    settings.SIGN_ON = {"gov": make_provider(port, institutions=frozenset({"elsewhere"}))}
    assert named_by_provider(client).status_code == 403


@pytest.mark.parametrize("lies", [{"down": True}, {"issuer": "https://elsewhere.example"}])
def test_while_the_provider_is_silent_the_password_still_signs_in(
    client: Client, linked: Person, port: int, lies: dict[str, Any]
) -> None:
    lie(port, **lies)
    down: Any = client.post("/account/sign-on/at/gov/")
    assert (down.status_code, title(down)) == (503, "기관 통합로그인이 응답하지 않습니다")
    password = client.post("/account/sign-in/", {"login": "seoyeon", "password": PHRASE})
    assert password["Location"] == CODE


def test_where_the_provider_is_the_only_way_administrators_alone_keep_the_password(
    client: Client, linked: Person, house: House, port: int, settings: Any
) -> None:
    settings.SIGN_ON = {"gov": make_provider(port, only=True)}
    refused = client.post("/account/sign-in/", {"login": "seoyeon", "password": PHRASE})
    assert refused.status_code == 200
    assert "틀렸습니다" in refused.content.decode()
    assert site.UNLOCK_COOKIE not in refused.cookies
    new = NewOfficer("jimin", PHRASE, "오지민", "주무관", Role.ADMINISTRATOR)
    create_officer(actor=command_line("test"), institution=house.staffed.institution, new=new)
    allowed = Client().post("/account/sign-in/", {"login": "jimin", "password": PHRASE})
    assert allowed.status_code == 302
    assert named_by_provider(client)["Location"] == UNLOCK
    assert client.post(UNLOCK, {"phrase": PHRASE})["Location"] == CODE


def test_the_stored_link_and_question_tell_nothing(client: Client, member: Member) -> None:
    address = ask(client)
    stored = SignOnLink.objects.values().get(), SignOnQuestion.objects.values().get()
    raw = b"".join(bytes(v) for row in stored for v in row.values() if isinstance(v, bytes))
    state = address.split("state=")[1].split("&")[0]
    assert SUBJECT.encode() not in raw
    assert state.encode() not in raw
    assert b"verifier" not in raw
