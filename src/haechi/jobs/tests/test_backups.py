"""An old backup opens nothing that was destroyed since; what lives comes back whole (ALL-3, adr/007).

Real files in processes of their own: SQLite cannot `VACUUM INTO` from a test's transaction.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.prepared import lay_empty

pytestmark = pytest.mark.process

_SETUP = """
import json, sys
import django; django.setup()
from django.core.management import call_command
"""

_BEFORE = (
    _SETUP
    + """
from pathlib import Path
from django.conf import settings
from haechi.crypto.spool import EncryptedSpool
from haechi.jobs.backups import make_backup
from haechi.reports.attachments import Owner, store_file
from haechi.reports.destruction import destroy_reports
from haechi.testing import file_report, make_institution
call_command("migrate", verbosity=0)
staffed = make_institution("backup")
kept, doomed = file_report(staffed, "남는 글"), file_report(staffed, "파기될 글")
Path(settings.SPOOL_DIR).mkdir(parents=True, exist_ok=True)
for filed in (kept, doomed):
    with EncryptedSpool(settings.SPOOL_DIR) as spool:
        spool.write("증거 파일".encode()); spool.seek(0)
        owner = Owner(key=filed.opened().data_key, report=filed.report)
        store_file(owner=owner, institution=staffed.institution, source=spool, name="a.txt")
target = Path(sys.argv[1])
first = make_backup(target)
old = target / "old.sqlite3"
first.archive.rename(old)
destroy_reports([doomed.report])
second = make_backup(target)
print(json.dumps({
    "old": str(old), "removed": second.blobs_removed,
    "kept": [kept.receipt.report_key, kept.receipt.password],
    "doomed": [doomed.receipt.report_key, doomed.receipt.password],
}))
"""
)

_AFTER = (
    _SETUP
    + """
from pathlib import Path
from django.conf import settings
from haechi.conversations.selectors import files_sent_with
from haechi.jobs.backups import restore_sqlite
from haechi.reports.access import open_report, sign_in
from haechi.reports.attachments import Owner, read_file
from haechi.reports.errors import WrongCredential
from haechi.reports.selectors import attachment_of, content_of
given = json.load(sys.stdin)
database = Path(settings.DATABASES["default"]["NAME"])
done = restore_sqlite(Path(sys.argv[1]), Path(given["old"]), database)
kept = open_report(sign_in(typed_key=given["kept"][0], typed_password=given["kept"][1]))
view = files_sent_with(kept)[0]
file = b"".join(read_file(attachment_of(kept, view.id), Owner(key=kept.data_key, report=kept.report)))
session = sign_in(typed_key=given["doomed"][0], typed_password=given["doomed"][1])
try:
    open_report(session)
    doomed = "opened"
except WrongCredential:
    doomed = "closed"
print(json.dumps({"text": content_of(kept).text, "file": file.decode(), "doomed": doomed,
                  "reports": done.reports, "unreadable": done.unreadable}))
"""
)


def run(script: str, data: Path, backup: Path, given: object = None) -> dict[str, Any]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith("HAECHI_")}
    environment = kept | {
        "HAECHI_DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.test",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", script, str(backup)],
        env=environment, input=json.dumps(given), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_an_old_backup_opens_what_lives_and_nothing_that_was_destroyed_since(
    tmp_path: Path,
) -> None:
    lay_empty(tmp_path / "a")
    made = run(_BEFORE, tmp_path / "a", tmp_path / "backup")
    assert made["removed"] == 1, "the mirror lets a destroyed file go"
    shutil.copytree(tmp_path / "a" / "secrets", tmp_path / "b" / "secrets")

    restored = run(_AFTER, tmp_path / "b", tmp_path / "backup", made)

    assert restored == {
        "text": "남는 글", "file": "증거 파일", "doomed": "closed", "reports": 2, "unreadable": 1,
    }  # fmt: skip


def test_an_archive_holds_no_erasure_key_and_no_session(tmp_path: Path) -> None:
    lay_empty(tmp_path / "a")
    made = run(_BEFORE, tmp_path / "a", tmp_path / "backup")
    keys = (tmp_path / "backup" / "erasure-keys").read_text().splitlines()
    assert len(keys) == 1
    secret = bytes.fromhex(json.loads(keys[0])[1])
    for archive in (Path(made["old"]), *(tmp_path / "backup" / "data").glob("*.sqlite3")):
        assert secret not in archive.read_bytes()
