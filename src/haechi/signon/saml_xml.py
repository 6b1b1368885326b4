"""A SAML response as XML from a stranger: parsed without DTD, and read only where a signature covers it.

Against signature wrapping (Somorovsky et al., "On Breaking SAML", USENIX Security 2012) the document has
exactly one assertion, unique IDs, signatures only where the schema puts them, each over its own parent;
and what is read afterwards is the canonical form that was verified, not the document that came.
"""

import base64
import binascii
from typing import Final

from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.verifier import SignatureConfiguration, XMLVerifier

from haechi.signon.errors import AnswerRefused

PROTOCOL: Final = "{urn:oasis:names:tc:SAML:2.0:protocol}"
ASSERTION: Final = "{urn:oasis:names:tc:SAML:2.0:assertion}"
_SIGNATURE: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_TRANSFORMS: Final = frozenset(
    {
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
    }
)
_MAX_BYTES: Final = 256 * 1024
_STRICT: Final = SignatureConfiguration(
    location="./",
    expect_references=1,
    signature_methods=frozenset(
        {
            SignatureMethod.RSA_SHA256,
            SignatureMethod.RSA_SHA384,
            SignatureMethod.RSA_SHA512,
            SignatureMethod.ECDSA_SHA256,
            SignatureMethod.ECDSA_SHA384,
            SignatureMethod.ECDSA_SHA512,
        }
    ),
    digest_algorithms=frozenset(
        {DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512}
    ),
)


def parsed(posted: str) -> etree._Element:
    """The response that a browser posted (SAML bindings §3.5.4). Raises `AnswerRefused`."""
    if len(posted) > _MAX_BYTES:
        raise AnswerRefused("size")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        data = base64.b64decode("".join(posted.split()), validate=True)
        root = etree.fromstring(data, parser)
    except (binascii.Error, ValueError, etree.XMLSyntaxError):
        raise AnswerRefused("xml") from None
    # A comment in the middle of a name is cut off by one reader and skipped by the next.
    plain = all(isinstance(node.tag, str) for node in root.iter())
    if (
        root.getroottree().docinfo.internalDTD is not None
        or not plain
        or root.tag != f"{PROTOCOL}Response"
    ):
        raise AnswerRefused("xml")
    _check_shape(root)
    return root


def _check_shape(root: etree._Element) -> None:
    assertions = list(root.iter(f"{ASSERTION}Assertion"))
    if any(True for _ in root.iter(f"{ASSERTION}EncryptedAssertion")):
        raise AnswerRefused("encrypted")
    if len(assertions) > 1 or any(each.getparent() is not root for each in assertions):
        raise AnswerRefused("wrapped")
    ids = [value for node in root.iter() for name, value in node.items() if name.lower() == "id"]
    signed = [each.getparent() for each in root.iter(f"{_SIGNATURE}Signature")]
    allowed = [root, *assertions]
    if (
        len(set(ids)) != len(ids)
        or any(parent not in allowed for parent in signed)
        or len({id(parent) for parent in signed}) != len(signed)
    ):
        raise AnswerRefused("wrapped")


def signed_assertion(root: etree._Element, certificates: tuple[str, ...]) -> etree._Element:
    """The assertion as it was signed, by itself or with the response. Raises `AnswerRefused`."""
    assertion = root.find(f"{ASSERTION}Assertion")
    if assertion is None:
        raise AnswerRefused("assertion")
    of_response = root.find(f"{_SIGNATURE}Signature") is not None
    of_assertion = assertion.find(f"{_SIGNATURE}Signature") is not None
    if of_response:  # verified even where the assertion's own would do: a broken one is a lie
        inside = _verified(root, certificates).find(f"{ASSERTION}Assertion")
    if of_assertion:
        inside = _verified(assertion, certificates)
    if not (of_response or of_assertion) or inside is None:
        raise AnswerRefused("unsigned")
    return inside


def _verified(element: etree._Element, certificates: tuple[str, ...]) -> etree._Element:
    """The canonical form of `element` that one of the certificates' keys signed."""
    _check_reference(element)
    data = etree.tostring(element, with_tail=False)
    for certificate in certificates:
        try:
            found = XMLVerifier().verify(data, x509_cert=certificate, expect_config=_STRICT)
        except Exception:  # noqa: S112  # whatever breaks on a stranger's XML is no valid signature
            continue
        signed = found.signed_xml if not isinstance(found, list) else None
        if (
            signed is not None
            and signed.tag == element.tag
            and signed.get("ID") == element.get("ID")
        ):
            return signed
    raise AnswerRefused("signature")


def _check_reference(element: etree._Element) -> None:
    """One reference, to the parent by its ID, through the transforms of SAML core §5.4.4 alone."""
    references = list(element.findall(f"{_SIGNATURE}Signature//{_SIGNATURE}Reference"))
    own = [each for each in references if each.get("URI") == f"#{element.get('ID')}"]
    transforms = {
        each.get("Algorithm")
        for each in element.findall(f"{_SIGNATURE}Signature//{_SIGNATURE}Transform")
    }
    if len(references) != 1 or not own or not element.get("ID") or not transforms <= _TRANSFORMS:
        raise AnswerRefused("signature")
