"""OpenID Connect Core 1.0: authorization code flow with PKCE (RFC 7636), state, nonce and `iss` (RFC 9207).

What is believed of an ID token follows Core §3.1.3.7, stricter where it leaves a choice: public-key
algorithms only, the signature always verified, though it came over TLS.
"""

import base64
import hmac
import json
import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

from haechi.common.environment import SettingError
from haechi.config.settings.sign_on import OidcProvider, safe_address
from haechi.signon.errors import AnswerRefused, ProviderRefused, ProviderSilent
from haechi.signon.types import SKEW_SECONDS, Identity, Question

# No `none`, and no HMAC: with it a public key, which everybody knows, would be a shared secret.
ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
_KEY_TYPES: Final = frozenset({"RSA", "EC", "OKP"})
_TIMEOUT: Final = httpx.Timeout(8.0, connect=4.0)
_MAX_BYTES: Final = 512 * 1024
_KEPT_SECONDS: Final = 600
_OLDEST_TOKEN_SECONDS: Final = 600

_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def sign_on_address(provider: OidcProvider, question: Question, *, back: str) -> str:
    """Where the browser goes. Raises `ProviderSilent`."""
    challenge = sha256(question.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back,
        "scope": "openid",
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address = _address(provider, "authorization_endpoint")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def identity_of(
    provider: OidcProvider, question: Question, query: Mapping[str, str], *, back: str
) -> Identity:
    """Whom the answer names.

    Raises:
        ProviderSilent: the provider does not answer.
        ProviderRefused, AnswerRefused: no sign-on.
    """
    if query.get("iss", provider.issuer) != provider.issuer:
        raise AnswerRefused("issuer")  # a mix-up of two providers
    if query.get("error"):
        raise ProviderRefused("provider")
    if not query.get("code"):
        raise AnswerRefused("code")
    token = _id_token(provider, question, query["code"], back=back)
    claims = _claims(provider, token)
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), question.nonce.encode()):
        raise AnswerRefused("nonce")
    subject = claims.get(provider.subject)
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise AnswerRefused("subject")
    return Identity(subject, bool(_methods(claims) & provider.second_factor))


def _methods(claims: Mapping[str, Any]) -> set[str]:
    amr = claims.get("amr")
    methods = {each for each in amr if isinstance(each, str)} if isinstance(amr, list) else set()
    return methods | {str(claims.get("acr", ""))}


def _id_token(provider: OidcProvider, question: Question, code: str, *, back: str) -> str:
    address = _address(provider, "token_endpoint")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": question.verifier,
    }
    answer = _ask(
        provider, "POST", address, data=form, auth=(provider.client_id, provider.client_secret)
    )
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise AnswerRefused("token")
    return token


def _claims(provider: OidcProvider, token: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(provider, token),
            algorithms=ALGORITHMS,
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=SKEW_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError):
        raise AnswerRefused("token") from None
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp", None if several else provider.client_id)
    if party != provider.client_id:
        raise AnswerRefused("party")
    if claims["iat"] < time.time() - _OLDEST_TOKEN_SECONDS - SKEW_SECONDS:
        raise AnswerRefused("age")
    return claims


def _key(provider: OidcProvider, token: str) -> jwt.PyJWK:
    """The provider's key that the token names; asked for again once, since providers change keys."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") not in ALGORITHMS:
        raise AnswerRefused("algorithm")
    address = _address(provider, "jwks_uri")
    for fresh in (False, True):
        for each in _keys(_get(provider, address, fresh=fresh)):
            if each.get("kid") == header.get("kid"):
                return jwt.PyJWK(each, algorithm=each.get("alg", header["alg"]))
    raise AnswerRefused("key")


def _keys(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Public keys for signatures."""
    listed = document.get("keys")
    return [
        each
        for each in (listed if isinstance(listed, list) else [])
        if isinstance(each, dict)
        and each.get("kty") in _KEY_TYPES
        and each.get("use", "sig") == "sig"
    ]


def _metadata(provider: OidcProvider) -> dict[str, Any]:
    """OpenID Connect Discovery 1.0 §4."""
    address = provider.issuer.rstrip("/") + "/.well-known/openid-configuration"
    document = _get(provider, address, fresh=False)
    if document.get("issuer") != provider.issuer:
        raise ProviderSilent
    return document


def _address(provider: OidcProvider, name: str) -> str:
    """An address of the provider's document; plain HTTP only where its issuer is this machine too."""
    try:
        address = safe_address(str(_metadata(provider).get(name, "")))
    except SettingError:
        raise ProviderSilent from None
    if urlsplit(address).scheme != "https" and urlsplit(provider.issuer).scheme == "https":
        raise ProviderSilent
    return address


def _get(provider: OidcProvider, address: str, *, fresh: bool) -> dict[str, Any]:
    """A document of the provider's, kept for ten minutes."""
    moment, document = _kept.get(address, (0.0, {}))
    age = time.monotonic() - moment
    if document and age < _KEPT_SECONDS and not fresh:
        return document
    document = _ask(provider, "GET", address)
    _kept[address] = (time.monotonic(), document)
    return document


def forget_documents() -> None:
    """Ask every provider anew."""
    _kept.clear()


@lru_cache(maxsize=8)
def _trusted(authorities: Path | None) -> ssl.SSLContext:
    """Reading a system's authorities takes longer than the request."""
    return ssl.create_default_context(cafile=str(authorities) if authorities else None)


def _ask(provider: OidcProvider, method: str, address: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401
    """A JSON object. Redirects are not followed: the client's secret goes where it was meant to."""
    try:
        context = _trusted(provider.authorities)
        with httpx.Client(verify=context, timeout=_TIMEOUT, trust_env=False) as client:
            answer = client.request(method, address, **request)
            refused = method == "POST" and 400 <= answer.status_code < 500
            if refused:
                raise AnswerRefused("provider")
            if answer.status_code != 200 or len(answer.content) > _MAX_BYTES:
                raise ProviderSilent
            found = json.loads(answer.content)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        raise ProviderSilent from None
    if not isinstance(found, dict):
        raise ProviderSilent
    return found
