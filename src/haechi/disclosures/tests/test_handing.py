"""Granting, hearing, handing out, keeping, the reply, the forms (RC-4 … RC-10)."""

import io
from datetime import timedelta

import pytest
import pyzipper
import time_machine
from django.db import Error, transaction

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import now, today
from haechi.disclosures import deciding
from haechi.disclosures.errors import (
    NotHers,
    NotNow,
    NotOpened,
    OwnRequest,
    ReasonNeeded,
)
from haechi.disclosures.filing import ask_to_keep, take_down
from haechi.disclosures.granting import give_halves
from haechi.disclosures.handing import close, fetch_archive, hear, new_archive, sign_hand_over
from haechi.disclosures.models import Delivery, Request
from haechi.disclosures.papers import form_data, register
from haechi.disclosures.replies import is_overdue, outstanding, receive_reply, remind
from haechi.disclosures.states import State
from haechi.disclosures.tests.conftest import SOUND, Office
from haechi.disclosures.types import Certificate, Reply, Series, Way
from haechi.documents.filling import fill
from haechi.documents.forms import CALL_FORMS
from haechi.notifications.models import Delivery as Notified
from haechi.notifications.types import Notice
from haechi.recordings.errors import CannotHear, SamePerson
from haechi.recordings.opening import open_recording

SIGNED = Certificate(name="홍길동", strokes="1,1 2,2")
GONE = Reply(met_on="2026-01-02", destroyed_on="2026-01-03", how="지우고 휴지통을 비움")


def opened_zip(chunks, password: str) -> dict[str, bytes]:
    made = io.BytesIO(b"".join(chunks))
    with pyzipper.AESZipFile(made) as archive:
        archive.setpassword(password.encode())
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_provision_walks_from_form_1_to_the_reply_rc_7(office: Office):
    row = office.granted(Way.PROVISION)
    with pytest.raises(NotOpened):
        sign_hand_over(actor=office.keeper, request=row, certificate=SIGNED)
    assert give_halves(actor=office.custodian, request=row) is False
    assert give_halves(actor=office.approver, request=row) is True
    with pytest.raises(NotNow):
        new_archive(actor=office.keeper, request=row)
    row = sign_hand_over(actor=office.keeper, request=row, certificate=SIGNED)
    assert row.reply_due_on is not None
    assert row.reply_due_on >= today() + timedelta(days=30)
    password = new_archive(actor=office.keeper, request=row)
    name, chunks = fetch_archive(actor=office.keeper, request=row)
    files = opened_zip(chunks, password)
    assert name.endswith(".zip")
    assert [held for held in files.values() if held == SOUND] == [SOUND]
    assert any("30일" in held.decode("utf-8-sig") for held in files.values() if held != SOUND)
    assert outstanding(office.hall.institution) == [row]
    row = receive_reply(actor=office.keeper, request=row, reply=GONE)
    assert row.state == State.CLOSED
    assert outstanding(office.hall.institution) == []
    with pytest.raises(NotNow):
        fetch_archive(actor=office.keeper, request=row)
    assert AuditEntry.objects.filter(action=Action.RECORDING_PROVIDED).count() == 1


def test_the_archive_is_aes_256_opens_with_its_password_alone_and_is_fetched_once_rc_4(office):
    row = office.signed(Way.PROVISION)
    password = new_archive(actor=office.keeper, request=row)
    assert len(password.replace("-", "")) == 20
    row.refresh_from_db()
    assert password.encode() not in bytes(row.archive)
    _name, chunks = fetch_archive(actor=office.keeper, request=row)
    made = b"".join(chunks)
    assert SOUND[:64] not in made
    with pyzipper.AESZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        assert first.wz_aes_strength == 3
        with pytest.raises(RuntimeError):
            archive.read(first.filename, pwd=b"AAAA-AAAA-AAAA-AAAA-AAAA")
    with pytest.raises(NotNow):
        fetch_archive(actor=office.keeper, request=row)


def test_a_viewing_is_heard_by_who_carries_it_out_and_each_time_is_written_rc_10(office):
    row = office.signed(Way.VIEWING)
    item = row.items.get()
    for _time in range(2):
        assert b"".join(hear(actor=office.keeper, request=row, item=item.pk).audio()) == SOUND
    assert Delivery.objects.filter(request=row, officer=office.keeper.officer).count() == 2
    assert AuditEntry.objects.filter(action=Action.RECORDING_HEARD).count() == 2
    with pytest.raises(NotHers):
        hear(actor=office.chief, request=row, item=item.pk)
    with pytest.raises(NotNow):
        new_archive(actor=office.keeper, request=row)
    assert close(actor=office.keeper, request=row).state == State.CLOSED
    with pytest.raises(NotNow):
        hear(actor=office.keeper, request=row, item=item.pk)


def test_nothing_is_heard_before_form_2_is_signed_rc_7(office):
    row = office.opened(Way.VIEWING)
    with pytest.raises(NotNow):
        hear(actor=office.keeper, request=row, item=row.items.get().pk)
    with pytest.raises(ReasonNeeded):
        sign_hand_over(actor=office.keeper, request=row, certificate=Certificate(strokes="1,1 2,2"))
    with pytest.raises(NotHers):
        sign_hand_over(actor=office.chief, request=row, certificate=SIGNED)


