"""The database refuses to change or delete a row of the trail; the test settings' triggers put back."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from haechi.audit.actions import Action
from haechi.audit.cutting import cut_before
from haechi.audit.models import AuditCut, AuditEntry
from haechi.audit.selectors import verify_trail
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.clock import now, today

first = import_module("haechi.audit.migrations.0002_append_only")
cuts = import_module("haechi.audit.migrations.0006_cuts")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def triggers(tmp_path, settings):
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    with connection.schema_editor() as editor:
        first.forwards(None, editor)
        cuts.forwards(None, editor)
    yield
    with connection.schema_editor() as editor:
        cuts.backwards(None, editor)
        first.backwards(None, editor)


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


def aged(days: int) -> None:
    """Three rows, the first two as old as `days`: a clock that stood wrong while they were written."""
    kim = Actor(officer_id=7, name="김한결", place="192.0.2.7", institution_id=1)
    with time_machine.travel(now() - timedelta(days=days)):
        for number in (1, 2):
            record(actor=kim, action=Action.REPORT_OPENED, subject=f"report:{number}")
    record(actor=kim, action=Action.SIGN_OUT, subject="account:1")


def test_old_rows_go_with_their_record_and_what_is_left_still_holds():
    aged(800)
    assert cut_before(limit=now() - timedelta(days=731)) == 2
    verdict = verify_trail()
    assert (verdict.holds, verdict.first, verdict.rows) == (True, 3, 1)


@pytest.mark.parametrize("forged", [False, True])
def test_old_rows_do_not_go_without_a_record_nor_young_ones_with_it(forged):
    aged(800 if not forged else 700)
    if forged:
        AuditCut.objects.create(sequence=2, mac=b"m" * 32, cut_on=today(), count=2, seal=b"s" * 32)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(sequence=1).delete()
    assert AuditEntry.objects.count() == 3


def test_the_record_of_a_cut_can_be_neither_changed_nor_deleted():
    AuditCut.objects.create(sequence=2, mac=b"m" * 32, cut_on=today(), count=2, seal=b"s" * 32)
    for sql in ("UPDATE audit_auditcut SET sequence = 9", "DELETE FROM audit_auditcut"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    assert AuditCut.objects.get().sequence == 2
