"""The whole journey on PostgreSQL, each zone as its own role; what a zone does not need is refused (ALL-6)."""

import json
import subprocess

import pytest
from tests.deployment.conftest import System
from tools.postgres_cluster import Cluster

from haechi.cli.grants import GRANTS, REPORTER, STAFF, WORKER
from haechi.cli.journey import Journey

pytestmark = pytest.mark.process

PLANTED = "심어 둔 문장-7f3a"


def refused(server: Cluster, role: str, statement: str) -> bool:
    """True where PostgreSQL refuses for lack of a right; another error fails the test."""
    try:
        server.sql(statement, role=role, database="haechi")
    except subprocess.CalledProcessError as error:
        if "permission denied" not in error.stderr:
            raise
        return True
    return False


def test_the_journey_needs_no_more_than_the_roles_have(travelled: Journey) -> None:
    assert {"submit", "reporter sign-in", "reply", "trail"} <= {
        name for name, _ in travelled.steps()
    }


@pytest.mark.parametrize(
    "table",
    ["audit_auditentry", "audit_audithead", "staff_account", "staff_officersecret", "django_session",
     "inbox_internalnote", "inbox_reportread", "mfa_authenticator", "access_control_signindelay",
     "retention_destructionrecord"],
)  # fmt: skip
def test_the_reporter_role_cannot_read_what_is_the_officers(
    system: System, server: Cluster, table: str
) -> None:
    assert refused(server, REPORTER, f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608


def test_every_role_is_refused_every_table_it_was_not_given(
    system: System, server: Cluster
) -> None:
    for table, rights in GRANTS.items():
        for role in (REPORTER, STAFF, WORKER):
            if role not in rights:
                assert refused(server, role, f"TABLE {table}"), (role, table)


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (REPORTER, "SELECT sealed_private FROM custody_deskseat LIMIT 1"),
        (REPORTER, "SELECT sealed_key FROM reports_reportseal LIMIT 1"),
        (REPORTER, "SELECT payload FROM notifications_delivery LIMIT 1"),
        (REPORTER, "DELETE FROM reports_report"),
        (REPORTER, "UPDATE reports_report SET state = 'done'"),
        (STAFF, "UPDATE audit_auditentry SET actor_name = ''"),
        (STAFF, "DELETE FROM audit_auditentry"),
        (STAFF, "TRUNCATE audit_auditentry"),
        (WORKER, "UPDATE audit_auditentry SET actor_name = ''"),
        (WORKER, "UPDATE audit_auditcut SET sequence = 0"),
        (STAFF, "INSERT INTO audit_auditcut VALUES (9, '', '2026-01-01', 9, '')"),
        (STAFF, "DELETE FROM access_control_accessright"),
        (STAFF, "UPDATE access_control_review SET is_sole = false"),
        (STAFF, "DELETE FROM reports_report"),
        (STAFF, "CREATE TABLE mine (id int)"),
        (REPORTER, "CREATE TABLE mine (id int)"),
    ],
)
def test_rights_end_where_the_zone_ends(
    system: System, server: Cluster, role: str, statement: str
) -> None:
    assert refused(server, role, statement)


@pytest.mark.parametrize("role", ["haechi_owner", WORKER])
@pytest.mark.parametrize("table", ["audit_auditentry", "access_control_accessright"])
def test_even_the_owner_and_the_worker_meet_the_triggers(
    system: System, server: Cluster, role: str, table: str
) -> None:
    with pytest.raises(subprocess.CalledProcessError, match="non-zero"):
        server.sql(f"DELETE FROM {table}", role=role, database="haechi")  # noqa: S608


def test_the_server_writes_no_statement_and_no_value_down(system: System, server: Cluster) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        server.sql(f"SELECT '{PLANTED}'::int", role="haechi_owner", database="haechi")
    log = server.log.read_text(errors="replace")
    assert "invalid input syntax" in log  # the error is there …
    assert "STATEMENT" not in log
    assert "SELECT '" not in log
    assert "DETAIL" not in log


def test_doctor_reads_the_servers_settings_and_finds_a_change(
    system: System, server: Cluster
) -> None:
    assert postgres_findings(system) == []
    server.sql("ALTER SYSTEM SET log_min_duration_statement = '1s'")
    server.sql("SELECT pg_reload_conf()")
    try:
        assert postgres_findings(system) == ["postgres-logging"]
    finally:
        server.sql("ALTER SYSTEM RESET log_min_duration_statement")
        server.sql("SELECT pg_reload_conf()")


def postgres_findings(system: System) -> list[str]:
    done = system.command("doctor", "--json")
    found = json.loads(done.stdout)["findings"]
    return [each["check"] for each in found if each["check"].startswith("postgres")]


def test_the_roles_command_prints_what_it_would_do(system: System) -> None:
    done = system.command("database", "roles")
    assert done.returncode == 0, done.stderr
    assert f"GRANT SELECT, INSERT ON audit_auditentry TO {STAFF};" in done.stdout
    assert system.command("database", "roles", "--apply").returncode == 0
