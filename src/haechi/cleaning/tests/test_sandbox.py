"""HL-5: what takes over a parser finds no file, no network, no process and no secret."""

import ast
import os
import subprocess
from pathlib import Path

import pytest

from haechi.cleaning import Cleaner
from haechi.cleaning.tests.processes import ask

pytestmark = pytest.mark.process


@pytest.mark.parametrize(
    "attempt",
    [
        "open",
        "write",
        "connect",
        "fork",
        "run",
        "kill parent",
        "kill grandparent",
        "lift",
        "duplicate",
    ],
)
def test_child_can_reach_no_file_network_or_process(
    attempt: str, prober: Cleaner, directory: Path
) -> None:
    assert ask(prober, directory, attempt).startswith("refused: ")
    assert ask(prober, directory, "echo") == "here"


def test_zygote_left_the_network_where_the_system_permits(prober: Cleaner, directory: Path) -> None:
    ask(prober, directory, "echo")
    assert prober._zygote is not None
    pid = prober._zygote.process.pid
    own, theirs = (os.readlink(f"/proc/{each}/ns/net") for each in ("self", pid))
    permitted = subprocess.run(["unshare", "-Un", "true"], check=False).returncode == 0
    assert (own != theirs) is permitted


def test_child_cannot_reuse_a_closed_descriptor(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "open in place of another") == "-1"


def test_child_cannot_trace_its_parents(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "trace") == "1"  # EPERM


def test_child_may_start_threads_as_decoders_do(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "thread") == "ran"


def test_child_holds_its_socket_two_spools_and_nothing_else(
    prober: Cleaner, directory: Path
) -> None:
    descriptors = ast.literal_eval(ask(prober, directory, "descriptors"))
    assert len(descriptors) == 6  # 0, 1, 2 lead to the null device


def test_child_is_undumpable_filtered_and_without_new_rights(
    prober: Cleaner, directory: Path
) -> None:
    assert ask(prober, directory, "flags") == "[0, 2, 1]"


def test_child_sees_none_of_the_server_s_environment(
    prober: Cleaner, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ast.literal_eval(ask(prober, directory, "environment"))
    assert not any("KEY" in name or "SECRET" in name or "DJANGO" in name for name in names)


def test_memory_beyond_the_bound_is_refused(prober: Cleaner, directory: Path) -> None:
    assert ask(prober, directory, "memory") == "refused: MemoryError"
