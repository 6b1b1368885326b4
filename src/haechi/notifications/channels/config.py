"""Settings from an environment-like mapping to a gateway and a mailer.

Secrets come from a file named by `…_FILE` (preferred: a process's environment ends in crash dumps)
or from the variable itself. They are never in a `repr` or a message.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from haechi.notifications.channels import console, ncp_sens, nhn, solapi
from haechi.notifications.channels.http import Exchange
from haechi.notifications.channels.mail import (
    Mailer,
    MailSettings,
    Security,
    is_domain,
    is_loopback,
    is_mail_address,
    is_one_line,
)
from haechi.notifications.channels.port import PhoneInvalid, PhoneNumber, SmsGateway, parse_phone

_PORTS: Final = {Security.TLS: 465, Security.STARTTLS: 587, Security.PLAIN: 25}


Choice = TypeVar("Choice", bound=StrEnum)


class SettingsInvalid(ValueError):
    """`names`: the settings to look at. The message never repeats a value."""

    def __init__(self, problem: str, *names: str) -> None:
        self.names = names
        super().__init__(f"{problem}: {', '.join(names)}")


class GatewayName(StrEnum):
    OFF = "off"
    CONSOLE = "console"
    NCP = "ncp"
    SOLAPI = "solapi"
    NHN = "nhn"


_NEEDS: Final[dict[GatewayName, tuple[str, ...]]] = {
    GatewayName.OFF: (),
    GatewayName.CONSOLE: (),
    GatewayName.NCP: ("sender", "key", "secret", "service_id"),
    GatewayName.SOLAPI: ("sender", "key", "secret"),
    GatewayName.NHN: ("sender", "key", "secret"),
}
_ADDRESSES: Final = {
    GatewayName.NCP: ncp_sens.PUBLIC_ADDRESS,
    GatewayName.SOLAPI: solapi.PUBLIC_ADDRESS,
    GatewayName.NHN: nhn.PUBLIC_ADDRESS,
}


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """`key`/`secret`: access and secret key (NCP), API key and secret (Solapi), app and secret key
    (NHN Cloud). `address`: the provider's base address, "" for its public one. `file`: where the
    console gateway appends, None for standard output. `timeout`: seconds."""

    gateway: GatewayName = GatewayName.OFF
    sender: PhoneNumber | None = None
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    service_id: str = ""
    address: str = ""
    proxy: str | None = field(default=None, repr=False)
    file: Path | None = None
    timeout: float = 10.0


def sms_settings(variables: Mapping[str, str]) -> SmsSettings:
    """Read `HAECHI_SMS_GATEWAY/SENDER/KEY/SECRET/SERVICE_ID/ADDRESS/PROXY/FILE/TIMEOUT`.

    Raises `SettingsInvalid`.
    """
    read = _Reader(variables, "HAECHI_SMS_")
    file = read.text("FILE")
    return SmsSettings(
        gateway=read.choice("GATEWAY", GatewayName, GatewayName.OFF),
        sender=read.phone("SENDER"),
        key=read.secret("KEY"),
        secret=read.secret("SECRET"),
        service_id=read.text("SERVICE_ID"),
        address=read.text("ADDRESS").rstrip("/"),
        proxy=read.text("PROXY") or None,
        file=Path(file) if file else None,
        timeout=read.seconds("TIMEOUT", 10.0),
    )


def build_gateway(settings: SmsSettings) -> SmsGateway:
    """Raises `SettingsInvalid` if the chosen gateway lacks something it needs."""
    missing = [name for name in _NEEDS[settings.gateway] if not getattr(settings, name)]
    if missing:
        names = (f"HAECHI_SMS_{name.upper()}" for name in missing)
        raise SettingsInvalid(f"missing for the SMS gateway '{settings.gateway}'", *names)
    if settings.gateway is GatewayName.OFF:
        return console.Off()
    if settings.gateway is GatewayName.CONSOLE:
        return console.ConsoleFile(settings.file) if settings.file else console.Console(sys.stdout)
    return _build_remote(settings, settings.sender or PhoneNumber(""))


def mail_settings(variables: Mapping[str, str]) -> MailSettings | None:
    """Read `HAECHI_MAIL_HOST/PORT/SECURITY/SENDER/SENDER_NAME/DOMAIN/USER/PASSWORD/CA_FILE` and
    `…/TIMEOUT`. None if no host is set: the institution sends no mail. Raises `SettingsInvalid`.
    """
    read = _Reader(variables, "HAECHI_MAIL_")
    host = read.text("HOST")
    if not host:
        return None
    security = read.choice("SECURITY", Security, Security.STARTTLS)
    sender = read.text("SENDER")
    return MailSettings(
        host=host,
        port=read.port("PORT", _PORTS[security]),
        security=security,
        sender=sender,
        domain=read.text("DOMAIN") or sender.rpartition("@")[2],
        sender_name=read.text("SENDER_NAME"),
        user=read.text("USER"),
        password=read.secret("PASSWORD"),
        ca_file=read.text("CA_FILE") or None,
        timeout=read.seconds("TIMEOUT", 20.0),
    )


def build_mailer(settings: MailSettings) -> Mailer:
    """Raises `SettingsInvalid` for settings that cannot work or would show a password."""
    if not is_mail_address(settings.sender):
        raise SettingsInvalid("not a mail address", "HAECHI_MAIL_SENDER")
    if not is_domain(settings.domain):
        raise SettingsInvalid("not a domain", "HAECHI_MAIL_DOMAIN")
    if not is_one_line(settings.sender_name):
        raise SettingsInvalid("has a line break", "HAECHI_MAIL_SENDER_NAME")
    if bool(settings.user) != bool(settings.password):
        raise SettingsInvalid("set both or none", "HAECHI_MAIL_USER", "HAECHI_MAIL_PASSWORD")
    if settings.password and not settings.encrypted:
        raise SettingsInvalid("would send the password in clear", "HAECHI_MAIL_SECURITY")
    return Mailer(settings)


def _build_remote(settings: SmsSettings, sender: PhoneNumber) -> SmsGateway:
    address = settings.address or _ADDRESSES[settings.gateway]
    parts = urlsplit(address)
    secure = parts.scheme == "https" or is_loopback(parts.hostname or "")
    if not (secure and parts.hostname and parts.path == "" and parts.username is None):
        raise SettingsInvalid("must be https://host without a path", "HAECHI_SMS_ADDRESS")
    key, secret, timeout = settings.key, settings.secret, settings.timeout

    def exchange(channel: str) -> Exchange:
        return Exchange(channel, address, timeout=timeout, proxy=settings.proxy)

    if settings.gateway is GatewayName.NCP:
        return ncp_sens.NcpSens(
            exchange(ncp_sens.CHANNEL), settings.service_id, sender, key, secret
        )
    if settings.gateway is GatewayName.SOLAPI:
        return solapi.Solapi(exchange(solapi.CHANNEL), sender, key, secret)
    return nhn.NhnCloud(exchange(nhn.CHANNEL), sender, key, secret)


@dataclass(frozen=True, slots=True)
class _Reader:
    variables: Mapping[str, str] = field(repr=False)
    prefix: str

    def text(self, name: str) -> str:
        return self.variables.get(self.prefix + name, "").strip()

    def secret(self, name: str) -> str:
        file = self.text(f"{name}_FILE")
        if not file:
            return self.text(name)
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise SettingsInvalid("cannot be read", f"{self.prefix}{name}_FILE") from None

    def choice(self, name: str, kind: type[Choice], default: Choice) -> Choice:
        try:
            return kind(self.text(name).lower() or default.value)
        except ValueError:
            offered = ", ".join(member.value for member in kind)
            raise SettingsInvalid(f"must be one of {offered}", self.prefix + name) from None

    def phone(self, name: str) -> PhoneNumber | None:
        try:
            return parse_phone(self.text(name)) if self.text(name) else None
        except PhoneInvalid:
            raise SettingsInvalid("not a Korean phone number", self.prefix + name) from None

    def seconds(self, name: str, default: float) -> float:
        return self._number(name, default, 0.1, 120.0)

    def port(self, name: str, default: int) -> int:
        return int(self._number(name, default, 1, 65535))

    def _number(self, name: str, default: float, low: float, high: float) -> float:
        try:
            value = float(self.text(name) or default)
        except ValueError:
            value = -1.0
        if not low <= value <= high:
            raise SettingsInvalid(f"must be {low:g} to {high:g}", self.prefix + name)
        return value
