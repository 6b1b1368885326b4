"""The thread: sent once, sealed to its report and side, read by the other side, closed on withdrawal (HL-4)."""

import uuid

import pytest

from haechi.conversations.models import Message, Side
from haechi.conversations.selectors import files_sent_with, messages_of
from haechi.conversations.services import mark_read, post_from_officer, post_from_reporter
from haechi.crypto.errors import CannotOpen
from haechi.crypto.spool import EncryptedSpool
from haechi.custody.models import Officer
from haechi.notifications.models import Delivery
from haechi.reports.drafts import add_file, find_draft
from haechi.reports.errors import Withdrawn
from haechi.reports.models import Report
from haechi.reports.types import DraftToken, OpenReport, new_draft_token
from haechi.reports.withdrawal import withdraw
from haechi.testing import Filed, StaffedInstitution, file_report, make_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def filed(staffed) -> Filed:
    filed = file_report(staffed)
    Delivery.objects.all().delete()
    return filed


@pytest.fixture
def opened(filed):
    return filed.opened()


def write(opened: OpenReport, text: str = "더 있습니다", **extra) -> Message:
    uid = extra.pop("uid", None) or uuid.uuid4()
    token = extra.pop("token", None) or new_draft_token()
    return post_from_reporter(opened=opened, text=text, token=token, uid=uid)


def answer(opened: OpenReport, officer: Officer, text: str = "확인했습니다") -> Message:
    return post_from_officer(opened=opened, officer=officer, text=text, uid=uuid.uuid4())


@pytest.fixture
def kim(staffed) -> Officer:
    return Officer.objects.get(pk=staffed.officers[0].officer_id)


# Order and reading


def test_messages_come_in_the_order_they_were_written(opened, kim):
    first, second = write(opened, "하나"), answer(opened, kim, "둘")
    write(opened, "셋")
    assert [view.text for view in messages_of(opened)] == ["하나", "둘", "셋"]
    assert [view.text for view in messages_of(opened, after=first.pk)] == ["둘", "셋"]
    assert [view.side for view in messages_of(opened, after=first.pk)][:1] == [Side.OFFICER]
    assert messages_of(opened, after=second.pk)[0].officer_name == ""


def test_a_message_row_knows_the_day_and_no_time(opened):
    write(opened)
    kinds = {field.get_internal_type() for field in Message._meta.fields}
    assert "DateField" in kinds
    assert not kinds & {"DateTimeField", "TimeField"}


def test_the_text_is_stored_sealed_and_padded(opened):
    sizes = set()
    for text in ("네", "내일 오후에 서류를 더 올리겠습니다"):
        body = bytes(write(opened, text).body)
        assert text.encode() not in body
        sizes.add(len(body))
    assert len(sizes) == 1


# Once


def test_the_same_message_twice_is_sent_once_and_told_once(opened):
    uid = uuid.uuid4()
    assert write(opened, uid=uid) == write(opened, "다른 글", uid=uid)
    assert Message.objects.count() == 1
    assert Delivery.objects.count() == 4


def test_an_officers_message_twice_is_sent_once(opened, kim):
    uid = uuid.uuid4()
    for _ in range(2):
        post_from_officer(opened=opened, officer=kim, text="네", uid=uid)
    assert Message.objects.count() == 1


# Place


def test_a_message_moved_to_another_report_or_side_does_not_open(staffed, opened, kim):
    message, other = write(opened), file_report(staffed).opened()
    Message.objects.filter(pk=message.pk).update(report=other.report)
    with pytest.raises(CannotOpen):
        messages_of(other)
    Message.objects.filter(pk=message.pk).update(report=opened.report, side=Side.OFFICER)
    with pytest.raises(CannotOpen):
        messages_of(opened)


def test_a_message_whose_identity_was_changed_does_not_open(opened):
    write(opened)
    Message.objects.update(uid=uuid.uuid4())
    with pytest.raises(CannotOpen):
        messages_of(opened)


# Telling


