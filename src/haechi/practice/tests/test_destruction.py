"""Practice deletes itself, its key first, and leaves a record (ALL-3, HL-10)."""

from datetime import timedelta

import pytest
import time_machine

from haechi.audit.models import AuditEntry
from haechi.common.clock import now
from haechi.jobs import backups, destruction
from haechi.jobs.schedule import all_jobs
from haechi.practice import destruction as practice_destruction
from haechi.practice.access import open_practice, sign_in_to_practice
from haechi.practice.errors import NoSuchSession
from haechi.practice.models import PracticeKey, PracticeName, PracticeReport, PracticeSession
from haechi.practice.selectors import session_by_code
from haechi.practice.services import end_session
from haechi.practice.tests.sessions import make_session, practise
from haechi.reports.errors import WrongCredential
from haechi.retention.models import DestructionRecord
from haechi.testing import StaffedInstitution, at_work, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def session(staffed: StaffedInstitution) -> PracticeSession:
    return make_session(staffed)


def test_everything_is_destroyed_after_its_days_with_a_record_and_a_row(
    staffed: StaffedInstitution, session: PracticeSession
):
    practise(session, name="홍길동")
    later = make_session(staffed, kept_days=40)
    day = now() + timedelta(days=14)
    with time_machine.travel(day, tick=False):
        assert destruction.destroy_due_practice() == 0  # the fourteenth day is still kept
    with time_machine.travel(day + timedelta(days=1), tick=False):
        assert destruction.destroy_due_practice() == 1
        assert destruction.destroy_due_practice() == 0
    assert list(PracticeSession.objects.all()) == [later]
    for gone in (PracticeReport, PracticeName):
        assert not gone.objects.exists()
    assert PracticeKey.objects.count() == 1
    record = DestructionRecord.objects.get()
    assert (record.kind, record.rule, record.days) == ("practice", "practice-over", 14)
    entry = AuditEntry.objects.get(action="practice.destroyed")
    assert entry.detail == {"count": 1, "days": 14}


def test_a_session_ended_by_its_trainer_is_closed_at_once_and_destroyed_at_the_next_round(
    staffed: StaffedInstitution, session: PracticeSession
):
    practise(session)
    end_session(actor=at_work(staffed.officers[0]), session=session)
    with pytest.raises(NoSuchSession):
        session_by_code(session.institution, session.code)
    assert destruction.destroy_due_practice() == 1
    assert DestructionRecord.objects.get().rule == "practice-ended"
    assert not PracticeSession.objects.exists()


def test_killed_after_the_key_was_destroyed_nothing_opens_and_the_next_round_ends_it(
    session: PracticeSession, monkeypatch: pytest.MonkeyPatch
):
    receipt = practise(session, name="홍길동")
    came = sign_in_to_practice(
        session=session, typed_key=receipt.report_key, typed_password=receipt.password
    )

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    end = now() + timedelta(days=15)
    with time_machine.travel(end, tick=False):
        monkeypatch.setattr(PracticeSession, "delete", killed)
        with pytest.raises(KeyboardInterrupt):
            destruction.destroy_due_practice()
        assert PracticeReport.objects.exists()
        with pytest.raises(WrongCredential):
            open_practice(session, came)
        monkeypatch.undo()
        assert destruction.destroy_due_practice() == 1
    assert DestructionRecord.objects.count() == 1


def test_the_worker_does_it_every_hour_and_forgets_the_tags(session: PracticeSession):
    practise(session)
    jobs = {job.name: job for job in all_jobs(senders=None)}  # type: ignore[arg-type]
    assert jobs["practice"].every == 3600
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        practice_destruction.forget_practice_tags()
    assert PracticeReport.objects.get().submission_tag is None


def test_a_backup_holds_no_key_of_practice():
    assert PracticeKey._meta.db_table in backups.LEFT_OUT
