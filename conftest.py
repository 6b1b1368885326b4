"""Shared by every test: the trail's triggers step aside so that transactional tests can empty tables.

`haechi/audit/tests/test_append_only.py` puts them back and proves that they bite.
"""

import pytest
from django.db import connection
from hypothesis import settings

# A busy machine is no fault: nothing is proved by how long one example took.
settings.register_profile("haechi", deadline=None)
settings.load_profile("haechi")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):  # noqa: ANN001, ANN201
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_delete")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS audit_no_change ON audit_auditentry")
