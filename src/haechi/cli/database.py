"""`haechi database roles|accept-older`: rights of each zone's role; going on with an older database."""

import argparse
import getpass
import sys
from pathlib import Path

from django.db import connection, transaction

from haechi.audit.types import command_line
from haechi.cli.grants import GRANTS, ROLES, role_statements, statements
from haechi.cli.older import accept_older, why_older


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    roles = actions.add_parser("roles", help="역할별 권한 / rights of each zone's role")
    roles.add_argument(
        "--apply",
        action="store_true",
        help="소유자로 연결해 적용 / carry it out, connected as the owner",
    )
    older = actions.add_parser(
        "accept-older", help="오래된 데이터베이스로 계속 / go on with an older database"
    )
    keys = older.add_mutually_exclusive_group(required=True)
    keys.add_argument(
        "--erasure-keys", type=Path, metavar="FILE", help="가장 새 백업의 erasure-keys"
    )
    keys.add_argument(
        "--without-erasure-keys",
        action="store_true",
        help="그 뒤에 파기한 것이 되살아남 / what was destroyed since comes back",
    )


def run(arguments: argparse.Namespace) -> int:
    if arguments.action == "accept-older":
        return _accept_older(arguments)
    return _roles(arguments)


def _accept_older(arguments: argparse.Namespace) -> int:
    if not why_older():
        print("오래된 데이터베이스가 아닙니다 / this database is not older")
        return 0
    try:
        done = accept_older(actor=command_line(getpass.getuser()), keys=arguments.erasure_keys)
    except (OSError, ValueError) as error:
        print(f"erasure-keys: {type(error).__name__}", file=sys.stderr)
        return 1
    print(
        f"이 데이터베이스로 계속합니다. 그 뒤에 파기된 {done.destroyed}건은 다시 파기했습니다."
        f" / going on; {done.destroyed} reports destroyed since were destroyed again"
    )
    return 0


def _roles(arguments: argparse.Namespace) -> int:
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
