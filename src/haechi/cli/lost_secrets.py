"""Secrets that no new ones can stand in for are never drawn beside a database that has data (adr/002).

Settings refuse to load without secrets, so the database is asked by its own driver, before Django is set up.
"""

import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

from haechi.crypto.errors import SecretsRefused

DRAW = "--draw-new-secrets"
# A secret that a later release brings is not among them: an older installation has data and never had it.
# Without the first two no reporter gets in again, without the third nobody can go on with the trail,
# without the last no officer's second factor opens.
_FOR_GOOD = (
    ("reporter/pepper_bucket",),
    ("reporter/pepper_proof",),
    ("staff/audit_key", "worker/audit_key"),
    ("staff/mfa_key",),
)
_ANY = "SELECT 1 FROM institutions_institution LIMIT 1"
_LOST = """\
데이터베이스에 자료가 있는데 {folder} 에 비밀이 없습니다: {names}
새로 만들면 신고자가 아무도 다시 들어올 수 없고 접속기록과 2단계 인증도 이어지지 않아, 만들지 않았습니다.
금고에 둔 사본을 이 폴더에 되돌려 놓고 다시 실행하십시오. 사본이 어디에도 없을 때만:
    haechi prepare {flag}
The database has data, but these secrets are missing. New ones would lock every reporter out for good.
Put the copy from the safe back into this folder and start again; only where no copy exists: the command
above (docs/operations.md)"""
_SILENT = """\
{folder} 에 비밀이 없고, 데이터베이스에 자료가 있는지 알 수 없어 새로 만들지 않았습니다.
데이터베이스를 켜고 다시 실행하십시오.
Secrets are missing, and the database does not say whether it has data: no new ones were drawn. Start the
database, then try again ({why})"""


def missing_for_good(folder: Path) -> list[str]:
    """What is missing in the secrets folder and cannot be made anew; a copy in another zone is enough."""
    return [names[0] for names in _FOR_GOOD if not any((folder / name).exists() for name in names)]


def refuse_new_secrets(folder: Path) -> None:
    """Raises `SecretsRefused` where drawing what is missing would lock people out of what is there."""
    lost = missing_for_good(folder)
    if lost and _has_data(folder):
        raise SecretsRefused(_LOST.format(folder=folder, names=", ".join(lost), flag=DRAW))


def _has_data(folder: Path) -> bool:
    """An institution stands in the database. Raises `SecretsRefused` where that cannot be known."""
    database: dict[str, Any] = import_module("haechi.config.settings.base").DATABASES["default"]
    try:
        if database["ENGINE"].endswith("sqlite3"):
            return _in_sqlite(Path(str(database["NAME"])))
        return _in_postgres(database)
    except (OSError, ImportError, sqlite3.Error, _Unanswered) as error:
        why = str(error) if isinstance(error, _Unanswered) else type(error).__name__
        raise SecretsRefused(_SILENT.format(folder=folder, why=why)) from None


class _Unanswered(Exception):
    """The server or the driver did not answer; the driver's own message may hold the address."""


def _in_sqlite(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return False
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as opened:
        known = opened.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'institutions_institution'"
        ).fetchone()
        return bool(known and opened.execute(_ANY).fetchone())


def _in_postgres(database: dict[str, Any]) -> bool:
    driver = import_module("psycopg")
    options = {k: v for k, v in database["OPTIONS"].items() if k != "server_side_binding"}
    where = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    given = {name: value for name, value in where.items() if value}
    try:
        with driver.connect(**given, **options) as opened:
            (known,) = opened.execute("SELECT to_regclass('institutions_institution')").fetchone()
            return bool(known and opened.execute(_ANY).fetchone())
    except driver.Error as error:
        raise _Unanswered(type(error).__name__) from None
