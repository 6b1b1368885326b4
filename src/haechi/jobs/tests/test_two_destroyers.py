"""Two worker processes find the same things due: each is destroyed and recorded once (ALL-3)."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.prepared import lay_empty

from haechi.jobs.tests.test_two_workers import HAECHI, environment

pytestmark = pytest.mark.process

REPORTS, SESSIONS = 250, 12
DESTROY = """
import sys, time
from pathlib import Path
import django
django.setup()
from haechi.jobs.destruction import destroy_due_practice, destroy_due_reports
from haechi.reports.models import Report
Report.objects.count()
print("ready", flush=True)
sys.stdin.readline()
print(destroy_due_reports(), destroy_due_practice())
"""
FILL = f"""
import os
import django
django.setup()
from datetime import timedelta
from haechi.common.clock import today
from haechi.practice.tests.sessions import make_session, practise
from haechi.practice.models import PracticeSession
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.testing import file_report, make_institution
staffed = make_institution()
file_report(staffed)
first = Report.objects.get()
old = today() - timedelta(days=staffed.institution.retention_days + 1)
Report.objects.bulk_create(
    Report(**{{
        field.attname: getattr(first, field.attname)
        for field in Report._meta.concrete_fields if not field.unique
    }} | {{"number": first.number + more, "locator": os.urandom(16), "state": ReportState.DONE,
          "state_on": old}})
    for more in range(1, {REPORTS} + 1)
)
for _ in range({SESSIONS}):
    make_session(staffed)
practise(PracticeSession.objects.first())
PracticeSession.objects.update(is_ended=True)
"""


def asked(data: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(data / "haechi.sqlite3", timeout=30) as database:
        return database.execute(query).fetchall()


def test_two_workers_destroy_and_record_everything_exactly_once(tmp_path: Path) -> None:
    """Fault: two workers on one job at the same moment. Reports and practice sessions that are due go once;
    the destruction record and the trail name each of them once; neither fails on what the other took."""
    data = tmp_path / "data"
    variables = environment(data, tmp_path / "outbox.log")
    lay_empty(data)
    subprocess.run([*HAECHI, "prepare"], env=variables, check=True)
    every_secret = variables | {"DJANGO_SETTINGS_MODULE": "haechi.config.settings.demo"}
    subprocess.run([sys.executable, "-c", FILL], env=every_secret, check=True)
    found = asked(data, "SELECT number FROM reports_report WHERE state = 'done'")
    due = [f"{int(str(n)) // 1_000_000}-{int(str(n)) % 1_000_000:06d}" for (n,) in found]
    assert len(due) == REPORTS
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", DESTROY],
            env=variables, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]  # fmt: skip
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    went = [[int(word) for word in worker.communicate(timeout=90)[0].split()] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert [sum(column) for column in zip(*went, strict=True)] == [REPORTS, 1]
    records = asked(data, "SELECT kind, count, numbers FROM retention_destructionrecord")
    numbers = [
        each for kind, _, held in records if kind == "report" for each in json.loads(str(held))
    ]
    assert sorted(numbers) == sorted(due)
    assert sum(int(str(count)) for kind, count, _ in records if kind == "practice") == SESSIONS
    told = asked(
        data, "SELECT action, detail FROM audit_auditentry WHERE action LIKE '%.destroyed'"
    )
    counts = [
        json.loads(str(detail))["count"] for action, detail in told if "report" in str(action)
    ]
    assert sum(counts) == REPORTS
    assert sum("practice" in str(action) for action, _ in told) == SESSIONS
