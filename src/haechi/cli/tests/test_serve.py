"""`haechi serve` as an operator meets it: first start, second start, busy port, crash, stop (journey 1)."""

import http.client
import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from tests.prepared import lay_empty

import haechi
from haechi.cli.installation import free_port
from haechi.demo.signins import read_sign_ins

pytestmark = pytest.mark.process

PATIENCE = 120.0
SERVE = [sys.executable, "-m", "haechi.cli.main", "serve"]
CHANGING = {
    "haechi.sqlite3",
    "haechi.sqlite3-wal",
    "haechi.sqlite3-shm",
    "outbox.log",
    "generation",
}


@dataclass
class Served:
    data: Path
    reporter_port: int
    staff_port: int
    process: subprocess.Popen[bytes]
    output: Path

    def text(self) -> str:
        return self.output.read_text()

    def children(self) -> dict[str, int]:
        """Process ids by name: reporter, staff, worker, recorder."""
        found = {}
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in map(int, path.read_text().split()):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            if "haechi.cli.main" not in words:
                continue  # just ended, or not yet the program it will be
            after = words[words.index("haechi.cli.main") + 1 :]
            found[after[1] if after[0] == "site" else after[0]] = pid
        return found


def environment(data: Path) -> dict[str, str]:
    source = str(Path(haechi.__file__).parents[1])
    own = {"PYTHONPATH": source, "HAECHI_DATA_DIR": str(data), "HAECHI_SIP_PORT": "0"}
    return {"PATH": os.environ["PATH"], **own}


def wait_for(condition: Callable[[], object], seconds: float = PATIENCE) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def serving(data: Path, *options: str) -> Iterator[Served]:
    ports = free_port(), free_port()
    output = data.with_suffix(".log")
    command = [*SERVE, "--reporter-port", str(ports[0]), "--staff-port", str(ports[1]), *options]
    with output.open("wb") as log:
        process = subprocess.Popen(command, env=environment(data), stdout=log, stderr=log)
    served = Served(data, *ports, process, output)
    try:
        assert wait_for(lambda: "Ctrl-C" in served.text() or process.poll() is not None)
        assert process.poll() is None, served.text()
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(30)


def status_of(port: int, path: str = "/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def contents(data: Path) -> dict[str, str]:
    """Without what worker and recorder hand each other while they run."""
    passing = data / "recorder"
    files = (
        path
        for path in data.rglob("*")
        if path.is_file() and path.name not in CHANGING and passing not in path.parents
    )
    return {str(path.relative_to(data)): sha256(path.read_bytes()).hexdigest() for path in files}


def dump(data: Path) -> list[str]:
    """Every row but what passes: the planner's statistics, the generation (it grows by the hour), the
    recorder's state of this moment."""
    passing = ("sqlite_stat", '"continuity_generation" VALUES', '"recordings_roomstate" VALUES')
    with sqlite3.connect(data / "haechi.sqlite3") as database:
        return [line for line in database.iterdump() if not any(each in line for each in passing)]


def refused(data: Path, *options: str) -> str:
    """What a `serve` that cannot start says."""
    done = subprocess.run(
        [*SERVE, *options], env=environment(data), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def check_zones(served: Served) -> None:
    """Each process has its own zone's settings, the reporter site not a word of the others'."""
    found = {
        name: Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
        for name, pid in served.children().items()
    }
    recorder = found.pop("recorder")
    assert not [
        line for line in recorder if line.startswith(("DJANGO", "HAECHI_DATABASE", "HAECHI_SMS"))
    ]
    for name, lines in found.items():
        assert f"DJANGO_SETTINGS_MODULE=haechi.config.settings.{name}" in lines
    barred = ("HAECHI_SMS", "HAECHI_MAIL", "HAECHI_STAFF")
    assert not [line for line in found["reporter"] if line.startswith(barred)]
    assert [line for line in found["worker"] if line.startswith("HAECHI_SMS_FILE=")]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a first start with the demo; its log lies beside it."""
    data = tmp_path_factory.mktemp("serve") / "data"
    with serving(data) as served:
        outbox = data / "outbox.log"
        told = wait_for(lambda: outbox.exists() and "[MAIL]" in outbox.read_text(), 30)
        assert told, served.text()
        assert status_of(served.reporter_port, "/hanbit/") == 200
        assert status_of(served.staff_port, "/account/sign-in/") == 200
    return data


def test_the_first_start_prints_addresses_and_sign_ins_and_makes_private_files(
    installed: Path,
) -> None:
    said = installed.with_suffix(".log").read_text()
    sign_ins = read_sign_ins(installed)
    assert sign_ins is not None
    assert re.search(r"http://127\.0\.0\.1:\d+/hanbit/", said)
    for each in sign_ins.officers:
        assert each.user in said
        assert each.password in said
        assert each.secret in said
    assert "stopped" in said
    assert stat.S_IMODE(installed.stat().st_mode) == 0o700
    for path in installed.glob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_a_second_start_changes_nothing_and_one_beside_it_is_refused(installed: Path) -> None:
    files, rows = contents(installed), dump(installed)
    assert len(rows) > 500
    with serving(installed) as served:
        assert status_of(served.reporter_port, "/hanbit/") == 200
        check_zones(served)
        assert "--data" in refused(installed, "--reporter-port", "0", "--staff-port", "0")
    assert "demo: 40" not in served.text()
    assert contents(installed) == files
    assert dump(installed) == rows


def test_a_site_that_crashes_comes_back_and_a_killed_supervisor_leaves_nobody(
    installed: Path,
) -> None:
    with serving(installed) as served:
        before = served.children()
        assert set(before) == {"reporter", "staff", "worker", "recorder"}
        os.kill(before["reporter"], signal.SIGKILL)
        assert wait_for(
            lambda: served.children().get("reporter", before["reporter"]) != before["reporter"]
        )
        assert wait_for(lambda: status_of(served.reporter_port, "/hanbit/") == 200)
        after = served.children()
        assert (after["staff"], after["worker"]) == (before["staff"], before["worker"])
        served.process.kill()
        served.process.wait(10)
        assert wait_for(lambda: not any(Path(f"/proc/{p}").exists() for p in after.values()), 15)


def test_a_busy_port_is_named_with_the_option_that_chooses_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(tmp_path / "data", "--staff-port", port, "--reporter-port", "0")
    assert port in said
    assert "--staff-port" in said


def test_without_the_demo_the_first_run_wizard_waits_behind_a_code(tmp_path: Path) -> None:
    data = tmp_path / "data"
    lay_empty(data)  # `installed` makes its own tables
    with serving(data, "--no-demo") as served:
        code = (data / "setup-code").read_text().strip()
        assert code in served.text()
        assert f"http://127.0.0.1:{served.staff_port}/setup/" in served.text()
        assert status_of(served.staff_port, "/setup/") == 200
    assert stat.S_IMODE((data / "setup-code").stat().st_mode) == 0o600
    assert read_sign_ins(data) is None
    assert not [line for line in dump(data) if 'institutions_institution" VALUES' in line]
