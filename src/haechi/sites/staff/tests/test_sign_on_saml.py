"""Sign-in by a SAML identity provider that runs as a process, and what attackers send instead (ALL-2)."""

import base64
import copy
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import xmlsec
from django.conf import settings as site
from django.test import Client
from lxml import etree

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.config.settings.sign_on import SamlProvider
from haechi.signon.services import link
from haechi.signon.tests.processes import provider_process
from haechi.signon.tests.saml_forge import (
    SAML,
    SAMLP,
    Answer,
    Keys,
    assertion_of,
    new_keys,
    one,
    response_xml,
    sign,
)
from haechi.sites.staff.tests.conftest import House
from haechi.sites.staff.tests.sign_on_helpers import (
    UNLOCK,
    arrive,
    ask,
    come_back,
    log_in_at_saml,
    packed,
    title,
)

pytestmark = [pytest.mark.django_db, pytest.mark.process]
SUBJECT, VICTIM = "employee-20417", "employee-00001"
ASSERTION = "/account/sign-on/at/gov/assertion"
DS = "{http://www.w3.org/2000/09/xmldsig#}"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="haechi-idp-") as found:
        yield Path(found)


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with provider_process("saml_provider", str(folder)) as found:
        yield found


@pytest.fixture(scope="module")
def keys(folder: Path, port: int) -> Keys:
    return Keys((folder / "idp.key").read_bytes(), (folder / "idp.pem").read_bytes())


@pytest.fixture(scope="module")
def stranger() -> Keys:
    return new_keys()


@pytest.fixture
def provider(port: int, keys: Keys, stranger: Keys, settings: Any) -> SamlProvider:
    found = SamlProvider(
        name="gov",
        label_ko="행정 통합로그인",
        label_en="Government sign-on",
        institutions=frozenset(),
        only=False,
        second_factor=frozenset(),
        entity_id=f"http://localhost:{port}",
        sign_on_address=f"http://localhost:{port}/sso",
        certificates=(keys.certificate.decode(),),
    )
    settings.SIGN_ON = {"gov": found}
    return found


@pytest.fixture
def linked(house: House, provider: SamlProvider) -> House:
    """A duty officer and the head of audit are linked."""
    for member, subject in ((house.officer, SUBJECT), (house.head, VICTIM)):
        link(actor=command_line("test"), account=member.account, provider=provider, subject=subject)
    return house


def answer_to(address: str, provider: SamlProvider) -> Answer:
    """What the provider would say to this question."""
    request = question_in(address)
    moment = datetime.now(UTC)
    return Answer(
        asked=str(request.attrib["ID"]),
        back=str(request.attrib["AssertionConsumerServiceURL"]),
        audience=str(request.findtext("{*}Issuer")),
        issuer=provider.entity_id,
        subject=SUBJECT,
        issued=moment,
        until=moment + timedelta(minutes=5),
    )


def question_in(address: str) -> etree._Element:
    query = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    return etree.fromstring(zlib.decompress(base64.b64decode(query), wbits=-15))


def refusal(client: Client, document: etree._Element | bytes) -> str:
    """Post it; nobody may be named by it. The reason in the trail."""
    data = document if isinstance(document, bytes) else etree.tostring(document)
    response = come_back(client, ASSERTION, packed(data))
    assert response.status_code == 403, title(response)
    assert site.SIGN_ON_COOKIE not in response.cookies
    assert arrive(client).status_code == 403
    assert client.get(UNLOCK)["Location"] == "/account/sign-in/"
    reasons = [
        row.detail["reason"]
        for row in AuditEntry.objects.filter(action=Action.SIGN_IN_FAILED).order_by("sequence")
    ]
    return str(reasons[0])


def test_provider_names_the_officer_and_the_phrase_is_asked(client: Client, linked: House) -> None:
    path, posted = log_in_at_saml(ask(client), SUBJECT)
    assert path == ASSERTION
    assert come_back(client, path, posted).status_code == 200
    assert arrive(client)["Location"] == UNLOCK
    assert linked.officer.officer.name in client.get(UNLOCK).content.decode()


@pytest.mark.parametrize("signed", [["assertion"], ["response"], ["assertion", "response"]])
def test_assertion_or_response_or_both_may_be_signed(
    client: Client, linked: House, provider: SamlProvider, keys: Keys, signed: list[str]
) -> None:
    document = response_xml(answer_to(ask(client), provider))
    for what in signed:
        sign(document, what, keys)
    assert come_back(client, ASSERTION, packed(etree.tostring(document))).status_code == 200
    assert arrive(client)["Location"] == UNLOCK


