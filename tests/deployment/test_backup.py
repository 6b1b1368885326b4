"""The rehearsal of docs/operations.md on PostgreSQL: back up, restore elsewhere, keys only for what lives."""

import re
import subprocess
from pathlib import Path

import pytest
from tests.deployment.conftest import System
from tests.deployment.web import DEPLOY
from tools.postgres_cluster import OWNER, Cluster, program

from haechi.cli.journey import Journey

pytestmark = pytest.mark.process


def restore_statements() -> str:
    """The statements as the page prints them."""
    text = (DEPLOY.parent / "docs/operations.md").read_text()
    found = re.search(r"<<'SQL'\n(.*?)\n    SQL\n", text, re.S)
    assert found
    return found[1]


def count(server: Cluster, database: str, table: str) -> int:
    return int(server.sql(f"SELECT count(*) FROM {table}", database=database))  # noqa: S608


def test_a_backup_comes_back_in_an_empty_database(
    system: System, travelled: Journey, server: Cluster, tmp_path: Path
) -> None:
    done = system.command("backup", str(tmp_path))
    assert done.returncode == 0, done.stderr
    (dump,) = (tmp_path / "data").glob("*.dump")
    server.sql(f"CREATE DATABASE rehearsal OWNER {OWNER} TEMPLATE template0")
    where = ["-h", str(server.folder), "-p", str(server.port), "-U", OWNER, "-d", "rehearsal"]
    subprocess.run(
        [program("pg_restore"), *where, "--no-owner", "--no-privileges", "--exit-on-error", dump],
        check=True,
    )
    assert count(server, "rehearsal", "reports_erasurekey") == 0, "keys lie apart from the data"
    assert count(server, "rehearsal", "django_session") == 0
    subprocess.run(
        [program("psql"), *where, "-q", "-v", "ON_ERROR_STOP=1"],
        input=restore_statements(), text=True, cwd=tmp_path, check=True,
    )  # fmt: skip
    for table in ("reports_report", "reports_erasurekey", "audit_auditentry", "staff_account"):
        assert count(server, "rehearsal", table) == count(server, "haechi", table) > 0
