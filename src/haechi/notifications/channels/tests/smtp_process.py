"""Start and stop the SMTP server process of the mail tests, and read what it took."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from haechi.notifications.channels.mail import Security

SERVER = Path(__file__).with_name("smtp_server.py")


@dataclass
class Server:
    port: int
    folder: Path
    process: subprocess.Popen[str]

    def envelope(self, number: int = 0) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.folder / f"{number}.json").read_text())
        return loaded

    def mail(self, number: int = 0) -> EmailMessage:
        raw = (self.folder / f"{number}.eml").read_bytes()
        return message_from_bytes(raw, policy=default)

    def count(self) -> int:
        return len(list(self.folder.glob("*.eml")))


@contextmanager
def server(folder: Path, security: Security, *certificate: Path) -> Iterator[Server]:
    folder.mkdir(exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, SERVER, folder, security.value, *certificate],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield Server(int(process.stdout.readline()), folder, process)
    finally:
        process.terminate()
        process.wait(10)
        process.communicate()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """For `localhost`, one hour; paths of certificate and key, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"
