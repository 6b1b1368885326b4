"""The database refuses to change or delete a row of the trail; the test settings' triggers put back."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.services import record
from haechi.audit.types import Actor

migration = import_module("haechi.audit.migrations.0002_append_only")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def triggers(tmp_path, settings):
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    with connection.schema_editor() as editor:
        migration.forwards(None, editor)
    yield
    with connection.schema_editor() as editor:
        migration.backwards(None, editor)


@pytest.fixture
def row() -> AuditEntry:
    actor = Actor(officer_id=7, name="김한결", place="192.0.2.7", institution_id=1)
    return record(actor=actor, action=Action.REPORT_OPENED, subject="report:1")


def refused(sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert AuditEntry.objects.get().subject == "report:1"


def test_a_row_cannot_be_changed(row):
    refused("UPDATE audit_auditentry SET subject = 'report:2'")


def test_a_row_cannot_be_deleted(row):
    refused("DELETE FROM audit_auditentry")


def test_not_even_through_the_model(row):
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()
    row.subject = "report:2"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save()
    assert AuditEntry.objects.get().subject == "report:1"


def test_rows_can_still_be_added(row):
    actor = Actor(officer_id=7, name="김한결", place="192.0.2.7", institution_id=1)
    assert record(actor=actor, action=Action.SIGN_OUT, subject="account:1").sequence == 2


_TRIGGERS = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        {"audit_no_update", "audit_no_delete"},
    ),
    "postgresql": ("SELECT tgname FROM pg_trigger", {"audit_no_change"}),
}


def test_an_installation_is_migrated_with_its_triggers():
    question, wanted = _TRIGGERS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(question)
        names = {name for (name,) in cursor.fetchall()}
    assert wanted <= names
