"""P-12: the trail outlives the report it tells of, and a change, a removal or an insertion shows."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.promises.world import World

from haechi.audit.models import AuditEntry
from haechi.audit.selectors import verify_trail
from haechi.inbox.services import open_report
from haechi.reports.destruction import destroy_reports
from haechi.reports.models import Report
from haechi.testing import at_work, file_report, make_institution

# What somebody who may write the database can do to it.
LOOSEN = "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete;"
TAMPERING = {
    "a row was changed": "UPDATE audit_auditentry SET place = '192.0.2.99' WHERE sequence = 5",
    "a name was changed": "UPDATE audit_auditentry SET actor_name = 'x' WHERE sequence = 5",
    "a row was removed": "DELETE FROM audit_auditentry WHERE sequence = 5",
    "the last row was removed": (
        "DELETE FROM audit_auditentry WHERE sequence = (SELECT max(sequence) FROM audit_auditentry)"
    ),
    "the end was cut and the head turned back": (
        "DELETE FROM audit_auditentry WHERE sequence > 5;"
        " UPDATE audit_audithead SET sequence = 5,"
        " mac = (SELECT mac FROM audit_auditentry WHERE sequence = 5)"
    ),
    "a row was inserted": (
        "INSERT INTO audit_auditentry SELECT 1000000, at, institution_id, actor_id, actor_name, place,"
        " action, subject, detail, previous, randomblob(32) FROM audit_auditentry WHERE sequence = 5"
    ),
    "two rows changed places": (
        "UPDATE audit_auditentry SET sequence = -5 WHERE sequence = 5;"
        " UPDATE audit_auditentry SET sequence = 5 WHERE sequence = 6;"
        " UPDATE audit_auditentry SET sequence = 6 WHERE sequence = -5"
    ),
    "the beginning was cut": "DELETE FROM audit_auditentry WHERE sequence < 5",
    "the beginning was cut, with a record of it": (
        "INSERT INTO audit_auditcut SELECT 4, mac, '2026-01-01', 4, randomblob(32)"
        " FROM audit_auditentry WHERE sequence = 4; DELETE FROM audit_auditentry WHERE sequence < 5"
    ),
    "everything was removed": "DELETE FROM audit_auditentry; DELETE FROM audit_audithead",
}


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Path:
    """A copy of the installation's database, keys and anchor."""
    data = tmp_path / "data"
    data.mkdir()
    with world.database() as live, sqlite3.connect(data / "haechi.sqlite3") as target:
        live.backup(target)
    shutil.copytree(world.data / "secrets", data / "secrets")
    shutil.copy2(world.data / "audit-head", data / "audit-head")
    return data


def verified(data: Path) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "haechi.cli.main", "audit", "verify", "--json"],
        env={
            **os.environ,
            "HAECHI_DATA_DIR": str(data),
            "DJANGO_SETTINGS_MODULE": "haechi.config.settings.worker",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout)


@pytest.mark.process
def test_the_trail_of_the_journey_holds(copy: Path):
    code, said = verified(copy)
    assert (code, said["ok"]) == (0, True)
    assert int(str(said["rows"])) > 20


@pytest.mark.process
@pytest.mark.parametrize("what", TAMPERING)
def test_tampering_with_the_database_shows(copy: Path, what: str):
    with sqlite3.connect(copy / "haechi.sqlite3") as connection:
        connection.executescript(LOOSEN + TAMPERING[what])
    connection.close()
    code, said = verified(copy)
    assert (code, said["ok"]) == (1, False)


@pytest.mark.process
def test_the_database_of_an_installation_refuses_to_change_or_delete_a_row(copy: Path):
    with sqlite3.connect(copy / "haechi.sqlite3") as connection:
        for statement in ("UPDATE audit_auditentry SET place = ''", "DELETE FROM audit_auditentry"):
            with pytest.raises(sqlite3.DatabaseError, match="append-only"):
                connection.execute(statement)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_the_rows_about_a_report_outlive_its_destruction():
    staffed = make_institution()
    report = file_report(staffed).report
    open_report(actor=at_work(staffed.officers[0]), report_id=report.pk)
    destroy_reports([report])
    assert not Report.objects.exists()
    row = AuditEntry.objects.get(action="report.opened")
    assert (row.subject, row.actor_name) == (f"report:{report.pk}", "김한결")
    assert verify_trail().holds