def test_one_of_two_certificates_is_enough_while_keys_are_changed(
    client: Client, linked: House, provider: SamlProvider, keys: Keys, stranger: Keys, settings: Any
) -> None:
    both = (stranger.certificate.decode(), keys.certificate.decode())
    settings.SIGN_ON = {"gov": replace(provider, certificates=both)}
    path, posted = log_in_at_saml(ask(client), SUBJECT)
    assert come_back(client, path, posted).status_code == 200


LONG_AGO, SOON = timedelta(minutes=-30), timedelta(minutes=3)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("audience", lambda a: replace(a, audience="https://another.example")),
        ("issuer", lambda a: replace(a, issuer="https://another.example")),
        ("destination", lambda a: replace(a, destination="https://another.example/assertion")),
        ("recipient", lambda a: replace(a, back="https://another.example/assertion", destination=a.back)),
        ("expired", lambda a: replace(a, until=a.issued - timedelta(minutes=2))),
        ("early", lambda a: replace(a, since=a.issued + SOON)),
        ("age", lambda a: replace(a, issued=a.issued + LONG_AGO, since=a.issued)),
        ("unasked", lambda a: replace(a, asked="")),
        ("unasked", lambda a: replace(a, asked="_" + "0" * 64)),
        ("subject", lambda a: replace(a, format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress")),
        ("subject", lambda a: replace(a, format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient")),
        ("provider", lambda a: replace(a, status="urn:oasis:names:tc:SAML:2.0:status:Responder")),
    ],
)  # fmt: skip
def test_a_signed_answer_that_does_not_fit_names_nobody(
    client: Client,
    linked: House,
    provider: SamlProvider,
    keys: Keys,
    reason: str,
    change: Callable[[Answer], Answer],
) -> None:
    document = response_xml(change(answer_to(ask(client), provider)))
    assert refusal(client, sign(document, "assertion", keys)) == reason


def test_what_the_providers_key_did_not_sign_names_nobody(
    client: Client, linked: House, provider: SamlProvider, stranger: Keys
) -> None:
    unsigned = response_xml(answer_to(ask(client), provider))
    assert refusal(client, unsigned) == "unsigned"


def test_a_strangers_signature_with_a_certificate_inside_is_worth_nothing(
    client: Client, linked: House, provider: SamlProvider, stranger: Keys
) -> None:
    document = sign(response_xml(answer_to(ask(client), provider)), "assertion", stranger)
    assert refusal(client, document) == "signature"


@pytest.mark.parametrize("what", ["assertion", "response"])
def test_a_changed_name_breaks_the_signature(
    client: Client, linked: House, provider: SamlProvider, keys: Keys, what: str
) -> None:
    document = sign(response_xml(answer_to(ask(client), provider)), what, keys)
    one(document, f".//{{{SAML}}}NameID").text = VICTIM
    assert refusal(client, document) == "signature"


def test_sha1_is_refused(client: Client, linked: House, provider: SamlProvider, keys: Keys) -> None:
    document = response_xml(answer_to(ask(client), provider))
    sign(document, "assertion", keys, xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA1)
    assert refusal(client, document) == "signature"


def forged(signed: etree._Element) -> etree._Element:
    """The signed assertion's evil twin: the head of audit, no signature."""
    twin = copy.deepcopy(assertion_of(signed))
    twin.remove(one(twin, f"{DS}Signature"))
    one(twin, f".//{{{SAML}}}NameID").text = VICTIM
    return twin


def evil_first(signed: etree._Element) -> etree._Element:
    signed.insert(2, forged(signed))
    return signed


def evil_first_with_own_id(signed: etree._Element) -> etree._Element:
    twin = forged(signed)
    twin.set("ID", "_evil")
    signed.insert(2, twin)
    return signed


def true_one_in_extensions(signed: etree._Element) -> etree._Element:
    twin, true = forged(signed), assertion_of(signed)
    twin.set("ID", "_evil")
    signed.replace(true, twin)
    etree.SubElement(signed, f"{{{SAMLP}}}Extensions").append(true)
    return signed


def true_one_inside_the_evil_ones_signature(signed: etree._Element) -> etree._Element:
    twin, true = forged(signed), assertion_of(signed)
    signature = one(true, f"{DS}Signature")
    twin.set("ID", "_evil")
    signed.replace(true, twin)
    true.remove(signature)
    twin.insert(1, signature)
    etree.SubElement(signature, f"{DS}Object").append(true)
    return signed


def evil_around_the_true_one(signed: etree._Element) -> etree._Element:
    twin, true = forged(signed), assertion_of(signed)
    twin.set("ID", "_evil")
    signed.replace(true, twin)
    twin.append(true)
    return signed


def signature_moved_to_the_evil_one(signed: etree._Element) -> etree._Element:
    """One assertion only; its reference points to a response that carries the true one's ID."""
    twin = forged(signed)
    twin.set("ID", "_evil")
    twin.insert(1, one(assertion_of(signed), f"{DS}Signature"))
    signed.replace(assertion_of(signed), twin)
    return signed


WRAPPINGS = [
    evil_first,
    evil_first_with_own_id,
    true_one_in_extensions,
    true_one_inside_the_evil_ones_signature,
    evil_around_the_true_one,
    signature_moved_to_the_evil_one,
]


@pytest.mark.parametrize("wrap", WRAPPINGS, ids=lambda wrap: wrap.__name__)
def test_signature_wrapping_names_nobody(
    client: Client,
    linked: House,
    provider: SamlProvider,
    keys: Keys,
    wrap: Callable[[etree._Element], etree._Element],
) -> None:
    document = sign(response_xml(answer_to(ask(client), provider)), "assertion", keys)
    assert refusal(client, wrap(document)) in {"wrapped", "signature"}


def test_a_response_wrapped_around_a_signed_one_names_nobody(
    client: Client, linked: House, provider: SamlProvider, keys: Keys
) -> None:
    true = sign(response_xml(answer_to(ask(client), provider)), "response", keys)
    evil = copy.deepcopy(true)
    evil.set("ID", "_evil")
    one(evil, f".//{{{SAML}}}NameID").text = VICTIM
    one(evil, f"{DS}Signature").append(etree.Element(f"{DS}Object"))
    true.remove(one(true, f"{DS}Signature"))
    one(evil, f"{DS}Signature/{DS}Object").append(true)
    assert refusal(client, evil) in {"wrapped", "signature"}


def test_a_comment_in_a_name_cannot_cut_it_short(
    client: Client, linked: House, provider: SamlProvider, keys: Keys
) -> None:
    """CVE-2017-11427 and its kin: `employee-00001<!---->x` must not be read as employee-00001."""
    answer = replace(answer_to(ask(client), provider), subject=f"{VICTIM}x")
    document = etree.tostring(sign(response_xml(answer), "assertion", keys))
    cut = document.replace(f"{VICTIM}x".encode(), f"{VICTIM}<!---->x".encode())
    assert refusal(client, cut) == "xml"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no xml",
        b"<Response/>",
        b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
        b'<!DOCTYPE r><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>',
    ],
)
def test_what_is_no_response_is_refused(
    client: Client, linked: House, provider: SamlProvider, document: bytes
) -> None:
    ask(client)
    assert refusal(client, document) == "xml"


