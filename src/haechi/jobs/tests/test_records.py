"""The worker destroys the trail and the ledger at the end of their periods, on a record (ALL-2, ALL-3)."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from haechi.access_control.ledger import KEEP_DAYS, note_right
from haechi.access_control.models import AccessRight
from haechi.access_control.types import Change
from haechi.audit.actions import Action
from haechi.audit.errors import BrokenTrail
from haechi.audit.models import AuditEntry
from haechi.audit.selectors import verify_trail
from haechi.audit.services import record
from haechi.audit.types import command_line
from haechi.common.clock import now
from haechi.custody.models import Officer
from haechi.jobs.records import destroy_old_rights, destroy_old_trail
from haechi.retention.models import DestructionRecord
from haechi.retention.types import Kind, Rule
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db

ROOT = command_line("root")


@pytest.fixture
def aged(tmp_path: Path, settings: Settings) -> None:
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    for days in (800, 740, 100):
        with time_machine.travel(now() - timedelta(days=days)):
            record(actor=ROOT, action=Action.SIGN_IN, subject="account:1")


def test_the_trail_goes_after_two_years_with_its_record(
    aged: None, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert destroy_old_trail() == 2
    (written,) = DestructionRecord.objects.all()
    assert (written.kind, written.rule, written.count) == (
        Kind.TRAIL_REVIEWED,
        Rule.RECORD_PERIOD,
        2,
    )
    last = AuditEntry.objects.order_by("sequence").last()
    assert last is not None
    assert (last.action, last.detail["count"]) == (Action.RECORDS_DESTROYED, 2)
    assert verify_trail().first == 3
    assert verify_trail().holds
    assert destroy_old_trail() == 0


def test_a_longer_period_of_the_installation_is_kept(aged: None, settings: Settings) -> None:
    settings.TRAIL_YEARS = 3
    assert destroy_old_trail() == 0


def test_a_broken_trail_is_left_and_no_record_claims_otherwise(aged: None) -> None:
    AuditEntry.objects.filter(sequence=1).update(place="elsewhere")
    with pytest.raises(BrokenTrail):
        destroy_old_trail()
    assert not DestructionRecord.objects.exists()


def test_the_ledger_goes_after_three_years_with_its_record() -> None:
    staffed = make_institution()
    officer = Officer.objects.get(pk=staffed.officers[0].officer_id)
    with time_machine.travel(now() - timedelta(days=KEEP_DAYS + 1)):
        note_right(actor=ROOT, officer=officer, change=Change.ROLE)
    assert destroy_old_rights() == 1
    (written,) = DestructionRecord.objects.all()
    assert (written.kind, written.institution_id) == (Kind.ACCESS_RIGHT, staffed.institution.pk)
    assert not AccessRight.objects.exists()
    assert AuditEntry.objects.get().action == Action.RECORDS_DESTROYED
    assert destroy_old_rights() == 0
