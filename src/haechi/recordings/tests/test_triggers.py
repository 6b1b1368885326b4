"""What the database itself refuses; apart, because these tests commit (RC-3, RC-5)."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from haechi.custody.models import DeskSeat
from haechi.recordings.models import Notice
from haechi.recordings.tests.conftest import SPOKEN, build_hall

kept = import_module("haechi.recordings.migrations.0002_kept_by_the_database")


@pytest.fixture
def kept_hall(transactional_db, tmp_path):
    """A hall of its own, with the triggers that need a transaction to be undone."""
    with connection.schema_editor() as editor:
        kept.forwards(None, editor)
    yield build_hall(tmp_path)
    with connection.schema_editor() as editor:
        kept.backwards(None, editor)


def test_nobody_sits_at_both_desks_by_the_database_itself(kept_hall):
    seat = DeskSeat.objects.get(officer=kept_hall.approver.officer)
    with pytest.raises(DatabaseError, match="one of the two"), transaction.atomic():
        DeskSeat.objects.create(
            epoch=seat.epoch, officer=kept_hall.custodian.officer, sealed_private=b"x" * 80
        )
    with pytest.raises(DatabaseError, match="one of the two"), transaction.atomic():
        DeskSeat.objects.filter(officer=kept_hall.custodian.officer).update(epoch=seat.epoch)
    seat.epoch.seats.create(officer=kept_hall.user.officer, sealed_private=b"x" * 80)


def test_a_notice_that_calls_prove_themselves_by_is_never_changed(kept_hall):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Notice.objects.update(text="다른 말")
    assert Notice.objects.get().text == SPOKEN
