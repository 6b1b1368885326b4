"""Two worker processes on one database file: each notice goes out once, SIGTERM ends both (HL-6)."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.prepared import lay_empty

import haechi

pytestmark = pytest.mark.process

NOTICES = 60
HAECHI = [sys.executable, "-m", "haechi.cli.main"]
FILL = f"""
import django
django.setup()
from haechi.jobs.tests.people import give_account, notify
from haechi.testing import make_institution
staffed = make_institution()
give_account(staffed)
for _ in range({NOTICES}):
    notify(staffed)
"""


def environment(data: Path, outbox: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(haechi.__file__).parents[1]),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.worker",
        "HAECHI_DATA_DIR": str(data),
        "HAECHI_SMS_GATEWAY": "console",
        "HAECHI_SMS_FILE": str(outbox),
        "HAECHI_MAIL_FILE": str(outbox),
    }


def waiting(data: Path) -> int:
    with sqlite3.connect(data / "haechi.sqlite3", timeout=30) as database:
        query = "SELECT count(*) FROM notifications_delivery WHERE status = 'waiting'"
        return int(database.execute(query).fetchone()[0])


def test_two_workers_send_every_notice_exactly_once_and_stop_when_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    outboxes = [tmp_path / "one.log", tmp_path / "two.log"]
    lay_empty(data)
    subprocess.run([*HAECHI, "prepare"], env=environment(data, outboxes[0]), check=True)
    subprocess.run([sys.executable, "-c", FILL], env=environment(data, outboxes[0]), check=True)
    assert waiting(data) == 2 * NOTICES
    workers = [
        subprocess.Popen([*HAECHI, "worker"], env=environment(data, outbox)) for outbox in outboxes
    ]
    try:
        until = time.monotonic() + 60
        while waiting(data) and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(20) for worker in workers]
    assert codes == [0, 0]
    written = "".join(outbox.read_text() for outbox in outboxes if outbox.exists())
    assert written.count("[SMS") == NOTICES
    assert written.count("[MAIL]") == NOTICES
    assert waiting(data) == 0