def test_a_document_type_or_encryption_is_refused(
    client: Client, linked: House, provider: SamlProvider, keys: Keys
) -> None:
    document = sign(response_xml(answer_to(ask(client), provider)), "assertion", keys)
    etree.SubElement(document, f"{{{SAML}}}EncryptedAssertion")
    assert refusal(client, document) == "encrypted"


def test_an_assertion_counts_once(client: Client, linked: House) -> None:
    path, posted = log_in_at_saml(ask(client), SUBJECT)
    assert come_back(client, path, posted).status_code == 200
    assert come_back(Client(), path, posted).status_code == 403, "replayed before it is taken up"
    assert arrive(client)["Location"] == UNLOCK
    again = Client()
    ask(again)
    assert come_back(again, path, posted).status_code == 403, "replayed after"
    assert arrive(again).status_code == 403


def test_an_answer_to_somebody_elses_question_signs_nobody_in(
    client: Client, linked: House
) -> None:
    attacker, officer = Client(), Client()
    path, posted = log_in_at_saml(ask(attacker), SUBJECT)
    assert come_back(officer, path, posted).status_code == 200
    assert arrive(attacker).status_code == 403
    assert arrive(officer).status_code == 403


def test_metadata_names_where_answers_go_and_wants_them_signed(
    client: Client, provider: SamlProvider
) -> None:
    page = client.get("/account/sign-on/at/gov/metadata")
    ours = etree.fromstring(page.content)
    assert ours.get("entityID") == f"{site.STAFF_URL}/account/sign-on/at/gov/metadata"
    service = one(ours, ".//{*}AssertionConsumerService")
    assert service.get("Location") == f"{site.STAFF_URL}{ASSERTION}"
    assert one(ours, ".//{*}SPSSODescriptor").get("WantAssertionsSigned") == "true"
    assert client.get("/account/sign-on/at/gov/callback").status_code == 404
