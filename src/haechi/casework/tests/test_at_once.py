"""Two officers in the same second (PostgreSQL): numbers without a gap, one extension, no deadlock."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from haechi.cases.errors import AlreadyCase, NotNow, SamePaper
from haechi.cases.models import Case
from haechi.cases.people import NewParty
from haechi.cases.types import Channel, PartyKind
from haechi.casework.handling import extend
from haechi.casework.intake import convert_report, receive
from haechi.casework.tests.conftest import HONG
from haechi.inbox.access import report_for
from haechi.testing import file_report

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]


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


def test_receipts_of_one_second_get_numbers_in_a_row(centre, settings, tmp_path):
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    acts = [lambda: receive(actor=centre.kim, taken=centre.taken()) for _ in range(12)]
    assert at_once(*acts) == []
    numbers = Case.objects.order_by("sequence").values_list("sequence", flat=True)
    assert list(numbers) == list(range(1, 13))


def test_the_same_letter_opened_by_two_at_once_gets_one_number(centre, settings, tmp_path):
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    letter = centre.taken(channel=Channel.POST, reference="등기 1234")
    faults = at_once(*[lambda: receive(actor=centre.kim, taken=letter) for _ in range(4)])
    assert [type(fault) for fault in faults] == [SamePaper] * 3
    assert [case.sequence for case in Case.objects.all()] == [1]
    assert receive(actor=centre.lee, taken=centre.taken()).case.sequence == 2


def test_an_anonymous_report_taken_by_two_at_once_becomes_one_case(centre, settings, tmp_path):
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    report = report_for(centre.outsider, file_report(centre.staffed).report.pk)
    taken = centre.taken(parties=[NewParty(PartyKind.REPORTER, HONG)])

    def take() -> None:
        convert_report(actor=centre.outsider, report=report, taken=taken)

    assert [type(fault) for fault in at_once(take, take)] == [AlreadyCase]
    assert [case.sequence for case in Case.objects.all()] == [1]


def test_an_extension_asked_by_two_at_once_is_given_once(centre, settings, tmp_path):
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    case = centre.receive().case
    asked = {"case_id": case.pk, "days": 5, "reason": "시료 분석"}
    faults = at_once(
        lambda: extend(actor=centre.kim, **asked), lambda: extend(actor=centre.chief, **asked)
    )
    assert [type(fault) for fault in faults] == [NotNow]
    clock = case.clocks.get(kind="handling")
    assert [step[0] for step in clock.history] == ["started", "extended"]
