"""Rows past their period go, and what is left is proved from where it was cut (ALL-2, ALL-3, P-12)."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django.fixtures import Settings

from haechi.audit import cutting
from haechi.audit.actions import Action
from haechi.audit.cutting import cut_before
from haechi.audit.errors import BrokenTrail, ForgedCut, TooYoung
from haechi.audit.models import AuditCut, AuditEntry
from haechi.audit.selectors import verify_stretch, verify_trail
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.common.clock import now, today

pytestmark = pytest.mark.django_db

KIM = Actor(officer_id=7, name="김한결", place="192.0.2.7", institution_id=1)
OLD = timedelta(days=800)
LIMIT = timedelta(days=731)


@pytest.fixture
def trail(tmp_path: Path, settings: Settings, django_capture_on_commit_callbacks) -> None:
    """Rows 1 to 5 are more than two years old, 6 to 8 of today."""
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    with django_capture_on_commit_callbacks(execute=True):
        with time_machine.travel(now() - OLD):
            for number in range(1, 6):
                record(actor=KIM, action=Action.REPORT_OPENED, subject=f"report:{number}")
        for number in range(6, 9):
            record(actor=KIM, action=Action.REPORT_OPENED, subject=f"report:{number}")


def sequences() -> list[int]:
    return list(AuditEntry.objects.order_by("sequence").values_list("sequence", flat=True))


def test_what_is_older_than_its_period_goes_and_the_rest_is_proved_from_there(trail: None) -> None:
    assert cut_before(limit=now() - LIMIT) == 5
    assert sequences() == [6, 7, 8]
    verdict = verify_trail()
    assert (verdict.holds, verdict.first, verdict.rows, verdict.last) == (True, 6, 3, 8)
    cut = AuditCut.objects.get()
    assert (cut.sequence, cut.count, cut.cut_on) == (5, 5, today())


def test_nothing_due_leaves_no_record(trail: None) -> None:
    assert cut_before(limit=now() - timedelta(days=900)) == 0
    assert not AuditCut.objects.exists()


def test_a_limit_within_two_years_is_refused(trail: None) -> None:
    with pytest.raises(TooYoung):
        cut_before(limit=now() - timedelta(days=729))
    assert len(sequences()) == 8


def test_it_goes_on_from_the_last_cut_in_batches(
    trail: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "BATCH", 2)
    counts = [cut_before(limit=now() - LIMIT) for _round in range(4)]
    assert counts == [2, 2, 1, 0]
    assert verify_trail().first == 6
    assert AuditCut.objects.count() == 3


def test_a_row_with_a_wrong_clock_is_kept_with_those_after_it(trail: None) -> None:
    AuditEntry.objects.filter(sequence=3).update(at=now())
    assert cut_before(limit=now() - LIMIT) == 2
    assert sequences()[0] == 3


def test_the_last_row_stays_however_old(trail: None) -> None:
    AuditEntry.objects.filter(sequence__gt=5).delete()
    cut_before(limit=now() - LIMIT)
    assert sequences() == [5]


def test_what_does_not_hold_is_kept_as_evidence(trail: None) -> None:
    AuditEntry.objects.filter(sequence=2).update(subject="report:0")
    with pytest.raises(BrokenTrail):
        cut_before(limit=now() - LIMIT)
    assert len(sequences()) == 8


# What somebody who may write the database could try.


def test_cutting_the_beginning_without_a_record_shows(trail: None) -> None:
    AuditEntry.objects.filter(sequence__lte=5).delete()
    assert verify_trail().broken_at == 1


def test_cutting_more_than_the_record_says_shows(trail: None) -> None:
    cut_before(limit=now() - LIMIT)
    AuditEntry.objects.filter(sequence=6).delete()
    verdict = verify_trail()
    assert (verdict.holds, verdict.broken_at) == (False, 6)


def test_a_record_written_without_the_key_shows(trail: None) -> None:
    last = AuditEntry.objects.get(sequence=6)
    AuditEntry.objects.filter(sequence__lte=6).delete()
    AuditCut.objects.create(
        sequence=6, mac=bytes(last.mac), cut_on=today(), count=6, seal=b"s" * 32
    )
    assert verify_trail().reason == "the record of a destruction was changed"
    with pytest.raises(ForgedCut):
        cut_before(limit=now() - LIMIT)


@pytest.mark.parametrize("change", [{"sequence": 7}, {"count": 4}, {"mac": b"x" * 32}])
def test_a_changed_record_shows(trail: None, change: dict[str, object]) -> None:
    cut_before(limit=now() - LIMIT)
    AuditCut.objects.update(**change)
    assert not verify_trail().holds


def test_a_removed_record_shows(trail: None) -> None:
    cut_before(limit=now() - LIMIT)
    AuditCut.objects.all().delete()
    assert verify_trail().broken_at == 1


def test_everything_removed_after_a_cut_shows(trail: None) -> None:
    cut_before(limit=now() - LIMIT)
    AuditEntry.objects.all().delete()
    assert not verify_trail().holds


# One month of it.


def test_a_stretch_is_proved_by_itself(trail: None) -> None:
    rows = AuditEntry.objects.all()
    assert verify_stretch(rows, 3, 6).holds
    AuditEntry.objects.filter(sequence=4).update(place="192.0.2.9")
    assert verify_stretch(rows, 3, 6).broken_at == 4
    assert verify_stretch(rows, 5, 8).holds


@pytest.mark.parametrize("missing", [3, 4, 6])
def test_a_row_missing_from_a_stretch_shows(trail: None, missing: int) -> None:
    AuditEntry.objects.filter(sequence=missing).delete()
    assert not verify_stretch(AuditEntry.objects.all(), 3, 6).holds
