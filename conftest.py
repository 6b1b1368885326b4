"""Shared by every test: triggers of append-only tables step aside, so that tests can empty the tables.

`test_append_only.py` of `audit` and of `access_control` put them back and prove that they bite.
"""

import gc
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection, transaction
from django.db.models import QuerySet
from hypothesis import settings
from nacl.pwhash import argon2id
from tests.prepared import lay_tables

# What modules and collected tests are stays for good: searching it for garbage again and again is a
# twentieth of the unit tests' time. From the end of the collection on what tests make is searched.
gc.disable()
_full = argon2id.kdf
_MARK = re.compile(r"\bmark\.(process|journey)\b")
_MARKS_ALL = re.compile(r"^pytestmark = pytest\.mark\.(process|journey)$", re.MULTILINE)

# A busy machine is no fault: nothing is proved by how long one example took.
settings.register_profile("haechi", deadline=None)
settings.load_profile("haechi")

# Begun first: a long file begun last is waited for beside an idle processor.
_LONG = (
    "test_8_reporter_for_everybody", "test_8_staff_pages", "test_5_officer", "test_8_staff_for_everybody",
    "test_6_first_run", "test_8_staff_case_pages", "test_18_cases_time", "test_10_app",
    "test_17_cases_other_bodies", "test_18_cases_care",
    "test_serve", "test_check", "test_lost_secrets", "test_bootstrap", "test_calls", "test_scripts",
    "test_upgrade", "test_found", "test_look", "test_sign_on_oidc", "test_older",
)  # fmt: skip


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file of which `-m` takes nothing is not imported: each worker imports all that it collects (15 s)."""
    wanted = config.option.markexpr
    if not wanted or not collection_path.match("test_*.py"):
        return None
    text = collection_path.read_text()
    if wanted == "process or journey":
        return None if _MARK.search(text) else True
    whole = _MARKS_ALL.search(text)
    return True if whole and wanted.startswith("not ") and whole[1] in wanted else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A mark is read in its own file, or the file would be passed over where the mark is asked for."""
    if hasattr(config, "workerinput"):
        rank = {name: place for place, name in enumerate(_LONG)}
        items.sort(key=lambda item: rank.get(item.path.stem, len(_LONG)))
    for item in items:
        marked = item.get_closest_marker("process") or item.get_closest_marker("journey")
        if marked and not _MARK.search(item.path.read_text()):
            raise pytest.UsageError(f"{item.path}: mark.{marked.name} is not written in this file")


def pytest_collection_finish(session: pytest.Session) -> None:
    """A fifth of the unit tests' time would be Argon2id: it is real, but costs as little as it can.

    Processes that a test starts stretch at full cost, and would not find what was stretched here. What is
    asked for (`KdfCost`) is the same as ever, so tests see it; `crypto/tests` pay in full.
    """
    gc.freeze()
    gc.enable()
    if not any(item.get_closest_marker("process") for item in session.items):
        argon2id.kdf = _least
        Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64


def _least(size: int, password: bytes, salt: bytes, opslimit: int, memlimit: int) -> bytes:
    return _full(size, password, salt, argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)


_lock = QuerySet.select_for_update
_around: list[int] = []  # transactions that a test itself stands in, while it is run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Rows are locked in a transaction of the code's own: PostgreSQL refuses anything else, and the one
    that a test stands in would hide it."""
    _around.append(len(connection.atomic_blocks))
    try:
        return (yield)
    finally:
        _around.clear()


def _locked_in_a_transaction(rows: QuerySet[Any], **words: Any) -> QuerySet[Any]:  # noqa: ANN401
    missing = _around and len(transaction.get_connection(rows.db).atomic_blocks) <= _around[0]
    assert not missing, "select_for_update without a transaction"  # noqa: S101
    return _lock(rows, **words)


QuerySet.select_for_update = _locked_in_a_transaction


@pytest.fixture
def full_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id as it is outside tests."""
    monkeypatch.setattr(argon2id, "kdf", _full)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):  # noqa: ANN001, ANN201
    """Before the test database is set up: its tables, where the suite has made them once."""
    kept = lay_tables() if connection.vendor == "sqlite" else None
    yield
    if kept:
        kept.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):  # noqa: ANN001, ANN201
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, '' FROM sqlite_master WHERE type = 'trigger'")
            form = "DROP TRIGGER {0}"
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal"
            )
            form = "DROP TRIGGER {0} ON {1}"
        for name, table in cursor.fetchall():
            cursor.execute(form.format(name, table))