def test_the_reporters_message_marks_news_and_tells_the_duty_officers(staffed, opened):
    write(opened)
    assert Report.objects.get().has_news
    told = set(Delivery.objects.values_list("officer_id", "notice"))
    assert told == {(officer.officer_id, "message.received") for officer in staffed.officers}


def test_an_assigned_report_tells_its_officer_alone(opened, kim):
    Report.objects.update(assignee=kim)
    opened.report.refresh_from_db()
    write(opened)
    assert set(Delivery.objects.values_list("officer_id", flat=True)) == {kim.pk}


def test_when_the_assigned_officer_is_gone_the_others_are_told(staffed, opened, kim):
    Report.objects.update(assignee=kim)
    Officer.objects.filter(pk=kim.pk).update(is_active=False)
    opened.report.refresh_from_db()
    write(opened)
    assert set(Delivery.objects.values_list("officer_id", flat=True)) == {
        staffed.officers[1].officer_id
    }


def test_an_excluded_officer_is_never_told_of_a_message(staffed):
    filed = file_report(staffed, excluded=staffed.officers[:1])
    Delivery.objects.all().delete()
    write(filed.opened())
    assert set(Delivery.objects.values_list("officer_id", flat=True)) == {
        staffed.officers[1].officer_id
    }


def test_a_message_never_waits_readable_anywhere(opened):
    write(opened, "이 글은 아무도 못 봅니다")
    for delivery in Delivery.objects.all():
        assert "아무도".encode() not in bytes(delivery.payload)


# Withdrawal


def test_after_withdrawal_nothing_more_is_taken_and_the_thread_can_still_be_read(filed):
    opened = filed.opened()
    write(opened, "마지막")
    withdraw(opened=opened)
    opened = filed.opened()
    with pytest.raises(Withdrawn):
        write(opened)
    assert [view.text for view in messages_of(opened)] == ["마지막"]
    assert Report.objects.get().has_news


def test_withdrawing_twice_keeps_the_first_day(filed):
    withdraw(opened=filed.opened())
    first = Report.objects.get().withdrawn_on
    Report.objects.update(has_news=False)
    withdraw(opened=filed.opened())
    report = Report.objects.get()
    assert (report.withdrawn_on, report.has_news) == (first, False)


# Read marks


def test_each_side_marks_what_the_other_wrote_and_never_its_own(opened, kim):
    mine, theirs = write(opened), answer(opened, kim)
    later = answer(opened, kim, "하나 더")
    mark_read(report=opened.report, reader=Side.REPORTER, up_to=theirs.pk)
    read = dict(Message.objects.values_list("pk", "is_read"))
    assert read == {mine.pk: False, theirs.pk: True, later.pk: False}
    mark_read(report=opened.report, reader=Side.OFFICER, up_to=later.pk)
    assert Message.objects.get(pk=mine.pk).is_read
    assert not Message.objects.get(pk=later.pk).is_read


def test_reading_in_one_report_marks_nothing_in_another(staffed, opened):
    other = file_report(staffed).opened()
    theirs = write(other)
    mark_read(report=opened.report, reader=Side.OFFICER, up_to=theirs.pk + 10)
    assert not Message.objects.get(pk=theirs.pk).is_read


# Files


def upload(staffed: StaffedInstitution, token: DraftToken, tmp_path, name: str) -> None:
    source = EncryptedSpool(tmp_path)
    source.write("증거 목록\n".encode())
    source.seek(0)
    add_file(institution=staffed.institution, token=token, source=source, name=name)


def test_files_of_a_message_stay_with_it_and_those_of_the_report_with_the_report(staffed, tmp_path):
    token, later = new_draft_token(), new_draft_token()
    upload(staffed, token, tmp_path, "처음.txt")
    filed = file_report(staffed, token=token)
    opened = filed.opened()
    upload(staffed, later, tmp_path, "나중.txt")
    write(opened, token=later)
    assert [view.name for view in files_sent_with(opened)] == ["처음.txt"]
    assert [[f.name for f in view.attachments] for view in messages_of(opened)] == [["나중.txt"]]
    assert find_draft(later) is None
