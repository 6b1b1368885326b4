"""`haechi check`: one JSON line, exit code 0 only if all held, nothing left behind (journey 1)."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

import haechi
from haechi.cli.check import Step
from haechi.cli.journey import JourneyFault, must

pytestmark = pytest.mark.process
CHECK = [sys.executable, "-m", "haechi.cli.main", "check"]


def run_check(folder: Path, *, file_limit: int | None = None) -> subprocess.CompletedProcess[str]:
    source = str(Path(haechi.__file__).parents[1])
    own = {"PYTHONPATH": source, "PYTHONFAULTHANDLER": "1", "TMPDIR": str(folder)}
    limit = ["prlimit", f"--fsize={file_limit}"] if file_limit else []
    command, environment = [*limit, *CHECK], {"PATH": os.environ["PATH"], **own}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            said, complained = process.communicate(timeout=180)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # it says where it stood
            said, complained = process.communicate(timeout=10)
            pytest.fail(said + complained)
    return subprocess.CompletedProcess(command, process.returncode, said, complained)


def test_the_whole_journey_holds_and_leaves_nothing() -> None:
    with tempfile.TemporaryDirectory(prefix="hc-") as folder:
        done = run_check(Path(folder))
        left = list(Path(folder).iterdir())
    assert done.stdout.count("\n") == 1
    result = json.loads(done.stdout)
    failed = [step for step in result["steps"] if not step["ok"]]
    assert not failed
    assert (result["ok"], done.returncode) == (True, 0)
    assert [set(step) for step in result["steps"][:1]] == [{"name", "ok", "seconds", "detail"}]
    assert [step["name"] for step in result["steps"]][-3:] == ["trail", "nothing plain", "stop"]
    assert not left


def test_a_system_that_cannot_start_is_one_json_line_and_exit_code_1() -> None:
    """No file may grow past 20 kB: the database cannot be made."""
    with tempfile.TemporaryDirectory(prefix="hc-") as folder:
        done = run_check(Path(folder), file_limit=20_000)
        left = list(Path(folder).iterdir())
    result = json.loads(done.stdout)
    assert (result["ok"], done.returncode) == (False, 1)
    assert (result["steps"][0]["name"], result["steps"][0]["ok"]) == ("start", False)
    assert not left


def test_what_does_not_hold_is_said() -> None:
    with pytest.raises(JourneyFault, match="the sky is green"):
        must(False, "the sky is green")
    assert Step("a", ok=False, seconds=0.1, detail="b").detail == "b"
