"""The PostgreSQL server: what it writes down, and as whom it knows us (deploy/postgres/haechi.conf)."""

from collections.abc import Iterator

from django.db import connection

from haechi.cli.addresses import is_loopback
from haechi.cli.findings.types import Finding, error

# As pg_settings shows them. Anything else would write statements, values, addresses or times.
QUIET = {
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_duration": "off",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_lock_waits": "off",
    "track_commit_timestamp": "off",
}
_TELLING = ("%h", "%r", "%t", "%m", "%n", "%s")  # address, and times of errors


def check_postgres() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)",
            [[*QUIET, "log_line_prefix"]],
        )
        found = dict(cursor.fetchall())
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (superuser,) = cursor.fetchone()
    yield from check_server_logging(found)
    if superuser:
        yield error(
            "postgres-superuser",
            "데이터베이스 관리자로 연결합니다 / connected as a superuser",
            "haechi database roles",
        )
    given = connection.settings_dict
    yield from check_encrypted(given["HOST"], given["OPTIONS"].get("sslmode", ""))


def check_server_logging(found: dict[str, str]) -> Iterator[Finding]:
    """`found`: name and setting of pg_settings; one the server does not know is not looked at."""
    for name, wanted in QUIET.items():
        if found.get(name, wanted) != wanted:
            yield error(
                "postgres-logging",
                f"PostgreSQL이 내용이나 시각을 남길 수 있습니다 / it may write down content or times: "
                f"{name} = {found[name]}",
                f"{name} = {wanted} (deploy/postgres/haechi.conf)",
            )
    prefix = found.get("log_line_prefix", "")
    if any(mark in prefix for mark in _TELLING):
        yield error(
            "postgres-log-prefix",
            f"PostgreSQL이 시각이나 주소를 남깁니다 / times or addresses in its log: {prefix}",
            "log_line_prefix = '[%p] ' (deploy/postgres/haechi.conf)",
        )


def check_encrypted(host: str, mode: str) -> Iterator[Finding]:
    """A server on another machine is reached by verified TLS only."""
    local = not host or host.startswith("/") or is_loopback(host)
    if not local and mode != "verify-full":
        yield error(
            "postgres-tls",
            f"데이터베이스 연결이 보호되지 않습니다 / the way to the database is open to others: {host}",
            "HAECHI_DATABASE_URL=…?sslmode=verify-full&sslrootcert=…",
        )
