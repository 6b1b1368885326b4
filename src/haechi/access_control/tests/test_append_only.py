"""The database keeps the ledger and signed reviews as they are for three years (ALL-2)."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from haechi.access_control.models import AccessRight, Review
from haechi.common.clock import now

migration = import_module("haechi.access_control.migrations.0002_append_only")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def triggers():
    with connection.schema_editor() as editor:
        migration.forwards(None, editor)
    yield
    with connection.schema_editor() as editor:
        migration.backwards(None, editor)


def line(days: int) -> AccessRight:
    at = now() - timedelta(days=days)
    return AccessRight.objects.create(at=at, institution_id=1, change="role", actor_name="x")


def review(days: int) -> Review:
    return Review.objects.create(
        institution_id=1, month=date(2026, 10, 1), signed_at=now() - timedelta(days=days),
        officer_id=1, officer_name="x", is_sole=False, trail_sequence=1, trail_mac=b"m" * 32, rows=1,
    )  # fmt: skip


@pytest.mark.parametrize("make", [line, review])
def test_a_row_cannot_be_changed(make):
    row = make(1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        type(row).objects.update(institution_id=2)
    assert type(row).objects.get().institution_id == 1


@pytest.mark.parametrize("make", [line, review])
def test_a_row_cannot_be_removed_before_three_years_are_over(make):
    row = make(3 * 365 - 2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.delete()
    assert type(row).objects.count() == 1


@pytest.mark.parametrize("make", [line, review])
def test_afterwards_it_may_go(make):
    row = make(3 * 366 + 1)
    row.delete()
    assert not type(row).objects.exists()
