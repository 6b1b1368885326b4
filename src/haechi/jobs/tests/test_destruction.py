"""What is due is destroyed, keys first, in backups too (ALL-3, adr/007)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from haechi.audit.models import AuditEntry
from haechi.cases.filing import Particulars, become_named
from haechi.cases.types import CaseContent, Identity
from haechi.common.clock import today
from haechi.crypto.spool import EncryptedSpool
from haechi.custody.models import Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.inbox.access import report_for
from haechi.inbox.errors import NoSuchReport
from haechi.inbox.holds import hold, reason_of, release
from haechi.jobs import destruction
from haechi.jobs.destruction import destroy_due_reports
from haechi.reports.attachments import Owner, store_file
from haechi.reports.destruction import destroy_reports
from haechi.reports.errors import WrongCredential
from haechi.reports.models import ErasureKey, Report, ReportSeal
from haechi.reports.retention import count_due, due_by_rule
from haechi.reports.states import ReportState
from haechi.retention.models import DestructionRecord
from haechi.retention.types import Rule
from haechi.staff.errors import NotAllowed
from haechi.staff.types import Role
from haechi.talks.models import Chat
from haechi.talks.tests.people import begin_chat
from haechi.testing import Filed, StaffedInstitution, at_work, file_report, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution("retention")


def closed(filed: Filed, days_ago: int) -> None:
    Report.objects.filter(pk=filed.report.pk).update(
        state=ReportState.DONE, state_on=today() - timedelta(days=days_ago)
    )


def test_a_report_past_its_period_is_destroyed_and_leaves_a_record_without_content(
    staffed: StaffedInstitution,
) -> None:
    old, young, open_one = (
        file_report(staffed, text) for text in ("오래된 글", "새 글", "진행 중")
    )
    closed(old, staffed.institution.retention_days + 1)
    closed(young, staffed.institution.retention_days)

    assert destroy_due_reports() == 1

    assert set(Report.objects.values_list("pk", flat=True)) == {young.report.pk, open_one.report.pk}
    assert not ReportSeal.objects.filter(report=old.report.pk).exists()
    record = DestructionRecord.objects.get()
    assert (record.count, record.numbers) == (1, [old.report.display_number])
    assert record.rule == Rule.CLOSED_PERIOD
    assert AuditEntry.objects.filter(action="report.destroyed").count() == 1
    assert destroy_due_reports() == 0, "the second run finds nothing"


def test_a_withdrawn_report_is_destroyed_after_the_same_period(staffed: StaffedInstitution) -> None:
    filed = file_report(staffed)
    day = today() - timedelta(days=staffed.institution.retention_days + 1)
    Report.objects.filter(pk=filed.report.pk).update(withdrawn_on=day)
    assert destroy_due_reports() == 1
    assert DestructionRecord.objects.get().rule == Rule.WITHDRAWN_PERIOD


def test_a_report_that_became_a_case_goes_with_the_case_and_not_before(
    staffed: StaffedInstitution,
) -> None:
    """Its record has years of its own (PI-21), also where plain reports are kept for less."""
    for function in (DeskFunction.CASES, DeskFunction.PROTECTION):
        officers = Officer.objects.filter(pk=staffed.officers[0].officer_id)
        staff_desk(institution=staffed.institution, function=function, officers=list(officers))
    completed, withdrawn, plain = (file_report(staffed) for _ in range(3))
    given = Particulars(CaseContent("제목", content="내용"), Identity("독고은새뜸"))
    for filed in (completed, withdrawn):
        become_named(opened=filed.opened(), particulars=given)
        closed(filed, staffed.institution.retention_days + 1)
    day = today() - timedelta(days=staffed.institution.retention_days + 1)
    Report.objects.filter(pk=withdrawn.report.pk).update(withdrawn_on=day)
    closed(plain, staffed.institution.retention_days + 1)

    assert count_due(staffed.institution, days=30) == 1
    assert destroy_due_reports() == 1
    assert set(Report.objects.values_list("pk", flat=True)) == {
        completed.report.pk,
        withdrawn.report.pk,
    }
    assert ErasureKey.objects.count() == 2


def test_a_legal_hold_stops_destruction_until_it_is_released(staffed: StaffedInstitution) -> None:
    filed = file_report(staffed)
    closed(filed, staffed.institution.retention_days + 1)
    head = at_work(staffed.officers[0], Role.HEAD)
    opened = report_for(head, filed.report.pk)

    hold(actor=head, opened=opened, reason="수사 협조 요청")
    assert reason_of(opened) == "수사 협조 요청"
    assert not any(due.exists() for due in due_by_rule(staffed.institution).values())
    assert destroy_due_reports() == 0

    release(actor=head, opened=opened)
    assert destroy_due_reports() == 1


def test_only_the_head_decides_on_holds(staffed: StaffedInstitution) -> None:
    filed = file_report(staffed)
    officer = at_work(staffed.officers[1])
    with pytest.raises(NotAllowed):
        hold(actor=officer, opened=report_for(officer, filed.report.pk), reason="x")


def test_duplicates_outlive_the_report_they_were_merged_into(staffed: StaffedInstitution) -> None:
    master, duplicate = file_report(staffed), file_report(staffed)
    Report.objects.filter(pk=duplicate.report.pk).update(merged_into=master.report)
    closed(master, staffed.institution.retention_days + 1)
    assert destroy_due_reports() == 1
    assert Report.objects.get().merged_into_id is None


def test_without_its_erasure_key_a_report_opens_to_nobody(staffed: StaffedInstitution) -> None:
    """What a restored backup of a destroyed report amounts to: rows, seals and keys, but this one."""
    filed = file_report(staffed)
    officer = at_work(staffed.officers[0])
    assert report_for(officer, filed.report.pk).report == filed.report
    ErasureKey.objects.filter(report=filed.report).delete()
    with pytest.raises(NoSuchReport):
        report_for(officer, filed.report.pk)
    with pytest.raises(WrongCredential):
        filed.opened()


def test_the_files_of_a_destroyed_report_are_gone(
    staffed: StaffedInstitution, settings: Any, tmp_path: Path
) -> None:
    def blobs() -> set[Path]:
        return set(Path(settings.BLOB_DIR).glob("*/*"))

    before = blobs()
    filed = file_report(staffed)
    with EncryptedSpool(tmp_path) as spool:
        spool.write("증거".encode())
        spool.seek(0)
        owner = Owner(key=filed.opened().data_key, report=filed.report)
        store_file(owner=owner, institution=staffed.institution, source=spool, name="a.txt")
    assert len(blobs() - before) == 1
    closed(filed, staffed.institution.retention_days + 1)
    destroy_due_reports()
    assert blobs() == before


def test_what_another_worker_destroyed_meanwhile_is_told_by_that_one_alone(
    staffed: StaffedInstitution,
) -> None:
    """Fault: two workers on one job. Both found the same reports due; each report is told once."""
    first, second = (file_report(staffed).report for _ in range(2))
    told: list[list[int]] = []
    destroy_reports([first])

    count = destroy_reports(
        [first, second], told=lambda gone: told.append([report.number or 0 for report in gone])
    )

    assert count == 1
    assert told == [[second.number]]
    assert destroy_reports([first, second], told=lambda _gone: told.append([])) == 0
    assert len(told) == 1, "nothing went, nothing is told"


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_before_the_record_leaves_the_rows_for_the_next_run(
    staffed: StaffedInstitution, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault: kill -9 between destroying and recording. Nothing is destroyed without its record."""
    filed = file_report(staffed)
    closed(filed, staffed.institution.retention_days + 1)

    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(destruction, "record_destruction", killed)
        with pytest.raises(KeyboardInterrupt):
            destroy_due_reports()
    assert not ErasureKey.objects.exists(), "unreadable already"
    assert Report.objects.exists()
    assert destroy_due_reports() == 1
    assert DestructionRecord.objects.get().numbers == [filed.report.display_number]


def test_a_chat_that_nobody_wrote_in_goes_after_its_days_and_leaves_a_record(
    staffed: StaffedInstitution,
) -> None:
    for ago in (0, 8):
        begun = begin_chat(staffed.institution)
        Chat.objects.filter(report_id=begun.session.report_id).update(
            opened_on=today() - timedelta(days=ago)
        )
    assert destruction.destroy_due_chats() == 1
    assert Chat.objects.get().opened_on == today()
    left = DestructionRecord.objects.get()
    assert (left.kind, left.rule, left.count, left.numbers) == ("chat", Rule.NEVER_SENT, 1, [])
