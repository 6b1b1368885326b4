"""What `haechi doctor` finds in the database, each provoked."""

from collections.abc import Iterable

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.services import record
from haechi.audit.types import command_line
from haechi.cli.findings import database
from haechi.cli.findings.types import Finding, Level
from haechi.custody.models import Duty
from haechi.institutions.services import create_institution
from haechi.jobs.tests.people import give_account, notify
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus
from haechi.reports.models import Attachment, Draft
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="a fault of SQLite's file")


def checks(found: Iterable[Finding], level: Level | None = None) -> set[str]:
    return {each.check for each in found if level is None or each.level is level}


def test_pending_migrations_are_found() -> None:
    assert not list(database.check_migrations())
    MigrationRecorder.Migration.objects.filter(app="axes").delete()
    assert checks(database.check_migrations()) == {"migrations"}


@on_sqlite
def test_pragmas_that_differ_are_found() -> None:
    """A database in memory cannot have a write-ahead log: the finding names it."""
    found = [each for each in database.check_sqlite() if each.check == "sqlite-pragma"]
    assert ["journal_mode" in each.what for each in found] == [True]


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_nowhere_is_found() -> None:
    staffed = make_institution()
    with connection.constraint_checks_disabled():
        Duty.objects.create(officer_id=staffed.officers[0].officer_id, category_id=999_999)
        assert "sqlite-integrity" in checks(database.check_sqlite(), Level.ERROR)
        Duty.objects.filter(category_id=999_999).delete()


def test_an_institution_that_nobody_reads_for_is_found() -> None:
    create_institution(slug="empty", name_ko="빈 기관", name_en="Empty")
    assert checks(database.check_people(), Level.ERROR) == {"intake-desk"}


def test_a_desk_of_one_is_found() -> None:
    make_institution(officers=("김한결",))
    assert checks(database.check_people()) == {"intake-desk-single"}


def test_a_category_without_duty_is_worth_a_note() -> None:
    make_institution()
    assert not list(database.check_people())
    Duty.objects.all().delete()
    assert checks(database.check_people()) == {"duty"}


def test_officers_without_a_second_factor_are_found() -> None:
    give_account(make_institution())
    assert checks(database.check_second_factors()) == {"second-factor"}


def test_an_outbox_that_backs_up_is_found() -> None:
    staffed = make_institution()
    for _ in range(60):
        notify(staffed)
    assert checks(database.check_outbox()) == {"outbox-waiting"}
    Delivery.objects.update(attempts=4, last_error="unreachable")
    assert checks(database.check_outbox()) == {"outbox-retrying"}
    Delivery.objects.update(status=DeliveryStatus.FAILED, payload=b"", ended_on="2026-01-02")
    assert checks(database.check_outbox()) == {"outbox-failed"}


def test_wrong_or_absent_senders_are_found() -> None:
    assert checks(database.check_senders({})) == {"senders-off"}
    assert checks(database.check_senders({"HAECHI_SMS_GATEWAY": "solapi"})) == {"senders"}
    assert not list(database.check_senders({"HAECHI_SMS_GATEWAY": "console"}))


def test_an_attachment_without_its_blob_is_found() -> None:
    institution = make_institution().institution
    draft = Draft.objects.create(id="d", institution=institution, expires_on="2026-01-02")
    Attachment.objects.create(
        draft=draft, position=1, blob="aa/gone", sealed_key=b"", sealed_meta=b""
    )
    assert not default_storage.exists("aa/gone")
    assert checks(database.check_blobs()) == {"blobs"}


@pytest.mark.django_db(transaction=True)
def test_a_trail_that_was_changed_is_found() -> None:
    record(actor=command_line("test"), action=Action.SIGN_IN, subject="account:1")
    assert not list(database.check_trail())
    AuditEntry.objects.update(actor_name="someone else")
    assert checks(database.check_trail()) == {"trail"}
