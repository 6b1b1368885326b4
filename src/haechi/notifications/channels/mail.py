"""Plain-text mail over SMTP (HL-6), built so that its headers tell nothing about this server.

Sources: RFC 5321 4.2.1 (4yz temporary, 5yz permanent), RFC 5322 3.6, RFC 3834 5 (Auto-Submitted),
RFC 3207 (STARTTLS).
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import secrets
import smtplib
import ssl
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime
from enum import StrEnum
from typing import Final

from haechi.notifications.channels.errors import (
    DeliveryError,
    DeliveryRefused,
    DeliveryUnavailable,
    Reason,
)

CHANNEL: Final = "smtp"

# ASCII only: an internationalised address needs SMTPUTF8, which agency relays lack.
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?P<domain>[A-Za-z0-9.-]{1,253})"
)
_DOMAIN: Final = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")
_RESPONSES: Final[dict[type[Exception], Reason]] = {
    smtplib.SMTPAuthenticationError: Reason.BAD_CREDENTIALS,
    smtplib.SMTPSenderRefused: Reason.SENDER_NOT_ACCEPTED,
}


class MailRefused(DeliveryRefused):
    """Permanent: bad address, bad credentials, refused by the server for good (5yz)."""


class MailUnavailable(DeliveryUnavailable):
    """Temporary: server down, no answer in time, certificate not valid, 4yz."""


class Security(StrEnum):
    TLS = "tls"  # from the first byte, port 465
    STARTTLS = "starttls"  # required, never optional: no fall back to plain text
    PLAIN = "plain"  # a relay on this machine or, knowingly, on an inner network


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`domain` is the institution's, for Message-ID and EHLO; `timeout` in seconds per step."""

    host: str
    port: int
    security: Security
    sender: str
    domain: str
    sender_name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str | None = None
    timeout: float = 20.0

    @property
    def encrypted(self) -> bool:
        """False if the mail crosses a network in clear: then it should carry no content (HL-6)."""
        return self.security is not Security.PLAIN or is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class Mailer:
    settings: MailSettings

    def send(self, *, to: str, subject: str, body: str) -> str:
        """Hand one mail to the server; returns its Message-ID.

        At least once, as for SMS. Raises `MailRefused` or `MailUnavailable`.
        """
        message = compose(self.settings, to=to, subject=subject, body=body)
        failure: DeliveryError | None = None
        try:
            with self._session() as session:
                session.send_message(message, self.settings.sender, [to])
        except (smtplib.SMTPException, OSError) as error:
            failure = _failure(error)
        # Raised outside the `except`: smtplib keeps the recipient in the exception it raised.
        if failure is not None:
            raise failure
        return str(message["Message-ID"])

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        session = self._connect()
        try:
            if self.settings.security is Security.STARTTLS:
                session.starttls(context=self._tls())
            if self.settings.user:
                session.login(self.settings.user, self.settings.password)
            yield session
        finally:
            # The answer to QUIT does not change whether the mail was taken.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                session.quit()
            session.close()

    def _connect(self) -> smtplib.SMTP:
        at = self.settings
        # local_hostname: smtplib's default tells the relay, and so every mail, this machine's name.
        if at.security is Security.TLS:
            return smtplib.SMTP_SSL(
                at.host, at.port, at.domain, timeout=at.timeout, context=self._tls()
            )
        return smtplib.SMTP(at.host, at.port, at.domain, timeout=at.timeout)

    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.settings.ca_file)


def is_mail_address(value: str) -> bool:
    """True for `local@domain` in ASCII: nothing that could end or start a header or a command."""
    match = _ADDRESS.fullmatch(value)
    return match is not None and is_domain(match["domain"])


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_one_line(value: str) -> bool:
    """True without control characters and line breaks of any script (RFC 5322 2.2)."""
    return all(unicodedata.category(character) not in {"Cc", "Zl", "Zp"} for character in value)


def is_domain(value: str) -> bool:
    return _DOMAIN.fullmatch(value) is not None


def compose(settings: MailSettings, *, to: str, subject: str, body: str) -> MIMEText:
    """Raises `MailRefused` for an address or subject that could forge a header."""
    if not (is_mail_address(to) and is_mail_address(settings.sender)):
        raise MailRefused(CHANNEL, Reason.BAD_RECIPIENT)
    title = _sendable(subject)
    if not (is_one_line(title) and is_one_line(settings.sender_name)):
        raise MailRefused(CHANNEL, Reason.BAD_TEXT)
    # email.header, not EmailMessage: the latter loses spaces between the words it encodes.
    message = MIMEText(_sendable(body), "plain", "utf-8")
    message["From"] = _from(settings)
    message["To"] = to
    message["Subject"] = Header(title, "utf-8", header_name="Subject").encode()
    # UTC and a random identifier: email.utils would write the time zone, process and host name.
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{settings.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def _from(settings: MailSettings) -> str:
    header = Header(header_name="From")
    if settings.sender_name:
        header.append(_sendable(settings.sender_name), "utf-8")
    header.append(f"<{settings.sender}>", "us-ascii")
    return header.encode()


def _sendable(text: str) -> str:
    """A reporter may paste a lone surrogate; it becomes "?" instead of losing the notice."""
    return text.encode("utf-8", "replace").decode()


def _failure(error: Exception) -> DeliveryError:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((code for code, _ in error.recipients.values()), 450)
        return _by_code(code, Reason.BAD_RECIPIENT)
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return _by_code(error.smtp_code, _RESPONSES.get(type(error), Reason.REFUSED))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return MailRefused(CHANNEL, Reason.NOT_SUPPORTED)
    if isinstance(error, ssl.SSLError):
        return MailUnavailable(CHANNEL, Reason.NOT_SECURE)
    return MailUnavailable(CHANNEL, Reason.UNREACHABLE)


def _by_code(code: int, permanent: Reason) -> DeliveryError:
    if 500 <= code < 600:
        return MailRefused(CHANNEL, permanent, code)
    return MailUnavailable(CHANNEL, Reason.BUSY, code)
