"""A scratch installation that `haechi serve` runs on free ports of the loopback interface."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from haechi.demo.signins import DemoSignIns, read_sign_ins

LONGEST_START = 180.0
LONGEST_STOP = 20.0
_HAECHI = [sys.executable, "-m", "haechi.cli.main"]


class NotStarted(Exception):
    """The system did not come up, or did not go down."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Installation:
    """`folder` is removed by whoever made it."""

    folder: Path
    reporter_port: int = field(default_factory=free_port)
    staff_port: int = field(default_factory=free_port)
    officials_port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "serve.log"

    @property
    def reporter(self) -> str:
        return f"http://127.0.0.1:{self.reporter_port}"

    @property
    def staff(self) -> str:
        return f"http://127.0.0.1:{self.staff_port}"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own installation."""
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
        return {**kept, "HAECHI_DATA_DIR": str(self.data), "HAECHI_SIP_PORT": "0",
                "HAECHI_RECORDER_NEXT_HOP": f"127.0.0.1:{self.officials_port}"}  # fmt: skip

    def start(self) -> str:
        """Start and wait until both sites answer; raises `NotStarted`."""
        command = [*_HAECHI, "serve", "--reporter-port", str(self.reporter_port),
                   "--staff-port", str(self.staff_port)]  # fmt: skip
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until = time.monotonic() + LONGEST_START
        while not (_answers(self.reporter_port) and _answers(self.staff_port)):
            if self._process.poll() is not None or time.monotonic() > until:
                raise NotStarted(self._last_words())
            time.sleep(0.2)
        return f"{self.reporter} {self.staff}"

    def stop(self) -> str:
        """Stop and see that every process is gone; raises `NotStarted`."""
        if self._process is None:
            return ""
        group = _descendants(self._process.pid)
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise NotStarted("the supervisor did not stop") from None
        left = [pid for pid in group if Path(f"/proc/{pid}").exists()]
        if code or left:
            raise NotStarted(f"exit code {code}, {len(left)} processes left")
        return f"{len(group)} processes"

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another `haechi` command on this installation."""
        return subprocess.run(  # noqa: S603
            [*_HAECHI, *words], env=self.environment, capture_output=True, text=True, check=False
        )

    def sign_ins(self) -> DemoSignIns:
        found = read_sign_ins(self.data)
        if found is None:
            raise NotStarted("the demo was not loaded")
        return found

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return " | ".join(lines[-3:]) or "no answer"


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _descendants(pid: int) -> list[int]:
    """The process, its children, their children."""
    found = [pid]
    for parent in found:
        children = Path(f"/proc/{parent}/task/{parent}/children")
        if children.exists():
            found += [int(child) for child in children.read_text().split()]
    return found
