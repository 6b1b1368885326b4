"""Gateways that reach no telephone: two show the message (demo), one says it is off."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn, TextIO

from haechi.notifications.channels.errors import Reason
from haechi.notifications.channels.http import prepare
from haechi.notifications.channels.port import (
    PhoneNumber,
    SmsReceipt,
    SmsRefused,
    SmsText,
    SmsUnavailable,
    mask_phone,
)

CHANNEL: Final = "console"
OFF_CHANNEL: Final = "off"


@dataclass(frozen=True, slots=True)
class Console:
    """Writes to a stream; the number is masked because terminals are shared and scroll back."""

    stream: TextIO = field(repr=False)

    def send(self, *, to: PhoneNumber, text: str) -> SmsReceipt:
        line = _line(to, prepare(CHANNEL, to, text))
        try:
            self.stream.write(line)
            self.stream.flush()
        except (OSError, ValueError):
            raise SmsUnavailable(CHANNEL, Reason.UNREACHABLE) from None
        return _receipt()


@dataclass(frozen=True, slots=True)
class ConsoleFile:
    """Appends to a file only its owner reads (0600); the folder must exist."""

    path: Path

    def send(self, *, to: PhoneNumber, text: str) -> SmsReceipt:
        line = _line(to, prepare(CHANNEL, to, text)).encode()
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, line)
            finally:
                os.close(handle)
        except OSError as error:
            raise SmsUnavailable(CHANNEL, Reason.UNREACHABLE, error.errno or "") from None
        return _receipt()


@dataclass(frozen=True, slots=True)
class Off:
    """The institution has no gateway: every message is refused, so that the gap is seen."""

    def send(self, *, to: PhoneNumber, text: str) -> NoReturn:
        raise SmsRefused(OFF_CHANNEL, Reason.NOT_CONFIGURED)


def _line(to: PhoneNumber, message: SmsText) -> str:
    content = message.content.replace("\n", "\n    ")
    return f"[{message.kind.value} {message.size} B] {mask_phone(to)}: {content}\n"


def _receipt() -> SmsReceipt:
    return SmsReceipt(CHANNEL, f"{datetime.now(UTC):%Y%m%d}-{os.urandom(4).hex()}")
