"""SAML 2.0 Web Browser SSO: our question by redirect, the answer by POST (profiles §4.1), nothing unasked.

Our requests are unsigned: all that an altered one can bring about is an answer that does not fit.
"""

import base64
import hmac
import zlib
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from lxml import etree

from haechi.common.clock import now
from haechi.config.settings.sign_on import SamlProvider
from haechi.signon.errors import AnswerRefused, ProviderRefused
from haechi.signon.saml_xml import ASSERTION, PROTOCOL, parsed, signed_assertion
from haechi.signon.types import SKEW_SECONDS, Identity, Question

_SKEW: Final = timedelta(seconds=SKEW_SECONDS)
_OLDEST: Final = timedelta(minutes=10)
_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_POST: Final = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
_SUCCESS: Final = "urn:oasis:names:tc:SAML:2.0:status:Success"
_PERSISTENT: Final = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
# Lasting identifiers. An address of mail can pass to another person, a transient name to anybody.
_FORMATS: Final = frozenset(
    {_PERSISTENT, "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", None}
)
_NAMES: Final = {"samlp": PROTOCOL[1:-1], "saml": ASSERTION[1:-1]}
_METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"


def sign_on_address(provider: SamlProvider, question: Question, *, back: str, us: str) -> str:
    """Where the browser goes (bindings §3.4). `us`: our entity ID."""
    request = etree.Element(
        f"{PROTOCOL}AuthnRequest",
        {
            "ID": question.state,
            "Version": "2.0",
            "IssueInstant": now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Destination": provider.sign_on_address,
            "AssertionConsumerServiceURL": back,
            "ProtocolBinding": _POST,
        },
        nsmap=_NAMES,
    )
    etree.SubElement(request, f"{ASSERTION}Issuer").text = us
    etree.SubElement(
        request, f"{PROTOCOL}NameIDPolicy", {"Format": _PERSISTENT, "AllowCreate": "true"}
    )
    packed = zlib.compressobj(wbits=-15)
    data = packed.compress(etree.tostring(request)) + packed.flush()
    query = urlencode({"SAMLRequest": base64.b64encode(data).decode()})
    return f"{provider.sign_on_address}{'&' if '?' in provider.sign_on_address else '?'}{query}"


def identity_of(provider: SamlProvider, posted: str, *, back: str, us: str) -> tuple[str, Identity]:
    """The ID of the request that is answered, and whom the answer names.

    Whether that request is one of ours, and not answered yet, is the caller's to see.

    Raises:
        ProviderRefused, AnswerRefused: no sign-on.
    """
    response = parsed(posted)
    if response.get("Destination", back) != back:
        raise AnswerRefused("destination")
    if (response.findtext(f"{ASSERTION}Issuer") or provider.entity_id) != provider.entity_id:
        raise AnswerRefused("issuer")
    code = response.find(f"{PROTOCOL}Status/{PROTOCOL}StatusCode")
    if code is None or code.get("Value") != _SUCCESS:
        raise ProviderRefused("provider")
    assertion = signed_assertion(response, provider.certificates)
    asked = response.get("InResponseTo") or ""
    if not asked:
        raise AnswerRefused("unasked")
    _check_assertion(assertion, provider, us)
    _check_confirmation(assertion, asked, back)
    return asked, Identity(_subject(assertion), _second_factor(assertion, provider))


def _check_assertion(assertion: etree._Element, provider: SamlProvider, us: str) -> None:
    """Issuer, age, time and audience (core §2.3.3, §2.5.1)."""
    if assertion.findtext(f"{ASSERTION}Issuer") != provider.entity_id:
        raise AnswerRefused("issuer")
    if _moment(assertion.get("IssueInstant")) < now() - _OLDEST - _SKEW:
        raise AnswerRefused("age")
    conditions = assertion.findall(f"{ASSERTION}Conditions")
    if len(conditions) != 1:
        raise AnswerRefused("conditions")
    _check_time(conditions[0])
    restrictions = conditions[0].findall(f"{ASSERTION}AudienceRestriction")
    for each in restrictions:
        if us not in [audience.text for audience in each.findall(f"{ASSERTION}Audience")]:
            raise AnswerRefused("audience")
    if not restrictions:
        raise AnswerRefused("audience")


def _check_confirmation(assertion: etree._Element, asked: str, back: str) -> None:
    """One bearer confirmation for this address and this question (profiles §4.1.4.2)."""
    reason = "confirmation"
    for each in assertion.findall(f"{ASSERTION}Subject/{ASSERTION}SubjectConfirmation"):
        data = each.find(f"{ASSERTION}SubjectConfirmationData")
        if each.get("Method") != _BEARER or data is None:
            continue
        if data.get("Recipient") != back:
            reason = "recipient"
        elif not hmac.compare_digest((data.get("InResponseTo") or "").encode(), asked.encode()):
            reason = "unasked"
        elif data.get("NotOnOrAfter") is None:
            reason = "expired"
        else:
            _check_time(data)
            return
    raise AnswerRefused(reason)


def _check_time(element: etree._Element) -> None:
    before, after = element.get("NotBefore"), element.get("NotOnOrAfter")
    if before is not None and _moment(before) > now() + _SKEW:
        raise AnswerRefused("early")
    if after is None or _moment(after) <= now() - _SKEW:
        raise AnswerRefused("expired")


def _moment(text: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        raise AnswerRefused("time") from None
    if moment.tzinfo is None:
        raise AnswerRefused("time")
    return moment.astimezone(UTC)


def _subject(assertion: etree._Element) -> str:
    names = assertion.findall(f"{ASSERTION}Subject/{ASSERTION}NameID")
    subject = (names[0].text or "").strip() if len(names) == 1 else ""
    if not 0 < len(subject) <= 255 or names[0].get("Format") not in _FORMATS:
        raise AnswerRefused("subject")
    return subject


def _second_factor(assertion: etree._Element, provider: SamlProvider) -> bool:
    statements = assertion.findall(f"{ASSERTION}AuthnStatement")
    if not statements:
        raise AnswerRefused("authentication")
    path = f"{ASSERTION}AuthnContext/{ASSERTION}AuthnContextClassRef"
    return any((each.findtext(path) or "").strip() in provider.second_factor for each in statements)


def metadata(*, back: str, us: str) -> bytes:
    """What the provider's operator needs to know of us (metadata §2.4.4)."""
    ours = etree.Element(
        f"{{{_METADATA}}}EntityDescriptor", {"entityID": us}, nsmap={"md": _METADATA}
    )
    role = etree.SubElement(
        ours,
        f"{{{_METADATA}}}SPSSODescriptor",
        {
            "AuthnRequestsSigned": "false",
            "WantAssertionsSigned": "true",
            "protocolSupportEnumeration": PROTOCOL[1:-1],
        },
    )
    etree.SubElement(role, f"{{{_METADATA}}}NameIDFormat").text = _PERSISTENT
    etree.SubElement(
        role,
        f"{{{_METADATA}}}AssertionConsumerService",
        {"Binding": _POST, "Location": back, "index": "0", "isDefault": "true"},
    )
    return etree.tostring(ours, xml_declaration=True, encoding="UTF-8")
