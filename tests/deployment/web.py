"""nginx and site processes as an operator runs them, in a scratch folder on loopback ports."""

import contextlib
import datetime
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from haechi.cli.installation import free_port
from haechi.cli.zones import zone_environment

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"


def as_nobody() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def make_certificate(folder: Path, name: str, host: x509.GeneralName) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / f"{name}.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """Every string must occur: a configuration that changed must not slip past its test."""
    for old, new in changes.items():
        assert old in text, f"not in the configuration: {old}"
        text = text.replace(old, new)
    return text


@dataclass
class Nginx:
    """The shipped configuration with this machine's folders and ports, and nothing else changed."""

    folder: Path
    reporters: Sequence[int]
    staff: Sequence[int]
    port: int = field(default_factory=free_port)
    plain_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def write(self) -> None:
        sites, logs, tls = (self.folder / name for name in ("haechi", "logs", "tls"))
        for each in (sites, logs, tls, self.folder / "tmp"):
            each.mkdir(parents=True)
        make_certificate(tls, "reporter", x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        make_certificate(tls, "staff", x509.DNSName("localhost"))
        self._write_main(sites, logs)
        ports = {
            "listen 443 ssl http2": f"listen 127.0.0.1:{self.port} ssl http2",
            "listen [::]:443": f"# listen [::]:{self.port}",
            "/etc/haechi/tls": str(tls),
        }
        self._write_site(sites / "reporter.conf", {
            **ports,
            "server_name report.example.kr": "server_name 127.0.0.1",
            "server 127.0.0.1:8600;": _servers(self.reporters),
            "listen 80 default_server": f"listen 127.0.0.1:{self.plain_port} default_server",
            "listen [::]:80": "# listen [::]:80",
        })  # fmt: skip
        self._write_site(sites / "staff.conf", {
            **ports,
            "/var/log/nginx": str(logs),
            "server_name staff.example.kr": "server_name localhost",
            "server 127.0.0.1:8601;": _servers(self.staff),
        })  # fmt: skip

    def _write_main(self, sites: Path, logs: Path) -> None:
        scratch = "".join(
            f"    {kind}_temp_path {self.folder}/tmp/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        text = replaced(
            (DEPLOY / "nginx/nginx.conf").read_text(),
            {
                "/etc/nginx/haechi/*.conf;": f"{sites}/*.conf;\n{scratch}",
                "/run/nginx.pid": f"{self.folder}/nginx.pid",
                "/var/log/nginx": str(logs),
            },
        )
        (self.folder / "nginx.conf").write_text(text)

    @staticmethod
    def _write_site(target: Path, changes: Mapping[str, str]) -> None:
        target.write_text(replaced((DEPLOY / "nginx" / target.name).read_text(), changes))

    def start(self) -> None:
        self.write()
        if os.geteuid() == 0:
            owner = pwd.getpwnam("nobody")
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        arguments = [NGINX, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"),
                     "-g", "daemon off;", "-e", str(self.folder / "logs/start.log")]  # fmt: skip
        checked = subprocess.run([*arguments, "-t"], capture_output=True, text=True, check=False,
                                 **as_nobody())  # fmt: skip
        assert checked.returncode == 0, checked.stderr
        self.process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, **as_nobody(),
        )  # fmt: skip
        wait_for(self.port)

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)

    def written(self) -> dict[Path, bytes]:
        """Everything below the folder that is not configuration or key."""
        kept = {self.folder / "nginx.conf"}
        return {
            path: path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path not in kept and path.parent.name not in {"haechi", "tls"}
        }

    def temporary_files(self) -> set[str]:
        """Files below `tmp` that a process of nginx has open; it removes their names at once."""
        assert self.process
        parent = self.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        found = set()
        for descriptor in (d for pid in children for d in Path(f"/proc/{pid}/fd").iterdir()):
            with contextlib.suppress(FileNotFoundError):
                found.add(os.readlink(descriptor))
        return {path for path in found if path.startswith(str(self.folder / "tmp"))}

    def trust(self, zone: str) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "tls" / f"{zone}.crt"))


def _servers(ports: Sequence[int]) -> str:
    return " ".join(f"server 127.0.0.1:{port};" for port in ports)


@dataclass
class Site:
    """One more process of a site, beside those of the supervisor."""

    zone: str
    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        variables = {**self.environment, f"HAECHI_{self.zone.upper()}_PORT": str(self.port)}
        kept = zone_environment(self.zone, variables)
        kept[f"HAECHI_{self.zone.upper()}_PORT"] = str(self.port)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "haechi.cli.main", "site", self.zone],
            env=kept, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(self.port)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)


def wait_for(port: int, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens on {port}")