def test_an_approved_request_opens_nothing_without_both_desks_rc_5(office):
    row = office.granted(Way.PROVISION)
    grant = row.items.get().grant
    with pytest.raises(CannotHear):
        open_recording(grant, office.keeper.unlocked)
    with pytest.raises(NotHers):
        give_halves(actor=office.chief, request=row)
    give_halves(actor=office.custodian, request=row)
    with pytest.raises(NotNow):
        give_halves(actor=office.custodian, request=row)
    grant.refresh_from_db()
    with pytest.raises(CannotHear):
        open_recording(grant, office.keeper.unlocked)


def test_no_desk_gives_a_half_before_the_approval_rc_5(office):
    row = office.filed()
    with pytest.raises(NotNow):
        give_halves(actor=office.custodian, request=row)


def test_a_withdrawn_request_takes_its_grants_back_rc_5(office):
    row = office.opened(Way.PROVISION)
    grant = row.items.get().grant
    deciding.withdraw(actor=office.keeper, request=row, reason="신청인이 그만둠")
    with pytest.raises(CannotHear):
        open_recording(grant, office.keeper.unlocked)


def test_the_official_of_the_call_keeps_one_when_both_desks_give_rc_4(office):
    row = ask_to_keep(actor=office.hall.user, file=office.file, reason="폭언이 있었습니다.")
    with pytest.raises(NotOpened):
        new_archive(actor=office.hall.user, request=row)
    give_halves(actor=office.approver, request=row)
    with pytest.raises(NotOpened):
        new_archive(actor=office.hall.user, request=row)
    give_halves(actor=office.custodian, request=row)
    password = new_archive(actor=office.hall.user, request=row)
    _name, chunks = fetch_archive(actor=office.hall.user, request=row)
    assert list(opened_zip(chunks, password).values()) == [SOUND]
    assert (
        AuditEntry.objects.filter(action=Action.RECORDING_PROVIDED).get().detail["kind"] == "kept"
    )
    assert outstanding(office.hall.institution) == []


@pytest.mark.parametrize("who", ["head", "stranger", "keeper", "custodian"])
def test_nobody_else_keeps_a_call_that_was_not_hers_rc_4(office, who):
    with pytest.raises(NotHers):
        ask_to_keep(actor=office.hall.people[who], file=office.file, reason="까닭")


def test_a_member_of_a_desk_who_keeps_her_own_call_does_not_open_it_herself_rc_5(office):
    file = office.hall.called(official=office.custodian.officer.pk)
    row = ask_to_keep(actor=office.custodian, file=file, reason="까닭")
    with pytest.raises((OwnRequest, SamePerson)):
        give_halves(actor=office.custodian, request=row)


def test_the_reply_is_reminded_then_overdue_then_received_rc_7(office):
    row = office.signed(Way.PROVISION)
    assert remind() == 0
    due = row.reply_due_on
    for before, notice in (
        (7, Notice.REPLY_DUE),
        (1, Notice.REPLY_DUE),
        (-1, Notice.REPLY_OVERDUE),
    ):
        with time_machine.travel(now() + (due - today()) - timedelta(days=before), tick=False):
            Notified.objects.all().delete()
            assert remind() == 1
            assert remind() == 0
            told = Notified.objects.filter(notice=notice).values_list("officer_id", flat=True)
            assert office.keeper.officer.pk in set(told)
            assert is_overdue(Request.objects.get(pk=row.pk)) is (before < 0)
    with pytest.raises(ReasonNeeded):
        receive_reply(actor=office.keeper, request=row, reply=Reply(destroyed_on="2026-01-03"))
    assert receive_reply(actor=office.keeper, request=row, reply=GONE).replied_on == today()


def test_the_forms_are_filled_from_the_rows_and_the_register_writes_itself_rc_8(office):
    row = office.signed(Way.PROVISION)
    receive_reply(actor=office.keeper, request=row, reply=GONE)
    row.refresh_from_db()
    for form in (1, 2, 3):
        data = form_data(actor=office.keeper, request=row, form=form)
        assert fill(CALL_FORMS[form], data).blocks
    take_down(actor=office.keeper, application=office.form())
    data = register(actor=office.chief, year=today().year)
    lines = data["관리대장"]
    assert [line["관리번호"] for line in lines] == [f"{row.year} 녹취 제{n}호" for n in (1, 2)]
    assert (lines[0]["담당자"], lines[0]["팀장"], lines[0]["과장"]) == (
        "담당자",
        "팀장",
        "정보통신과장",
    )
    assert lines[0]["성명"] == "홍길동"
    assert fill(CALL_FORMS[4], data).blocks
    with pytest.raises(NotHers):
        register(actor=office.hall.stranger, year=today().year)


def test_a_line_of_what_was_handed_out_is_never_changed_rc_10(office, triggers):
    row = office.signed(Way.VIEWING)
    hear(actor=office.keeper, request=row, item=row.items.get().pk)
    with pytest.raises(Error), transaction.atomic():
        Delivery.objects.filter(request=row).update(officer=office.chief.officer)
    assert row.series == Series.DISCLOSURE
