"""Officers at the same report at the same moment: on PostgreSQL no act waits for another in a ring."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from haechi.audit.models import AuditEntry
from haechi.audit.selectors import verify_trail
from haechi.inbox.services import change_state, open_report
from haechi.reports.states import ReportState
from haechi.testing import at_work, file_report, make_institution

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]
ROUNDS = 15


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    barrier, faults = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def test_opening_and_changing_a_report_at_once_never_ends_in_a_deadlock(settings, tmp_path) -> None:
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    staffed = make_institution()
    first, second = (at_work(each) for each in staffed.officers)
    for number in range(ROUNDS):
        report = file_report(staffed, f"신고 {number}").report
        opened = open_report(actor=first, report_id=report.pk)
        before = AuditEntry.objects.count()
        faults = at_once(
            lambda: open_report(actor=second, report_id=report.pk),  # noqa: B023
            lambda: change_state(
                actor=first,
                opened=opened,  # noqa: B023
                seen=ReportState.RECEIVED,
                new=ReportState.CONFIRMED,
            ),
        )
        assert faults == []
        assert AuditEntry.objects.count() == before + 2
    assert verify_trail().holds
