"""What officers do: each act one transaction and exactly one row of the trail (ALL-2, HL-7)."""

import uuid
from collections.abc import Callable

import pytest

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.types import command_line
from haechi.conversations.models import Message
from haechi.conversations.selectors import messages_of
from haechi.conversations.services import post_from_reporter
from haechi.crypto.errors import CannotOpen
from haechi.custody.models import Officer
from haechi.custody.services import make_recovery_shares
from haechi.inbox.errors import CannotMerge, NoSuchReport, StateConflict
from haechi.inbox.leaving import remove_officer
from haechi.inbox.models import InternalNote, ReportRead
from haechi.inbox.selectors import notes_of
from haechi.inbox.services import (
    add_note,
    assign,
    change_state,
    find_attachment,
    merge,
    open_attachment,
    open_report,
    record_search,
    send_message,
    set_result,
)
from haechi.live import services as live
from haechi.reports.models import Report, ReportSeal
from haechi.reports.selectors import result_of
from haechi.reports.states import ReportState
from haechi.reports.types import OpenReport, new_draft_token
from haechi.staff.models import Account
from haechi.staff.types import Role
from haechi.testing import Filed, file_report, make_institution

RECEIVED, CONFIRMED, DONE = ReportState.RECEIVED, ReportState.CONFIRMED, ReportState.DONE
SECRET = "과장이 서류를 태웠다"


@pytest.fixture
def filed(house) -> Filed:
    return file_report(house.staffed)


@pytest.fixture
def opened(house, filed) -> OpenReport:
    opened = open_report(actor=house.kim, report_id=filed.report.pk)
    AuditEntry.objects.all().delete()
    return opened


@pytest.fixture
def said(
    monkeypatch, django_capture_on_commit_callbacks
) -> Callable[[Callable[[], object]], set[str]]:
    """Runs an act and tells which topics it wakes."""

    def act(work: Callable[[], object]) -> set[str]:
        topics: set[str] = set()

        class Listener:
            def publish(self, topic: str) -> None:
                topics.add(topic)

        monkeypatch.setattr(live, "bus", Listener)
        with django_capture_on_commit_callbacks(execute=True):
            work()
        return topics

    return act


def one_row() -> AuditEntry:
    return AuditEntry.objects.get()


# One row each


def test_opening_a_report_is_one_row_with_its_officer_and_place(house, filed):
    open_report(actor=house.kim, report_id=str(filed.report.pk))
    row = one_row()
    assert (row.action, row.subject) == (Action.REPORT_OPENED, f"report:{filed.report.pk}")
    assert (row.actor_id, row.place) == (house.kim.officer.pk, "192.0.2.7")


def test_an_opening_that_is_refused_leaves_no_row_and_no_mark(house, filed):
    with pytest.raises(NoSuchReport):
        open_report(actor=house.outsider, report_id=filed.report.pk)
    assert not AuditEntry.objects.exists()
    assert not ReportRead.objects.exists()


ACTS = {
    Action.REPORT_STATE: lambda a, o: change_state(actor=a, opened=o, seen=RECEIVED, new=CONFIRMED),
    Action.RESULT_SET: lambda a, o: set_result(actor=a, opened=o, text=SECRET),
    Action.REPORT_ASSIGNED: lambda a, o: assign(actor=a, opened=o, officer=a.officer),
    Action.NOTE_ADDED: lambda a, o: add_note(actor=a, opened=o, text=SECRET, uid=uuid.uuid4()),
    Action.MESSAGE_SENT: lambda a, o: send_message(
        actor=a, opened=o, text=SECRET, uid=uuid.uuid4()
    ),
}


@pytest.mark.parametrize("action", ACTS)
def test_every_act_is_exactly_one_row_and_never_carries_content(house, opened, action):
    ACTS[action](house.kim, opened)
    row = one_row()
    assert (row.action, row.subject) == (action, f"report:{opened.report.pk}")
    assert SECRET not in str(row.detail)


@pytest.mark.parametrize("action", ACTS)
def test_every_act_wakes_those_who_look_at_the_report(house, opened, action, said):
    topics = said(lambda: ACTS[action](house.kim, opened))
    if action == Action.REPORT_ASSIGNED:
        assert topics == {f"inbox:{opened.report.institution_id}"}
    else:
        assert f"report:{opened.report.pk}" in topics


def test_a_search_is_one_row_with_counts_and_without_its_words(house):
    record_search(actor=house.kim, looked=12, hits=3)
    assert one_row().detail == {"looked": 12, "hits": 3}


