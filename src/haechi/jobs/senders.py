"""The worker's gateway and mailer, from its environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from haechi.notifications.channels.config import (
    build_gateway,
    build_mailer,
    mail_settings,
    sms_settings,
)
from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.mail import Mailer, MailRefused, MailUnavailable
from haechi.notifications.channels.port import SmsGateway

FILE_CHANNEL = "file"


class MailSender(Protocol):
    def send(self, *, to: str, subject: str, body: str) -> str:
        """Raises `MailRefused` or `MailUnavailable`."""


@dataclass(frozen=True, slots=True)
class Senders:
    """`mail_carries_content`: False where a mail's body would be readable on its way or where it lies."""

    sms: SmsGateway
    mail: MailSender
    mail_carries_content: bool


@dataclass(frozen=True, slots=True)
class MailFile:
    """Appends to a file only its owner reads: the demo shows what would be sent, the address masked."""

    path: Path

    def send(self, *, to: str, subject: str, body: str) -> str:
        local, _, domain = to.partition("@")
        indented = body.strip().replace("\n", "\n    ")
        text = f"[MAIL] {local[:2]}***@{domain}: {subject}\n    {indented}\n"
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, text.encode("utf-8", "replace"))
            finally:
                os.close(handle)
        except OSError as error:
            raise MailUnavailable(FILE_CHANNEL, Reason.UNREACHABLE, error.errno or "") from None
        return ""


@dataclass(frozen=True, slots=True)
class NoMail:
    """No mail server is set: every mail is refused, so that the gap is seen."""

    def send(self, *, to: str, subject: str, body: str) -> str:
        raise MailRefused("off", Reason.NOT_CONFIGURED)


def senders(variables: Mapping[str, str]) -> Senders:
    """Raises `SettingsInvalid` for settings that cannot work."""
    gateway = build_gateway(sms_settings(variables))
    mail = mail_settings(variables)
    file = variables.get("HAECHI_MAIL_FILE", "").strip()
    if mail:
        mailer: Mailer = build_mailer(mail)
        return Senders(gateway, mailer, mail_carries_content=mail.encrypted)
    if file:
        return Senders(gateway, MailFile(Path(file)), mail_carries_content=False)
    return Senders(gateway, NoMail(), mail_carries_content=False)
