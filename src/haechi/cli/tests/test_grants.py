"""Every table has a decision for each zone's role; those that matter most are written down twice (ALL-6)."""

import pytest
from django.apps import apps

from haechi.cli.findings.postgres import QUIET, check_encrypted, check_server_logging
from haechi.cli.grants import GRANTS, REPORTER, ROLES, STAFF, WORKER, statements


def tables() -> set[str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table for model in models if model._meta.managed} | {"django_migrations"}


def test_every_table_has_a_decision_and_every_decision_a_table() -> None:
    assert set(GRANTS) == tables(), "decide in haechi/cli/grants.py who may do what with it"


def test_the_reporter_role_has_nothing_on_what_is_the_officers_own() -> None:
    own = (
        "audit_",
        "staff_",
        "inbox_",
        "retention_",
        "mfa_",
        "axes_",
        "account_",
        "auth_",
        "django_",
    )
    reachable = {table for table, rights in GRANTS.items() if REPORTER in rights}
    assert not {table for table in reachable if table.startswith(own)}


@pytest.mark.parametrize(
    "table", ["audit_auditentry", "access_control_accessright", "access_control_review"]
)
def test_nobody_but_the_owner_changes_a_record_and_only_the_worker_removes_what_is_due(
    table: str,
) -> None:
    assert GRANTS[table] == {STAFF: "SELECT, INSERT", WORKER: "SELECT, INSERT, DELETE"}


def test_only_the_worker_says_where_the_trail_was_cut() -> None:
    assert GRANTS["audit_auditcut"] == {STAFF: "SELECT", WORKER: "SELECT, INSERT"}


def test_only_the_worker_destroys_reports() -> None:
    for table in ("reports_report", "reports_erasurekey"):
        assert {r for r, rights in GRANTS[table].items() if "DELETE" in rights} == {WORKER}


def test_no_role_that_does_not_exist_is_given_anything() -> None:
    assert {role for rights in GRANTS.values() for role in rights} == set(ROLES)


def test_a_table_without_a_decision_gets_no_statement() -> None:
    with pytest.raises(KeyError):
        list(statements(["reports_report", "another"]))


def test_rights_are_taken_before_they_are_given() -> None:
    words = list(statements(sorted(GRANTS)))
    first = next(i for i, each in enumerate(words) if each.startswith("GRANT"))
    assert all(each.startswith("REVOKE") for each in words[:first])
    assert any(f"TO {STAFF}" in each for each in words)


def test_a_quiet_server_is_no_finding() -> None:
    assert list(check_server_logging({**QUIET, "log_line_prefix": "[%p] "})) == []


@pytest.mark.parametrize("name", sorted(QUIET))
def test_every_setting_that_writes_something_down_is_found(name: str) -> None:
    (found,) = check_server_logging({**QUIET, name: "something"})
    assert name in found.what


@pytest.mark.parametrize("prefix", ["%m [%p] ", "%t ", "%h", "%r"])
def test_times_and_addresses_in_the_log_are_found(prefix: str) -> None:
    (found,) = check_server_logging({"log_line_prefix": prefix})
    assert found.check == "postgres-log-prefix"


@pytest.mark.parametrize(
    ("host", "mode", "count"),
    [("", "", 0), ("/run/postgresql", "", 0), ("127.0.0.1", "", 0), ("db.example.kr", "require", 1),
     ("db.example.kr", "verify-full", 0)],
)  # fmt: skip
def test_a_server_elsewhere_is_reached_by_verified_tls(host: str, mode: str, count: int) -> None:
    assert len(list(check_encrypted(host, mode))) == count
