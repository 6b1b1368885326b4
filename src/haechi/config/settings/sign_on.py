"""Identity providers, from the TOML file that HAECHI_STAFF_SIGN_ON_FILE names; see docs/how-to."""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from haechi.common.environment import Environment, SettingError

_FILE = "HAECHI_STAFF_SIGN_ON_FILE"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# They name a mailbox or a seat, not a person: the next one to get the address would get the account.
_REASSIGNED = frozenset({"email", "mail", "preferred_username", "upn", "unique_name", "name"})
_COMMON = {"name", "kind", "label_ko", "label_en", "institutions", "only", "second_factor"}
_OWN = {
    "oidc": {"issuer", "client_id", "client_secret_file", "subject", "authorities_file"},
    "saml": {"entity_id", "sign_on_address", "certificate_file"},
}


@dataclass(frozen=True)
class Provider:
    """What both protocols have. `institutions`: short names, empty for all; `only`: their officers
    cannot sign in by password, administrators apart; `second_factor`: values of acr, amr or
    AuthnContextClassRef that stand for a second factor given at the provider."""

    name: str
    label_ko: str
    label_en: str
    institutions: frozenset[str]
    only: bool
    second_factor: frozenset[str]

    def serves(self, institution: str) -> bool:
        return not self.institutions or institution in self.institutions


@dataclass(frozen=True)
class OidcProvider(Provider):
    """OpenID Connect Core 1.0, authorization code with PKCE. `authorities`: PEM file, or the system's."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    subject: str
    authorities: Path | None


@dataclass(frozen=True)
class SamlProvider(Provider):
    """SAML 2.0 Web Browser SSO. `certificates`: PEM; one of these keys must have signed."""

    entity_id: str
    sign_on_address: str
    certificates: tuple[str, ...]


def identity_providers(env: Environment, secrets: Path) -> dict[str, Provider]:
    """Providers by name, none where the variable is unset. Raises `SettingError`."""
    named = env.text(_FILE, "")
    if not named:
        return {}
    file = Path(named)
    try:
        tables = tomllib.loads(file.read_text())["provider"]
        found = [_provider(table, env, file.parent, secrets) for table in tables]
    except (OSError, KeyError, TypeError, AttributeError, tomllib.TOMLDecodeError):
        raise SettingError(f"{_FILE} cannot be read: it is a TOML file of [[provider]]") from None
    if len({provider.name for provider in found}) != len(found):
        raise SettingError(f"{_FILE} gives two providers one name")
    return {provider.name: provider for provider in found}


def _provider(
    table: Mapping[str, Any], env: Environment, folder: Path, secrets: Path
) -> OidcProvider | SamlProvider:
    kind, name = table.get("kind"), str(table.get("name", ""))
    if kind not in _OWN or not _NAME.fullmatch(name):
        raise SettingError(f"{_FILE}: a provider needs a kind, oidc or saml, and a short name")
    if unknown := set(table) - _COMMON - _OWN[kind]:
        raise SettingError(f"{_FILE}: {name} has an unknown entry: {min(unknown)}")
    common: dict[str, Any] = {
        "name": name,
        "label_ko": _text(table, "label_ko", name),
        "label_en": _text(table, "label_en", name),
        "institutions": _words(table, "institutions"),
        "only": table.get("only", False) is True,
        "second_factor": _words(table, "second_factor"),
    }
    if kind == "saml":
        return SamlProvider(
            **common,
            entity_id=_text(table, "entity_id"),
            sign_on_address=safe_address(_text(table, "sign_on_address")),
            certificates=_certificates(folder / _text(table, "certificate_file")),
        )
    return OidcProvider(
        **common,
        issuer=safe_address(_text(table, "issuer")),
        client_id=_text(table, "client_id"),
        client_secret=_client_secret(table, env, secrets),
        subject=_subject(table),
        authorities=folder / table["authorities_file"] if "authorities_file" in table else None,
    )


def _text(table: Mapping[str, Any], entry: str, default: str | None = None) -> str:
    value = table.get(entry, default)
    if not isinstance(value, str) or not value:
        raise SettingError(f"{_FILE}: {entry} is missing or no text")
    return value


def _words(table: Mapping[str, Any], entry: str) -> frozenset[str]:
    values = table.get(entry, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise SettingError(f"{_FILE}: {entry} is no list of texts")
    return frozenset(values)


def safe_address(address: str) -> str:
    """The address, where what goes there cannot be read on the way: https, or this machine itself.

    Raises `SettingError`.
    """
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not (local or (parts.scheme == "https" and parts.hostname)) or parts.username:
        raise SettingError(f"{_FILE}: an address of a provider is not https")
    return address


def _subject(table: Mapping[str, Any]) -> str:
    claim = _text(table, "subject", "sub")
    if claim.lower() in _REASSIGNED:
        raise SettingError(
            f"{_FILE}: subject must be a claim that is never given to another person"
        )
    return claim


def _client_secret(table: Mapping[str, Any], env: Environment, secrets: Path) -> str:
    """From a file of the staff zone's secrets folder; without one, HAECHI_STAFF_SIGN_ON_SECRET."""
    if "client_secret_file" not in table:
        secret = env.secret("HAECHI_STAFF_SIGN_ON_SECRET")
        if not secret:
            raise SettingError(f"{_FILE}: no client_secret_file and no HAECHI_STAFF_SIGN_ON_SECRET")
        return secret
    file = secrets / "staff" / _text(table, "client_secret_file")
    try:
        if stat.S_IMODE(file.stat().st_mode) & 0o077:
            raise SettingError(f"{_FILE}: client_secret_file can be read by others: chmod 600 it")
        return file.read_text().strip()
    except OSError:
        raise SettingError(f"{_FILE}: client_secret_file cannot be read") from None


def _certificates(file: Path) -> tuple[str, ...]:
    try:
        found = x509.load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError):
        raise SettingError(f"{_FILE}: certificate_file holds no PEM certificate") from None
    return tuple(each.public_bytes(serialization.Encoding.PEM).decode() for each in found)
