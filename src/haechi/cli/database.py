"""`haechi database roles`: the rights of each zone's database role, shown or given."""

import argparse
import sys

from django.db import connection, transaction

from haechi.cli.grants import GRANTS, ROLES, role_statements, statements


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    roles = actions.add_parser("roles", help="역할별 권한 / rights of each zone's role")
    roles.add_argument(
        "--apply",
        action="store_true",
        help="소유자로 연결해 적용 / carry it out, connected as the owner",
    )


def run(arguments: argparse.Namespace) -> int:
    if connection.vendor != "postgresql":
        print("PostgreSQL에서만 씁니다 / for PostgreSQL only", file=sys.stderr)
        return 1
    if missing := undecided():
        print(f"권한이 정해지지 않은 표 / no decision for: {', '.join(missing)}", file=sys.stderr)
        return 1
    if not arguments.apply:
        for statement in (*role_statements(), *statements(tables())):
            print(f"{statement};")
        return 0
    apply_grants()
    print("적용했습니다 / applied")
    return 0


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def undecided() -> list[str]:
    """Tables that nobody has decided about."""
    return sorted(set(tables()) - set(GRANTS))


def apply_grants() -> None:
    """Make the roles that are missing and set their rights; the connection must be the owner's."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not roles_exist():
            for statement in role_statements():
                cursor.execute(statement)
        for statement in statements(tables()):
            cursor.execute(statement)


def roles_exist() -> bool:
    """True where every zone has its role; always False on SQLite."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
        return len(cursor.fetchall()) == len(ROLES)