# Opening


def test_opening_clears_the_unread_marks_of_this_officer_only(house, filed):
    Report.objects.update(has_news=True)
    post_from_reporter(opened=filed.opened(), text="더", token=new_draft_token(), uid=uuid.uuid4())
    open_report(actor=house.kim, report_id=filed.report.pk)
    open_report(actor=house.kim, report_id=filed.report.pk)
    assert list(ReportRead.objects.values_list("officer", flat=True)) == [house.kim.officer.pk]
    assert not Report.objects.get().has_news
    assert Message.objects.get().is_read


def test_a_file_that_is_not_the_reports_is_not_there(house, opened):
    for wanted in (uuid.uuid4(), str(uuid.uuid4()), "x", ""):
        with pytest.raises(NoSuchReport):
            find_attachment(house.kim, opened.report.pk, wanted)
        with pytest.raises(NoSuchReport):
            open_attachment(actor=house.kim, report_id=opened.report.pk, attachment_id=wanted)
    assert not AuditEntry.objects.exists()


# Status


def test_two_officers_acting_at_once_conflict_and_the_second_is_told(house, opened):
    change_state(actor=house.kim, opened=opened, seen=RECEIVED, new=CONFIRMED)
    with pytest.raises(StateConflict):
        change_state(actor=house.lee, opened=opened, seen=RECEIVED, new=DONE)
    assert Report.objects.get().state == CONFIRMED
    assert AuditEntry.objects.count() == 1


def test_a_step_that_the_table_does_not_know_changes_nothing(house, opened):
    for new in (RECEIVED,):
        with pytest.raises(StateConflict):
            change_state(actor=house.kim, opened=opened, seen=RECEIVED, new=new)
    assert not AuditEntry.objects.exists()


# Result


def test_the_reporter_reads_the_result_and_the_database_does_not(house, filed, opened):
    set_result(actor=house.kim, opened=opened, text=SECRET)
    assert result_of(filed.opened()) == SECRET
    assert SECRET.encode() not in bytes(Report.objects.get().result)


# Notes


def test_notes_are_for_officers_sealed_and_bound_to_author_and_time(house, filed, opened):
    add_note(actor=house.kim, opened=opened, text=SECRET, uid=uuid.uuid4())
    add_note(actor=house.lee, opened=opened, text="둘째", uid=uuid.uuid4())
    assert [(n.text, n.officer) for n in notes_of(opened)] == [
        (SECRET, "김한결 감사담당관"),
        ("둘째", "이도윤 감사담당관"),
    ]
    first = InternalNote.objects.first()
    assert SECRET.encode() not in bytes(first.body)
    InternalNote.objects.filter(pk=first.pk).update(officer=house.lee.officer)
    with pytest.raises(CannotOpen):
        notes_of(opened)


# Messages


def test_the_same_message_twice_is_sent_once_and_is_one_row(house, opened):
    uid = uuid.uuid4()
    first = send_message(actor=house.kim, opened=opened, text="네", uid=uid)
    assert send_message(actor=house.kim, opened=opened, text="네", uid=uid) == first
    assert one_row().action == Action.MESSAGE_SENT


def test_the_reporter_never_learns_the_officers_name(house, filed, opened):
    send_message(actor=house.kim, opened=opened, text="확인했습니다", uid=uuid.uuid4())
    (view,) = messages_of(filed.opened())
    assert view.text == "확인했습니다"
    assert view.officer_name  # for officers' pages; the reporter's page is tested in its own site


# Assignment


def test_a_report_is_given_only_to_one_who_can_open_it(house):
    report = file_report(house.staffed, excluded=[house.staffed.officers[0]]).report
    opened = open_report(actor=house.lee, report_id=report.pk)
    stranger = Officer.objects.get(pk=make_institution("other").officers[0].officer_id)
    for officer in (house.kim.officer, house.outsider.officer, stranger):
        with pytest.raises(NoSuchReport):
            assign(actor=house.lee, opened=opened, officer=officer)
    assign(actor=house.lee, opened=opened, officer=house.head.officer)
    assert Report.objects.get(pk=report.pk).assignee == house.head.officer
    assign(actor=house.lee, opened=opened, officer=None)
    assert Report.objects.get(pk=report.pk).assignee is None


# Merging


def both(house, one, other):
    return tuple(open_report(actor=house.kim, report_id=f.report.pk) for f in (one, other))


