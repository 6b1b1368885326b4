"""An old database laid in the place of a newer one is refused by every process (ALL-3, docs/adr/016)."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.prepared import lay_empty

pytestmark = pytest.mark.process

_HAECHI = [sys.executable, "-m", "haechi.cli.main"]
_FILE = """
import json, sys, django; django.setup()
from haechi.testing import file_report, make_institution
from haechi.continuity.marks import grow
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.reports.destruction import destroy_reports
from haechi.jobs.backups import make_backup
from pathlib import Path
from django.conf import settings
import shutil
data = Path(settings.DATA_DIR)
staffed = make_institution("older")
kept, doomed = file_report(staffed, "남는 글"), file_report(staffed, "파기될 글")
grow()
first = make_backup(data / "backup")
first.archive.rename(first.archive.with_name("20000101-000000.sqlite3"))
old = data / "old.sqlite3"
from django.db import connection
connection.cursor().execute("VACUUM INTO %s", [str(old)])
destroy_reports([doomed.report])
grow()
make_backup(data / "backup")
print(json.dumps([[f.receipt.report_key, f.receipt.password] for f in (kept, doomed)]))
"""
_READ = """
import json, sys, django; django.setup()
from haechi.reports.access import open_report, sign_in
from haechi.reports.errors import WrongCredential
from haechi.reports.selectors import content_of
found = []
for key, password in json.load(sys.stdin):
    try:
        found.append(content_of(open_report(sign_in(typed_key=key, typed_password=password))).text)
    except WrongCredential:
        found.append("")
print(json.dumps(found))
"""


def run(data: Path, command: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
    environment = kept | {
        "HAECHI_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.demo",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.run(
        command, env=environment, input=given, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copied_back(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder whose database was copied back from before a destruction."""
    data = tmp_path_factory.mktemp("older") / "data"
    lay_empty(data)
    assert run(data, [*_HAECHI, "prepare"]).returncode == 0
    filed = run(data, [sys.executable, "-c", _FILE])
    assert filed.returncode == 0, filed.stderr
    assert run(data, [*_HAECHI, "prepare"]).returncode == 0, "the newest is no older one"
    with sqlite3.connect(data / "haechi.sqlite3") as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for left in data.glob("haechi.sqlite3*"):
        left.unlink()
    shutil.copy(data / "old.sqlite3", data / "haechi.sqlite3")
    return data, filed.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    "command", [["prepare"], ["worker"], ["site", "staff"], ["site", "reporter"]], ids="-".join
)
def test_no_process_starts_on_it(copied_back: tuple[Path, str], command: list[str]) -> None:
    done = run(copied_back[0], [*_HAECHI, *command])
    assert done.returncode == 1
    assert "오래되었습니다" in done.stderr
    assert "accept-older" in done.stderr


def test_accepted_with_the_newest_keys_what_was_destroyed_stays_so(
    copied_back: tuple[Path, str], tmp_path: Path
) -> None:
    before, papers = copied_back
    data = tmp_path / "data"
    shutil.copytree(before, data)
    assert json.loads(run(data, [sys.executable, "-c", _READ], papers).stdout) == [
        "남는 글",
        "파기될 글",
    ]
    keys = str(data / "backup" / "erasure-keys")
    done = run(data, [*_HAECHI, "database", "accept-older", "--erasure-keys", keys])
    assert done.returncode == 0, done.stderr
    assert run(data, [*_HAECHI, "prepare"]).returncode == 0
    assert json.loads(run(data, [sys.executable, "-c", _READ], papers).stdout) == ["남는 글", ""]
    assert run(data, [*_HAECHI, "audit", "verify"]).returncode == 0


def test_restore_asks_for_its_flag_too(copied_back: tuple[Path, str], tmp_path: Path) -> None:
    data, papers = tmp_path / "data", copied_back[1]
    shutil.copytree(copied_back[0], data)
    (data / "haechi.sqlite3").unlink()
    older = data / "backup" / "data" / "20000101-000000.sqlite3"
    command = [*_HAECHI, "restore", str(data / "backup"), "--archive", str(older)]
    refused = run(data, command)
    assert refused.returncode == 1
    assert "--accept-older" in refused.stderr
    assert not (data / "haechi.sqlite3").exists()
    done = run(data, [*command, "--accept-older"])
    assert done.returncode == 0, done.stderr
    assert run(data, [*_HAECHI, "prepare"]).returncode == 0
    assert json.loads(run(data, [sys.executable, "-c", _READ], papers).stdout) == ["남는 글", ""]
