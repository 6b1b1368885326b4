"""What the worker forgets, and blobs that have no row (design §5)."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage

from haechi.blobstore.services import write_blob
from haechi.common.clock import now, today
from haechi.jobs import blobs, upkeep
from haechi.jobs.schedule import all_jobs
from haechi.jobs.senders import senders
from haechi.jobs.worker import run_safely
from haechi.reports.models import Attachment, Draft, KeyDelay, Report
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import ReportContent, new_draft_token
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


def file_report(staffed: StaffedInstitution) -> Report:
    submit_report(
        Submission(staffed.institution, staffed.category, ReportContent("글"), new_draft_token())
    )
    return Report.objects.get()


@pytest.mark.parametrize(("age", "kept"), [(0, True), (2, True), (3, False)])
def test_the_tag_that_ties_a_report_to_its_page_goes_after_two_days(
    staffed: StaffedInstitution, age: int, kept: bool
) -> None:
    report = file_report(staffed)
    Report.objects.update(received_on=today() - timedelta(days=age))
    upkeep.forget_submission_tags()
    report.refresh_from_db()
    assert (report.submission_tag is not None) is kept


def test_misses_of_yesterday_are_forgotten_and_those_of_today_are_not() -> None:
    KeyDelay.objects.create(bucket=1, misses=9, not_before=int(time.time()) - 3 * DAY)
    KeyDelay.objects.create(bucket=2, misses=9, not_before=int(time.time()))
    upkeep.forget_misses()
    assert list(KeyDelay.objects.values_list("bucket", flat=True)) == [2]


def test_expired_sessions_of_officers_go() -> None:
    Session.objects.create(session_key="old", expire_date=now() - timedelta(minutes=1))
    Session.objects.create(session_key="new", expire_date=now() + timedelta(minutes=10))
    upkeep.forget_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def aged_blob(days: float) -> str:
    name = write_blob([b"sealed"])
    moment = time.time() - days * DAY
    os.utime(default_storage.path(name), (moment, moment))
    return str(name)


def test_old_blobs_without_a_row_go_and_all_others_stay(staffed: StaffedInstitution) -> None:
    old, fresh, owned = aged_blob(5), aged_blob(1), aged_blob(5)
    draft = Draft.objects.create(id="d", institution=staffed.institution, expires_on=today())
    Attachment.objects.create(draft=draft, position=1, blob=owned, sealed_key=b"", sealed_meta=b"")
    assert blobs.remove_orphans() >= 1
    assert not default_storage.exists(old)
    assert default_storage.exists(fresh)
    assert default_storage.exists(owned)
    assert owned not in list(blobs.missing_blobs())


def test_blobs_of_another_database_are_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    names = [aged_blob(5) for _ in range(60 + blobs.orphan_blobs()[1])]  # others leave some
    assert blobs.remove_orphans() == 0
    assert all(default_storage.exists(name) for name in names)
    assert "right database" in caplog.text
    for name in names:
        default_storage.delete(name)


@pytest.mark.django_db(transaction=True)
def test_every_declared_job_runs_on_an_empty_installation(tmp_path: Path) -> None:
    assert Path(settings.DATA_DIR).is_dir()
    jobs = all_jobs(senders({"HAECHI_SMS_GATEWAY": "console"}))
    assert {job.lane for job in jobs} == {
        "heartbeat", "sms", "mail", "calls", "room", "imports", "upkeep",
    }  # fmt: skip
    assert min(job.every for job in jobs if job.lane != "upkeep") <= 2
    for job in jobs:
        assert run_safely(job), job.name