def test_a_merged_report_follows_the_status_and_result_of_the_other(house, filed, said):
    other = file_report(house.staffed)
    source, target = both(house, filed, other)
    set_result(actor=house.kim, opened=target, text="먼저 쓴 결과")
    merge(actor=house.kim, duplicate=source, into=target)
    assert result_of(filed.opened()) == "먼저 쓴 결과"
    topics = said(
        lambda: change_state(actor=house.kim, opened=target, seen=RECEIVED, new=CONFIRMED)
    )
    assert f"report:{filed.report.pk}" in topics
    set_result(actor=house.kim, opened=target, text="나중 결과")
    again = filed.opened()
    assert (again.report.state, result_of(again)) == (CONFIRMED, "나중 결과")


def test_a_merged_report_is_not_moved_on_its_own(house, filed):
    source, target = both(house, filed, file_report(house.staffed))
    merge(actor=house.kim, duplicate=source, into=target)
    with pytest.raises(StateConflict):
        change_state(actor=house.kim, opened=source, seen=RECEIVED, new=CONFIRMED)


def test_reports_merge_neither_with_themselves_nor_in_chains_nor_in_rings(house, filed):
    second, third = file_report(house.staffed), file_report(house.staffed)
    one, two = both(house, filed, second)
    _, three = both(house, filed, third)
    with pytest.raises(CannotMerge):
        merge(actor=house.kim, duplicate=one, into=one)
    merge(actor=house.kim, duplicate=one, into=two)
    for duplicate, into in ((two, one), (three, one), (one, three), (two, three)):
        with pytest.raises(CannotMerge):
            merge(actor=house.kim, duplicate=duplicate, into=into)
    merge(actor=house.kim, duplicate=three, into=two)


def test_two_merges_from_old_pages_never_make_a_ring(house, filed):
    """Both officers opened both reports before either merged."""
    one, two = both(house, filed, file_report(house.staffed))
    old_one, old_two = both(house, filed, Filed(filed.receipt, two.report))
    merge(actor=house.kim, duplicate=one, into=two)
    with pytest.raises(CannotMerge):
        merge(actor=house.lee, duplicate=old_two, into=old_one)


def test_reports_of_two_institutions_never_merge(house, filed):
    other = file_report(make_institution("other", name_ko="다른 곳", name_en="Other"))
    foreign = OpenReport(other.report, other.opened().data_key)
    mine = open_report(actor=house.kim, report_id=filed.report.pk)
    with pytest.raises(CannotMerge):
        merge(actor=house.kim, duplicate=mine, into=foreign)


def test_a_duplicate_that_excludes_the_officer_stays_closed_to_the_officer(house, filed):
    closed = file_report(house.staffed, excluded=[house.staffed.officers[0]])
    source = open_report(actor=house.lee, report_id=closed.report.pk)
    target = open_report(actor=house.lee, report_id=filed.report.pk)
    merge(actor=house.lee, duplicate=source, into=target)
    set_result(
        actor=house.kim,
        opened=open_report(actor=house.kim, report_id=filed.report.pk),
        text="결과",
    )
    assert result_of(filed.opened()) == "결과"
    assert result_of(closed.opened()) == ""


# Leaving


@pytest.fixture
def kims_account(house) -> Account:
    return Account.objects.create(
        username="kim", officer=house.kim.officer, role=Role.OFFICER, contact=b""
    )


def test_an_officer_who_leaves_keeps_no_seal_and_no_assignment(house, kims_account):
    report = file_report(house.staffed, excluded=[house.staffed.officers[1]]).report
    Report.objects.update(assignee=house.kim.officer)
    remove_officer(actor=command_line("root"), account=kims_account)
    assert Report.objects.get().assignee is None
    assert [seal.officer_id for seal in report.seals.all()] == [house.head.officer.pk]
    with pytest.raises(NoSuchReport):
        open_report(actor=house.kim, report_id=report.pk)


def test_a_seal_that_is_the_last_is_kept_for_those_who_recover(house, kims_account):
    alone = [house.staffed.officers[1], house.staffed.officers[2]]
    file_report(house.staffed, excluded=alone)
    remove_officer(actor=command_line("root"), account=kims_account)
    assert ReportSeal.objects.filter(officer=house.kim.officer).count() == 1


def test_with_recovery_shares_no_personal_seal_needs_to_stay(house, kims_account):
    make_recovery_shares(institution=house.staffed.institution)
    house.staffed.institution.refresh_from_db()
    file_report(house.staffed, excluded=list(house.staffed.officers[1:]))
    remove_officer(actor=command_line("root"), account=kims_account)
    assert [seal.is_recovery for seal in ReportSeal.objects.all()] == [True]
