"""P-31: calls and reports do not meet: the recorder knows nothing of a report, the reporter site of a call."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from tests.promises.processes import family
from tests.promises.test_p15_zones import memory_of
from tests.promises.world import World

from haechi.cli.grants import GRANTS, REPORTER

pytestmark = pytest.mark.process
OF_REPORTS = (
    "haechi.reports",
    "haechi.conversations",
    "haechi.inbox",
    "haechi.staff",
    "haechi.cases",
    "django",
)
SHARED = {"recordings_designation", "recordings_recordinguse"}  # who is responsible, who records
LOOK = f"""
import sys
import haechi.recorder.process, haechi.telephony.finalising.process, haechi.telephony.importing.process
print(sorted(m for m in sys.modules if m.startswith({OF_REPORTS!r})))
"""


def recorder_of(world: World) -> list[int]:
    """The recorder and the processes that it started."""
    assert world.at._process
    for pid in family(world.at._process.pid):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"recorder" in words and b"serve" in words:
            return family(pid)
    raise LookupError("recorder")


def test_the_recorder_loads_no_code_of_reports_and_no_database():
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False,
                          env={"PYTHONPATH": ":".join(sys.path)})  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_the_running_recorder_holds_no_secret_of_any_zone_and_has_no_file_of_it_open(world: World):
    """Its memory and that of its processes; its plan must be found there, or the search proves nothing."""
    secrets = {
        path: path.read_bytes()
        for path in (world.data / "secrets").rglob("*")
        if path.is_file() and path.stat().st_size == 32 and path.name != "outbox_public"
    }
    assert len(secrets) > 10
    regions = [region for pid in recorder_of(world) for region in memory_of(pid)]
    assert any(
        b'"institutions"' in region or b"02-120-1001" in region or b"021201001" in region
        for region in regions
    )
    for path, secret in secrets.items():
        assert not any(secret in region for region in regions), path
    for pid in recorder_of(world):
        opened = [Path(entry).resolve() for entry in Path(f"/proc/{pid}/fd").iterdir()]
        assert not [
            path
            for path in opened
            if path.name.startswith("haechi.sqlite3") or "secrets" in path.parts
        ]


def test_the_reporters_role_has_no_right_on_a_table_of_calls():
    """It reads who is responsible for recording, for the citizen's page of requests, and no call."""
    models = apps.get_app_config("recordings").get_models()
    tables = {f"recordings_{model._meta.model_name}" for model in models}
    assert len(tables) > 10
    assert tables <= set(GRANTS)
    assert {table for table in tables if REPORTER in GRANTS[table]} == SHARED
    for table in SHARED:
        rights = GRANTS[table][REPORTER]
        assert rights.startswith("SELECT (")
        assert rights.count("SELECT") == 1
