"""Shared by every test: triggers of append-only tables step aside, so that tests can empty the tables.

`test_append_only.py` of `audit` and of `access_control` put them back and prove that they bite.
"""

import pytest
from django.db import connection
from hypothesis import settings
from tests.prepared import lay_tables

# A busy machine is no fault: nothing is proved by how long one example took.
settings.register_profile("haechi", deadline=None)
settings.load_profile("haechi")


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
