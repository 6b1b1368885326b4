"""Kamailio with the shipped configuration before two recorders, in a scratch folder on loopback ports."""

import ipaddress
import secrets
import shutil
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from tests.deployment.web import DEPLOY, make_certificate, replaced

from haechi.recorder.tests.world import free_port

KAMAILIO = shutil.which("kamailio") or "/usr/sbin/kamailio"
SCENARIOS = Path(__file__).parent / "sip"
CITIZEN, RECORDED = "01012345678", "02120105"


@dataclass
class Front:
    """`recorders`: their ports; `exchange`: the port at which the officials' side speaks TLS."""

    folder: Path
    recorders: tuple[int, ...]
    exchange: int
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def write(self, choices: dict[str, str] | None = None) -> None:
        """The office's own files beside the shipped `kamailio.cfg`. `choices`: in `local.cfg`, old to new."""
        shutil.copytree(DEPLOY / "kamailio", self.folder)
        tls = self.folder / "tls"
        tls.mkdir()
        for name in ("front", "exchange"):
            make_certificate(tls, name, x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        (tls / "exchanges.crt").write_bytes((tls / "exchange.crt").read_bytes())
        self._change("tls.cfg", {"/etc/kamailio": str(self.folder)})
        self._change("local.cfg", {
            "!/etc/kamailio!": f"!{self.folder}!",
            "192.0.2.10:5060": f"127.0.0.1:{self.port}",
            "192.0.2.10:5061": f"127.0.0.1:{self.tls_port}",
            "192.0.2.20:5061": f"127.0.0.1:{self.exchange}",
            **(choices or {}),
        })  # fmt: skip
        recorders = "".join(f"1 sip:127.0.0.1:{port} 0 0\n" for port in self.recorders)
        exchange = f"2 sip:127.0.0.1:{self.exchange};transport=tls 0 10\n"
        (self.folder / "dispatcher.list").write_text(recorders + exchange)
        (self.folder / "peers.list").write_text("1 127.0.0.1 32\n")

    @property
    def certificate(self) -> Path:
        """Of the exchange, with its key, as baresip wants them."""
        tls = self.folder / "tls"
        both = tls / "exchange.pem"
        both.write_bytes((tls / "exchange.crt").read_bytes() + (tls / "exchange.key").read_bytes())
        return both

    def _change(self, name: str, changes: dict[str, str]) -> None:
        path = self.folder / name
        path.write_text(replaced(path.read_text(), changes))

    def start(self) -> None:
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            [KAMAILIO, "-f", str(self.folder / "kamailio.cfg"), "-DD", "-E", "-m", "32", "-M", "4",
             "-Y", str(self.folder), "-w", str(self.folder)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
        )  # fmt: skip

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def call(
        self, transport: str, number: str, *words: str, scenario: str = "citizen"
    ) -> "Callers":
        """SIPp as callers (`words`: its options); `with` starts them."""
        return Callers(self, scenario, ("-t", transport, "-s", number, *words))

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def ask(
        self, method: str, *more: str, body: str = "", to_tag: str = "", host: str = "127.0.0.1"
    ) -> str:
        """What is answered in the end to a request from `host` over TCP; "" where nothing is."""
        with socket.create_connection(("127.0.0.1", self.port), 2, (host, 0)) as wire:
            wire.sendall(request(method, *more, body=body, to_tag=to_tag))
            return final(wire)


@dataclass
class Callers:
    front: Front
    scenario: str
    words: tuple[str, ...]
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Callers":
        folder = Path(mkdtemp(prefix=f"{self.scenario}-", dir=self.front.folder))
        self.errors = folder / "errors"
        self.process = subprocess.Popen(
            ["sipp", f"127.0.0.1:{self.front.port}", "-sf", str(SCENARIOS / f"{self.scenario}.xml"),
             "-i", "127.0.0.1", "-p", str(free_port()), "-nostdin", "-timeout", "15s", "-timeout_error",
             "-trace_err", "-error_file", str(self.errors), *self.words],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def done(self, seconds: float = 15) -> None:
        """All of them were answered, and ended as the scenario says."""
        assert self.process is not None
        code = self.process.wait(seconds)
        why = self.errors.read_text()[-1500:] if self.errors.exists() else ""
        assert code == 0, f"{self.scenario} {self.words}: {code}\n{why}\n{self.front.log()[-1500:]}"


def request(method: str, *more: str, body: str = "", to_tag: str = "") -> bytes:
    """The first of a call, over TCP. `more`: further headers."""
    name = f"z9hG4bK{secrets.token_hex(6)}"
    lines = [
        f"{method} sip:{RECORDED}@127.0.0.1 SIP/2.0",
        f"Via: SIP/2.0/TCP 127.0.0.1:9;branch={name}",
        f"From: <sip:{CITIZEN}@127.0.0.1>;tag=1",
        f"To: <sip:{RECORDED}@127.0.0.1>{to_tag}",
        f"Call-ID: {name}",
        f"CSeq: 1 {method}",
        f"Contact: <sip:{CITIZEN}@127.0.0.1:9;transport=tcp>",
        *more,
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def later(answer: str, method: str, number: int) -> bytes:
    """A request within the dialog that `answer` made, along its recorded route (RFC 3261, 12.2.1.1)."""
    fields = [line.partition(": ")[::2] for line in answer.split("\r\n")[1:]]
    first = dict(reversed(fields))
    routes = [value for name, value in fields if name == "Record-Route"]
    lines = [
        f"{method} {first['Contact'].partition('>')[0].strip('<')} SIP/2.0",
        f"Via: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK{secrets.token_hex(6)}",
        *(f"Route: {route}" for route in reversed(routes)),
        *(f"{name}: {first[name]}" for name in ("From", "To", "Call-ID")),
        f"CSeq: {number} {method}",
        "Max-Forwards: 70",
        "Content-Length: 0",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def final(wire: socket.socket) -> str:
    """The first final answer that comes within a few seconds."""
    wire.settimeout(6)
    text = ""
    try:
        while chunk := wire.recv(65536).decode():
            text += chunk
            for part in text.split("\r\n\r\n"):
                if part.startswith("SIP/2.0") and not part.startswith("SIP/2.0 1"):
                    return part
    except OSError:
        pass  # nothing more comes
    return ""
