"""A scratch installation with its demo, and its real server processes on free loopback ports."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import _path  # noqa: F401
from _common import ROOT, family, say

from haechi.cli.zones import zone_environment
from haechi.demo.signins import DemoSignIns, read_sign_ins

_HAECHI = [sys.executable, "-m", "haechi.cli.main"]
_STARTS_WITHIN = 90.0


@dataclass
class Server:
    """One site's process."""

    zone: str
    port: int
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End the process and what it started, each by its id."""
        pids = family(self.pid)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pid in pids[1:]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class Installation:
    """A data folder of its own under the system's temporary folder; gone at the end."""

    def __init__(
        self,
        *,
        demo: bool = True,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="haechi-bench-", dir=folder))
        self.variables = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("HAECHI_", "DJANGO_"))},
            "PYTHONPATH": str(ROOT / "src"),
            "HAECHI_DATA_DIR": str(self.data),
            **(variables or {}),
        }
        say("preparing", self.data)
        try:
            self.command("prepare")
            if demo:
                self.command("demo")
        except BaseException:
            self.remove()
            raise

    def command(self, *arguments: str) -> None:
        """Run `haechi …` on this data folder; its words go to stderr.

        Raises:
            subprocess.CalledProcessError: it failed.
        """
        environment = zone_environment("worker", self.variables)
        subprocess.run([*_HAECHI, *arguments], env=environment, stdout=sys.stderr, check=True)

    @property
    def database(self) -> Path:
        return self.data / "haechi.sqlite3"

    @property
    def sign_ins(self) -> DemoSignIns:
        found = read_sign_ins(self.data)
        assert found is not None
        return found

    @contextlib.contextmanager
    def serving(self, *zones: str) -> Iterator[list[Server]]:
        """The sites of these zones, until the end of the block."""
        servers: list[Server] = []
        listeners = [(zone, socket.create_server(("127.0.0.1", 0), backlog=512)) for zone in zones]
        ports = {zone: listener.getsockname()[1] for zone, listener in listeners}
        try:
            for zone, listener in listeners:
                servers.append(self._start(zone, listener, ports))
                listener.close()
            for server in servers:
                _wait_for(server)
            yield servers
        finally:
            for server in servers:
                server.stop()

    def _start(self, zone: str, listener: socket.socket, ports: dict[str, int]) -> Server:
        number = listener.fileno()
        variables = dict(self.variables)
        for name, port in ports.items():
            variables[f"HAECHI_{name.upper()}_URL"] = f"http://127.0.0.1:{port}"
        process = subprocess.Popen(
            [*_HAECHI, "site", zone, "--fd", str(number), "--parent", str(os.getpid())],
            env=zone_environment(zone, variables),
            pass_fds=(number,),
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
        )
        return Server(zone, listener.getsockname()[1], process)

    def remove(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)

    def __enter__(self) -> "Installation":
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def _wait_for(server: Server) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        assert server.process.poll() is None, f"{server.zone} ended"
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", server.port), 5) as s,
        ):
            s.sendall(b"HEAD / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if s.recv(64):
                return
        time.sleep(0.1)
    raise TimeoutError(server.zone)
