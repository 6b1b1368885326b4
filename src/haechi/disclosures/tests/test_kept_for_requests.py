"""What somebody asked for in time is not destroyed while it is decided, and goes when that is over (RC-4)."""

from datetime import timedelta

import pytest
import time_machine

from haechi.common.clock import now
from haechi.disclosures import deciding
from haechi.disclosures.filing import ask_to_keep, take_down
from haechi.disclosures.granting import give_halves
from haechi.disclosures.grants import GRANTED, let_go
from haechi.disclosures.handing import close, hear
from haechi.disclosures.matching import choose, drop
from haechi.disclosures.types import Way
from haechi.recordings import keystore
from haechi.recordings.destruction import destroy_due_days
from haechi.recordings.errors import KeyGone, NotNow
from haechi.recordings.grants import end_due_grants
from haechi.recordings.holds import hold, release
from haechi.recordings.models import Claim, Hold

AFTER = 31  # days: the period of thirty is over


def later(days: int):
    return time_machine.travel(now() + timedelta(days=days))


def is_there(file) -> bool:
    file.refresh_from_db()
    return file.destroyed_on is None


def test_the_day_s_end_leaves_what_a_request_waits_for_and_its_refusal_lets_it_go(
    office, django_capture_on_commit_callbacks
):
    row = office.filed()
    name = office.file.hold.key_name
    with later(AFTER):
        assert destroy_due_days() == 0
        assert is_there(office.file)
        with django_capture_on_commit_callbacks(execute=True):
            deciding.refuse(actor=office.keeper, request=row, reason="당사자가 아닙니다.")
        assert destroy_due_days() == 1
        assert not is_there(office.file)
    with pytest.raises(KeyGone):
        keystore.load(office.hall.institution.pk, name)


def test_a_request_that_chooses_it_while_another_lets_it_go_loses_nothing(
    office, django_capture_on_commit_callbacks
):
    """RC-4: the second waits for the first one's commit; the key of the first goes only after that."""
    first = office.filed()
    second = take_down(actor=office.keeper, application=office.form())
    with django_capture_on_commit_callbacks() as committed:
        deciding.refuse(actor=office.keeper, request=first, reason="취지가 다릅니다.")
    choose(actor=office.keeper, request=second, file=office.file)
    for then in committed:
        then()
    with later(AFTER):
        assert destroy_due_days() == 0
        for who in (office.keeper, office.deputy, office.chief):
            deciding.approve(actor=who, request=second)
        for who in (office.custodian, office.approver):
            give_halves(actor=who, request=second)


def test_a_key_whose_destruction_was_cut_off_goes_by_the_worker_and_no_other(
    office, django_capture_on_commit_callbacks, monkeypatch
):
    office.filed()
    other = office.hall.called()
    ended = take_down(actor=office.keeper, application=office.form())
    choose(actor=office.keeper, request=ended, file=other)
    name, kept = other.hold.key_name, office.file.hold.key_name
    institution = office.hall.institution.pk
    monkeypatch.setattr(keystore, "destroy", cut_off)
    with django_capture_on_commit_callbacks(execute=True):
        deciding.refuse(actor=office.keeper, request=ended, reason="취지가 다릅니다.")
    monkeypatch.undo()
    keystore.leave_word(institution, kept)  # of an end that was never committed
    assert keystore.exists(institution, name)
    destroy_due_days()
    assert not keystore.exists(institution, name)
    assert keystore.exists(institution, kept)


def cut_off(*_words):
    raise PermissionError


def test_other_recordings_of_the_day_go_as_they_should(office):
    office.filed()
    other = office.hall.called()
    with later(AFTER):
        assert destroy_due_days() == 1
        assert not is_there(other)
        assert is_there(office.file)


def test_it_is_heard_after_its_day_and_goes_once_the_viewing_is_closed(office):
    row = office.signed(Way.VIEWING)
    with later(AFTER - 2):
        end_due_grants()
        assert b"".join(hear(actor=office.keeper, request=row, item=row.items.get().pk).audio())
        close(actor=office.keeper, request=row)
    with later(AFTER):
        assert destroy_due_days() == 1


def test_dropped_from_the_request_it_goes_with_its_day(office):
    row = office.filed()
    drop(actor=office.keeper, request=row, item=row.items.get())
    assert not Hold.objects.exists()
    assert not Claim.objects.exists()
    with later(AFTER):
        assert destroy_due_days() == 1


def test_nobody_came_within_the_grant_and_it_goes(office):
    office.granted(Way.PROVISION)
    assert let_go() == 0
    with later(GRANTED + 2):
        assert destroy_due_days() == 0
        end_due_grants()
        assert let_go() == 1
        assert destroy_due_days() == 1


def test_two_requests_for_one_recording_keep_it_until_both_are_over(office):
    first = office.filed()
    second = take_down(actor=office.keeper, application=office.form())
    choose(actor=office.keeper, request=second, file=office.file)
    deciding.refuse(actor=office.keeper, request=first, reason="취지가 다릅니다.")
    with later(AFTER):
        assert destroy_due_days() == 0
        deciding.withdraw(actor=office.keeper, request=second, reason="취하")
        assert destroy_due_days() == 1


def test_a_legal_hold_and_a_request_end_each_by_itself(office):
    row = office.filed()
    hold(actor=office.chief, file=office.file, reason="수사기관 요청")
    with pytest.raises(NotNow):
        hold(actor=office.chief, file=office.file, reason="다시")
    release(actor=office.chief, file=office.file)
    with pytest.raises(NotNow):
        release(actor=office.chief, file=office.file)
    hold(actor=office.chief, file=office.file, reason="수사기관 요청")
    deciding.refuse(actor=office.keeper, request=row, reason="당사자가 아닙니다.")
    with later(AFTER):
        assert destroy_due_days() == 0
        release(actor=office.chief, file=office.file)
        assert destroy_due_days() == 1


def test_what_an_official_wants_to_keep_waits_for_the_desks(office):
    row = ask_to_keep(actor=office.hall.user, file=office.file, reason="폭언이 있었습니다.")
    with later(AFTER):
        assert destroy_due_days() == 0
        deciding.refuse(actor=office.custodian, request=row, reason="까닭이 없습니다.")
        assert destroy_due_days() == 1
