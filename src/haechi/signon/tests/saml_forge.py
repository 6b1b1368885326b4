"""SAML responses, right and wrong, signed by xmlsec."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
ONE_FACTOR = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
TEMPLATE = """<samlp:Response xmlns:samlp="{samlp}" xmlns:saml="{saml}" ID="_r1" Version="2.0"
 IssueInstant="{issued}" Destination="{destination}"{response_to}>
<saml:Issuer>{issuer}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="{status}"/></samlp:Status>
<saml:Assertion ID="_a1" Version="2.0" IssueInstant="{issued}"><saml:Issuer>{issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="{format}">{subject}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">
<saml:SubjectConfirmationData Recipient="{back}" NotOnOrAfter="{until}"{confirmed_to}/>
</saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction>
<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>
<saml:AuthnStatement AuthnInstant="{issued}"><saml:AuthnContext>
<saml:AuthnContextClassRef>{context}</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement></saml:Assertion></samlp:Response>"""


@dataclass(frozen=True)
class Keys:
    private: bytes
    certificate: bytes


@dataclass(frozen=True)
class Answer:
    """What a response says."""

    asked: str
    back: str
    audience: str
    issuer: str
    subject: str
    issued: datetime
    until: datetime
    since: datetime | None = None
    destination: str = ""
    format: str = PERSISTENT
    context: str = ONE_FACTOR
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"


def new_keys(folder: Path | None = None, *, name: str = "idp") -> Keys:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    moment = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    made = Keys(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        certificate.public_bytes(serialization.Encoding.PEM),
    )
    if folder is not None:
        (folder / f"{name}.key").write_bytes(made.private)
        (folder / f"{name}.pem").write_bytes(made.certificate)
    return made


def response_xml(answer: Answer) -> etree._Element:
    asked = f' InResponseTo="{answer.asked}"' if answer.asked else ""
    text = TEMPLATE.format(
        samlp=SAMLP,
        saml=SAML,
        issued=_moment(answer.issued),
        until=_moment(answer.until),
        since=_moment(answer.since or answer.issued),
        destination=answer.destination or answer.back,
        back=answer.back,
        response_to=asked,
        confirmed_to=asked,
        issuer=answer.issuer,
        audience=answer.audience,
        subject=answer.subject,
        format=answer.format,
        context=answer.context,
        status=answer.status,
    )
    return etree.fromstring(text)


def assertion_of(response: etree._Element) -> etree._Element:
    return one(response, f"{{{SAML}}}Assertion")


def one(element: etree._Element, path: str) -> etree._Element:
    found = element.find(path)
    assert found is not None, path
    return found


def sign(
    response: etree._Element,
    what: str,
    keys: Keys,
    method: str = xmlsec.Transform.RSA_SHA256,
    digest: str = xmlsec.Transform.SHA256,
) -> etree._Element:
    """Sign the `assertion` or the whole `response` in place, after its issuer (SAML core §5)."""
    element = assertion_of(response) if what == "assertion" else response
    place = xmlsec.template.create(element, xmlsec.Transform.EXCL_C14N, method, ns="ds")
    element.insert(1, place)
    reference = xmlsec.template.add_reference(place, digest, uri=f"#{element.get('ID')}")
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    xmlsec.template.add_x509_data(xmlsec.template.ensure_key_info(place))
    xmlsec.tree.add_ids(element, ["ID"])
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(keys.private, xmlsec.KeyFormat.PEM)
    context.key.load_cert_from_memory(keys.certificate, xmlsec.KeyFormat.PEM)
    context.sign(place)
    return response


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
