"""Linking and unlinking officers, by themselves and by managers (ALL-2)."""

from typing import Any

import pytest
from django.test import Client

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.config.settings.sign_on import SamlProvider
from haechi.inbox.leaving import remove_officer
from haechi.signon.models import SignOnLink
from haechi.signon.services import ask, claim, keep_answer, link
from haechi.signon.types import Identity, Purpose
from haechi.sites.staff.sign_on import STATE
from haechi.sites.staff.tests.conftest import House, Member, employ
from haechi.sites.staff.tests.sign_on_helpers import ARRIVE, title, way_to
from haechi.staff.keys import wrap
from haechi.staff.services import store_secret
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
MINE, ALL, PHRASE = "/account/sign-on/mine/", "/settings/sign-on/", "강가의 돌다리 열두 개"


@pytest.fixture
def provider(settings: Any) -> SamlProvider:
    found = SamlProvider(
        name="gov",
        label_ko="행정 통합로그인",
        label_en="Government sign-on",
        institutions=frozenset(),
        only=False,
        second_factor=frozenset(),
        entity_id="https://idp.example",
        sign_on_address="https://idp.example/sso",
        certificates=(),
    )
    settings.SIGN_ON = {"gov": found}
    return found


@pytest.fixture
def with_phrase(house: House) -> Member:
    store_secret(house.officer.account, wrap(house.officer.unlocked.pair.private, PHRASE))
    return house.officer


def answered(client: Client, provider: SamlProvider, account_id: int, subject: str):
    """What the browser sees once the provider named `subject` in answer to a link's question."""
    question = ask(provider=provider, purpose=Purpose.LINK, account_id=account_id)
    session = client.session
    session[STATE] = question.state
    session.save()
    client.cookies["haechi-sign-on"] = claim(question)
    keep_answer(question, Identity(subject, second_factor=False))
    return client.get(ARRIVE)


def rows(action: Action) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


def test_an_officer_links_herself_with_her_password_and_ends_it(
    with_phrase: Member, provider: SamlProvider
) -> None:
    client = with_phrase.client()
    assert "행정 통합로그인에 연결하기" in client.get(MINE).content.decode()
    wrong = client.post(MINE, {"provider": "gov", "phrase": "틀린 비밀번호"})
    assert wrong.status_code == 422
    assert len(rows(Action.SIGN_IN_FAILED)) == 1
    left = client.post(MINE, {"provider": "gov", "phrase": PHRASE})
    assert way_to(left).startswith("https://idp.example/sso?SAMLRequest=")
    done = answered(client, provider, with_phrase.account.pk, "employee-7")
    assert done["Location"] == MINE
    assert [row.subject for row in rows(Action.SIGN_ON_LINKED)] == [
        f"account:{with_phrase.account.pk}"
    ]
    found = SignOnLink.objects.get(account=with_phrase.account)
    assert client.post(f"{MINE}{found.pk}/remove/")["Location"] == MINE
    assert not SignOnLink.objects.exists()
    assert len(rows(Action.SIGN_ON_UNLINKED)) == 1


def test_linking_ends_with_the_officer_who_began_it(house: House, provider: SamlProvider) -> None:
    """An attacker's question of a link, answered in an officer's session, links nobody."""
    refused = answered(house.officer.client(), provider, house.head.account.pk, "employee-7")
    assert refused.status_code == 403
    assert answered(Client(), provider, house.head.account.pk, "employee-7").status_code == 403
    assert not SignOnLink.objects.exists()


def test_one_person_of_the_provider_is_one_account_and_one_account_one_person(
    house: House, provider: SamlProvider
) -> None:
    link(
        actor=command_line("t"), account=house.head.account, provider=provider, subject="employee-7"
    )
    taken = answered(house.officer.client(), provider, house.officer.account.pk, "employee-7")
    assert (taken.status_code, title(taken)) == (409, "이미 연결되어 있습니다")
    twice = answered(house.head.client(), provider, house.head.account.pk, "employee-8")
    assert twice.status_code == 409
    assert SignOnLink.objects.get().account == house.head.account


def test_nobody_removes_anothers_link_as_her_own(house: House, provider: SamlProvider) -> None:
    found = link(
        actor=command_line("t"), account=house.head.account, provider=provider, subject="employee-7"
    )
    assert house.officer.client().post(f"{MINE}{found.pk}/remove/").status_code == 404
    assert SignOnLink.objects.exists()


def test_managers_link_by_the_lasting_identifier_and_unlink(
    house: House, provider: SamlProvider
) -> None:
    client = house.administrator.client()
    assert "https://idp.example" in client.get(ALL).content.decode()
    typed = {"account": house.officer.account.pk, "provider": "gov", "subject": " employee-7 "}
    assert client.post(ALL, typed | {"subject": "doyun@example.kr"}).status_code == 422
    assert client.post(ALL, typed)["Location"] == ALL
    assert client.post(ALL, typed).status_code == 422, "twice"
    page = client.get(ALL).content.decode()
    assert house.officer.officer.name in page
    assert "employee-7" not in page
    assert "담당자 1명 연결됨" in client.get("/settings/").content.decode()
    found = SignOnLink.objects.get()
    assert client.get(f"{ALL}{found.pk}/remove/").status_code == 200
    assert SignOnLink.objects.exists(), "asked first"
    client.post(f"{ALL}{found.pk}/remove/", {"confirm": "yes"})
    assert not SignOnLink.objects.exists()
    assert len(rows(Action.SIGN_ON_LINKED)) == len(rows(Action.SIGN_ON_UNLINKED)) == 1


def test_who_is_removed_can_come_back_with_another_account(
    house: House, provider: SamlProvider
) -> None:
    actor = command_line("t")
    link(actor=actor, account=house.officer.account, provider=provider, subject="employee-7")
    remove_officer(actor=actor, account=house.officer.account)
    assert not SignOnLink.objects.exists()
    link(actor=actor, account=house.administrator.account, provider=provider, subject="employee-7")


def test_managers_reach_their_own_institution_only(house: House, provider: SamlProvider) -> None:
    other = make_institution(slug="elsewhere")
    stranger = employ(other.officers[0], "stranger", Role.OFFICER).account
    client = house.head.client()
    typed = {"account": stranger.pk, "provider": "gov", "subject": "employee-7"}
    assert client.post(ALL, typed).status_code == 422
    found = link(actor=command_line("t"), account=stranger, provider=provider, subject="employee-8")
    assert client.post(f"{ALL}{found.pk}/remove/", {"confirm": "yes"}).status_code == 404
    assert SignOnLink.objects.get() == found
    assert house.officer.client().get(ALL).status_code == 404, "no manager"
    assert Client().get(ALL).status_code == 302


def test_without_a_provider_no_page_offers_one(house: House, settings: Any) -> None:
    settings.SIGN_ON = {}
    assert "통합로그인" not in Client().get("/account/sign-in/").content.decode()
    assert "설정되어 있지 않습니다" in house.head.client().get(ALL).content.decode()
    assert Client().post("/account/sign-on/at/gov/").status_code == 404


def test_the_sign_in_page_offers_each_provider(house: House, provider: SamlProvider) -> None:
    page = Client().get("/account/sign-in/").content.decode()
    assert "행정 통합로그인 이용하기" in page
    assert "또는 비밀번호로 로그인" in page
