"""P-01: no address, browser, referrer or language list of a reporter in any file, log or table."""

from pathlib import Path

import pytest
from tests.promises.processes import process_of
from tests.promises.world import REPORTER_ADDRESS, World, written

pytestmark = pytest.mark.process


def test_no_trace_of_a_reporter_is_in_any_file(world: World):
    traces = world.traces
    words = (REPORTER_ADDRESS, traces.agent, traces.forwarded, traces.etag, "intranet.example")
    assert world.holding(*words, traces.languages) == []


def test_what_the_traces_look_like_would_be_found(world: World):
    """The control: a planted file is found, in each encoding."""
    for form in written(world.traces.agent):
        path = world.data / "control"
        path.write_bytes(b"before " + form + b" after")
        try:
            assert world.holding(world.traces.agent) != []
        finally:
            path.unlink()


def test_the_log_of_the_running_system_says_nothing_about_reporters(world: World):
    _, greeted, log = world.at.log.read_text().partition("Ctrl-C")
    assert greeted
    for word in ("/hanbit", "/check", "/thread", "GET", "POST", "HTTP/1.1", "127.0.0.1:"):
        assert word not in log, word


def test_no_file_that_the_reporter_process_holds_open_has_a_trace_deleted_ones_included(
    world: World,
):
    words = [world.traces.agent.encode(), world.planted.text.encode()]
    found = []
    for entry in Path(f"/proc/{process_of(world, 'reporter')}/fd").iterdir():
        try:
            if entry.is_file():
                found += [word for word in words if word in entry.read_bytes()]
        except OSError:
            continue
    assert found == []
