"""The supervisor with real processes: restart, clean stop, no orphan whatever happens (journey 1)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from haechi.cli import supervisor as module
from haechi.cli.supervisor import Program, Supervisor

pytestmark = pytest.mark.process

PATIENCE = 15.0
CHILD = """
import os, signal, subprocess, sys, time
from haechi.cli.lifetime import begin_supervised
begin_supervised(int(sys.argv[1]))
if "deaf" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "helper" in sys.argv:
    helper = subprocess.Popen(["sleep", "600"])
    open(sys.argv[2] + ".helper", "w").write(str(helper.pid))
with open(sys.argv[2], "a") as file:
    file.write(f"{os.getpid()}\\n")
if "crash" in sys.argv:
    sys.exit(3)
time.sleep(600)
"""
PARENT = """
import sys
from pathlib import Path
from haechi.cli.supervisor import Supervisor
from haechi.cli.tests.test_supervisor import program
Supervisor([program(Path(sys.argv[1]), *sys.argv[2:])], lambda text: None).run(lambda: True)
"""


def program(record: Path, *words: str) -> Program:
    command = [sys.executable, "-c", CHILD, str(os.getpid()), str(record), *words]
    return Program("child", command, {"PATH": os.environ["PATH"], "PYTHONPATH": source_path()})


def source_path() -> str:
    return str(Path(module.__file__).parents[2])


def pids_in(record: Path) -> list[int]:
    return [int(line) for line in record.read_text().split()] if record.exists() else []


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def wait_for(condition: Callable[[], object]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.05)
    return False


def started_parent(record: Path, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", PARENT, str(record), *words],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": source_path()},
        process_group=0,
    )


def test_a_crashed_process_is_started_again_and_the_operator_is_told(tmp_path: Path) -> None:
    record = tmp_path / "pids"
    said: list[str] = []
    until = time.monotonic() + PATIENCE
    running = Supervisor([program(record, "crash")], said.append)
    running.run(lambda: len(pids_in(record)) < 3 and time.monotonic() < until)
    assert len(set(pids_in(record))) >= 3
    assert "3" in said[0]


def test_pauses_between_crashes_grow(tmp_path: Path) -> None:
    said: list[str] = []
    until = time.monotonic() + PATIENCE
    running = Supervisor([program(tmp_path / "pids", "crash")], said.append)
    running.run(lambda: len(said) < 4 and time.monotonic() < until)
    pauses = [float(text.split(" in ")[-1].split()[0]) for text in said]
    assert pauses[:4] == [0.0, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_every_process(tmp_path: Path, number: signal.Signals) -> None:
    record = tmp_path / "pids"
    parent = started_parent(record, "helper")
    assert wait_for(lambda: pids_in(record))
    pids = [*pids_in(record), *pids_in(Path(f"{record}.helper"))]
    parent.send_signal(number)
    assert parent.wait(PATIENCE) == 0
    assert not [pid for pid in pids if is_running(pid)]


def test_ctrl_c_of_the_terminal_reaches_the_supervisor_alone(tmp_path: Path) -> None:
    record = tmp_path / "pids"
    parent = started_parent(record)
    assert wait_for(lambda: pids_in(record))
    [child] = pids_in(record)
    assert os.getpgid(child) != os.getpgid(parent.pid)
    os.killpg(parent.pid, signal.SIGINT)
    assert parent.wait(PATIENCE) == 0
    assert not is_running(child)


def test_a_process_that_hears_nothing_is_killed_after_the_grace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE", 0.5)
    record = tmp_path / "pids"
    running = Supervisor([program(record, "deaf")], lambda _text: None)
    until = time.monotonic() + PATIENCE
    running.run(lambda: not pids_in(record) and time.monotonic() < until)
    assert pids_in(record)
    assert not is_running(pids_in(record)[0])


def test_a_killed_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    record = tmp_path / "pids"
    parent = started_parent(record)
    assert wait_for(lambda: pids_in(record))
    parent.kill()
    parent.wait(PATIENCE)
    assert wait_for(lambda: not is_running(pids_in(record)[0]))


def test_a_process_gets_no_variable_that_is_not_its_own(tmp_path: Path) -> None:
    record = tmp_path / "pids"
    parent = started_parent(record)
    assert wait_for(lambda: pids_in(record))
    environment = Path(f"/proc/{pids_in(record)[0]}/environ").read_bytes().split(b"\0")
    assert {line.split(b"=")[0] for line in environment if line} == {b"PATH", b"PYTHONPATH"}
    parent.terminate()
    parent.wait(PATIENCE)
