"""The whole system as `./run` starts it: `haechi serve` on free loopback ports, in a scratch data folder."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.prepared import lay_demo

from haechi.demo.signins import DemoSignIns, SignIn, read_sign_ins

ROOT = Path(__file__).resolve().parents[2]
LONGEST_START = 150.0
LONGEST_STOP = 25.0


@dataclass
class Installation:
    """A running installation with the demo: its data folder and the addresses of its two sites."""

    data: Path
    reporter: str
    staff: str

    @property
    def sign_ins(self) -> DemoSignIns:
        found = read_sign_ins(self.data)
        assert found is not None, "no demo was loaded"
        return found

    @property
    def form(self) -> str:
        """The address of the demo institution's report form: what its banner and its QR lead to."""
        return self.reporter + self.sign_ins.form

    def officer(self, user: str) -> SignIn:
        return next(one for one in self.sign_ins.officers if one.user == user)


@dataclass
class System(Installation):
    """One that these journeys started. `process` is its supervisor."""

    process: subprocess.Popen[bytes] = field(repr=False)
    log: Path

    @property
    def setup_code(self) -> str:
        return (self.data / "setup-code").read_text().strip()

    def pid_of(self, zone: str) -> int:
        """The process that serves a zone (`reporter`, `staff`) or works (`worker`) at this moment."""
        words = ("site", zone) if zone != "worker" else ("worker",)
        for pid in descendants(self.process.pid):
            command = command_line(pid)
            if "haechi.cli.main" in command and all(word in command for word in words):
                return pid
        raise LookupError(zone)

    def kill(self, zone: str) -> int:
        """End one process as a crash would; returns its pid."""
        pid = self.pid_of(zone)
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not alive(pid), 10)
        return pid

    def wait_for(self, zone: str) -> None:
        """Until the zone answers (again)."""
        address = self.reporter if zone == "reporter" else self.staff

        def answered() -> bool:
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            return answers(address)

        wait_until(answered, LONGEST_START)


def command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path("/proc").glob(f"{pid}/task/*/children"):
        try:
            children = [int(word) for word in task.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def wait_until(holds, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"waited {seconds} s in vain"
        time.sleep(0.05)


def answers(address: str) -> bool:
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    try:
        connection.request("HEAD", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def scratch_environment(data: Path, **more: str) -> dict[str, str]:
    """What an operator's shell would hand to `haechi`, without settings of the machine's own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAECHI_", "DJANGO_"))}
    own = {
        "PYTHONPATH": str(ROOT / "src"),
        "HAECHI_DATA_DIR": str(data),
        "HAECHI_SIP_PORT": "0",
    }
    return {**kept, **own, **more}


def haechi(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "haechi.cli.main", *arguments]


@contextmanager
def running(data: Path, *, demo: bool, **settings: str) -> Iterator[System]:
    """Serve `data` with the demo, or empty with the first-run wizard; stop it at the end."""
    environment = scratch_environment(data, **settings)
    if demo:
        lay_demo(data)
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as out:
        reporter_port, staff_port = free_ports(2)
        ports = ["--reporter-port", str(reporter_port), "--staff-port", str(staff_port)]
        command = haechi("serve", "--data", str(data), *ports, *([] if demo else ["--no-demo"]))
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    sites = [f"http://127.0.0.1:{port}" for port in (reporter_port, staff_port)]
    system = System(data, *sites, process, log)
    try:
        system.wait_for("reporter")
        system.wait_for("staff")
        yield system
    finally:
        stop(system)


def stop(system: System) -> None:
    """Ctrl-C, and nothing of the system is left."""
    everyone = [system.process.pid, *descendants(system.process.pid)]
    system.process.send_signal(signal.SIGINT)
    try:
        system.process.wait(LONGEST_STOP)
    finally:
        left = [pid for pid in everyone if alive(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        assert not left, f"left running after Ctrl-C: {left}"
