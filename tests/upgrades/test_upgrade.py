"""An installation of a release before, with data, comes forward by `haechi prepare` alone (ALL-6)."""

import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

FIXTURES = sorted(Path(__file__).parent.glob("*.tar.gz"))
HAECHI = [sys.executable, "-m", "haechi.cli.main"]
_READ = """
import json, django
django.setup()
from haechi.conversations.selectors import messages_of
from haechi.reports.access import open_report, sign_in
from haechi.reports.selectors import content_of
from haechi.testing import file_report
from haechi.institutions.models import Institution
import pathlib, os
found = []
for each in json.loads((pathlib.Path(os.environ["HAECHI_DATA_DIR"]) / "planted.json").read_text()):
    opened = open_report(sign_in(typed_key=each["key"], typed_password=each["password"]))
    found.append([content_of(opened).text == each["text"], [m.text for m in messages_of(opened)]])
print(json.dumps(found))
"""

pytestmark = [
    pytest.mark.process,
    pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.name),
]


@pytest.fixture
def data(fixture: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with tarfile.open(fixture) as archive:
        # Debian 12's Python 3.11.2 knows no filters; the archive is our own.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(folder)  # noqa: S202
    for path in (folder / "secrets", *(folder / "secrets").rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return folder


def run(data: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
    environment = {
        **kept,
        "HAECHI_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.demo",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def applied(data: Path) -> int:
    with sqlite3.connect(data / "haechi.sqlite3") as database:
        count: int = database.execute("SELECT count(*) FROM django_migrations").fetchone()[0]
    return count


def test_data_of_the_release_before_is_read_after_the_upgrade(data: Path) -> None:
    before = applied(data)
    assert errors(data) & {"migrations", "secret-missing"}  # secrets of this release come first
    prepared = run(data, [*HAECHI, "prepare"])
    assert prepared.returncode == 0, prepared.stderr
    assert applied(data) > before, "the fixture is of this release: nothing was tried"

    read = run(data, [sys.executable, "-c", _READ])
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout) == [[True, ["옛 답변"]], [True, ["옛 답변"]], [True, []]]

    trail = run(data, [*HAECHI, "audit", "verify", "--json"])
    assert trail.returncode == 0, trail.stdout
    assert json.loads(trail.stdout)["rows"] > 5

    left = errors(data)
    assert not left & {"migrations", "sqlite-integrity", "sqlite-pragma", "trail", "blobs"}
    assert run(data, [*HAECHI, "prepare"]).stdout == "", "a second time changes nothing"


def errors(data: Path) -> set[str]:
    done = run(data, [*HAECHI, "doctor", "--json"])
    return {f["check"] for f in json.loads(done.stdout)["findings"] if f["level"] == "error"}
