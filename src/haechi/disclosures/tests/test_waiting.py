"""No request keeps a recording from destruction without an end (RC-4); a page that is read writes nothing."""

from datetime import timedelta

import pytest
import time_machine

from haechi.applicants.access import open_application, sign_in
from haechi.applicants.errors import NotAsked
from haechi.applicants.filing import file_request
from haechi.applicants.following import ANSWER_DAYS, answer_by, open_question, supply, was_left
from haechi.applicants.tests.conftest import filing
from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import now, today
from haechi.disclosures import deciding
from haechi.disclosures.access import open_request, request_for, take_up
from haechi.disclosures.course import course_of
from haechi.disclosures.filing import ask_to_keep
from haechi.disclosures.grants import GRANTED, let_go
from haechi.disclosures.matching import choose
from haechi.disclosures.models import Request, Supplement
from haechi.disclosures.states import State
from haechi.disclosures.waiting import REMIND_DAYS, end_unanswered, remind_undecided
from haechi.notifications.models import Delivery
from haechi.notifications.types import Notice
from haechi.recordings.destruction import destroy_due_days
from haechi.recordings.models import Claim
from haechi.reports.types import new_draft_token

__all__ = ["filing"]


def later(days: int):
    return time_machine.travel(now() + timedelta(days=days))


@pytest.fixture
def asked(office, filing):
    """A citizen's request with its recording, of which more was asked for; she, signed in."""
    receipt = file_request(filing)
    row = Request.objects.get()
    choose(actor=office.keeper, request=row, file=office.file)
    deciding.ask_for_more(actor=office.keeper, request=row, reason="신분증을 내 주십시오.")
    return sign_in(
        institution=row.institution,
        typed_key=receipt.request_key,
        typed_password=receipt.password,
    )


def supplies(office, session) -> None:
    opened = open_application(office.hall.institution, session)
    supply(opened=opened, words="냈습니다.", token=new_draft_token())


def steps() -> list[object]:
    rows = AuditEntry.objects.filter(action=Action.DISCLOSURE_STEP).order_by("sequence")
    return [(row.actor_name, row.detail.get("step")) for row in rows]


def test_what_is_not_answered_ends_after_its_last_day_and_its_recording_goes_rc_4(office, asked):
    row = Request.objects.get()
    last = today() + timedelta(days=ANSWER_DAYS)
    assert answer_by(row) == last
    opened = open_request(office.keeper, row.pk)
    assert course_of(row, opened.key)[-1].answer_by == last
    with later(ANSWER_DAYS):
        assert end_unanswered() == 0
    with later(ANSWER_DAYS + 1):
        assert destroy_due_days() == 0
        assert end_unanswered() == 1
        assert end_unanswered() == 0
        row.refresh_from_db()
        assert (row.state, row.ended_on) == (State.WITHDRAWN, today())
        assert was_left(row)
        assert steps()[-1] == ("worker", "unanswered")
        assert destroy_due_days() == 1


def test_what_was_answered_does_not_end_and_an_end_takes_no_answer(office, asked):
    opened = open_application(office.hall.institution, asked)
    with later(ANSWER_DAYS + 1):
        supplies(office, asked)
        assert end_unanswered() == 0
        assert Request.objects.get().state == State.MORE_ASKED
        Supplement.objects.all().delete()
        assert open_question(opened)
        assert end_unanswered() == 1
        with pytest.raises(NotAsked):
            supply(opened=opened, words="늦었습니다.", token=new_draft_token())
    assert not Supplement.objects.exists()


def test_reading_a_request_that_was_answered_writes_nothing_and_the_worker_one_row(office, asked):
    supplies(office, asked)
    before = steps()
    row = request_for(office.keeper, Request.objects.get().pk)
    assert row.state == State.RECEIVED
    assert Request.objects.get().state == State.MORE_ASKED
    assert steps() == before
    assert take_up() == 1
    assert take_up() == 0
    assert Request.objects.get().state == State.RECEIVED
    assert steps() == [*before, ("worker", "answered")]


def test_whoever_decides_before_the_worker_takes_it_up_herself(office, asked):
    supplies(office, asked)
    before = steps()
    row = request_for(office.keeper, Request.objects.get().pk)
    assert deciding.approve(actor=office.keeper, request=row).state == State.CHECKED
    told = [("worker", "answered"), (office.keeper.officer.name, "approved")]
    assert steps() == [*before, *told]


def test_what_an_official_keeps_and_no_desk_opens_is_let_go_after_as_long_as_a_grant(office):
    ask_to_keep(actor=office.hall.user, file=office.file, reason="폭언이 있었습니다.")
    with later(GRANTED):
        assert let_go() == 0
    with later(GRANTED + 1):
        assert let_go() == 1
        assert not Claim.objects.exists()
        assert destroy_due_days() == 1


def test_who_decides_is_reminded_each_week_until_it_is_decided(office):
    row = office.filed()
    told = Delivery.objects.filter(notice=Notice.REQUEST_WAITING, subject=row.reference)
    with later(REMIND_DAYS - 1):
        assert remind_undecided() == 0
    with later(REMIND_DAYS):
        assert remind_undecided() == 1
        assert remind_undecided() == 0
        assert set(told.values_list("officer_id", flat=True)) == {
            who.officer.pk for who in (office.keeper, office.deputy, office.chief)
        }
        told.update(status="sent", payload=b"", ended_on=today())
        deciding.approve(actor=office.keeper, request=row)
    with later(2 * REMIND_DAYS - 1):
        assert remind_undecided() == 0
    with later(2 * REMIND_DAYS):
        assert remind_undecided() == 1
        told.update(status="sent", payload=b"", ended_on=today())
        deciding.refuse(actor=office.deputy, request=row, reason="당사자가 아닙니다.")
    with later(4 * REMIND_DAYS):
        assert remind_undecided() == 0
