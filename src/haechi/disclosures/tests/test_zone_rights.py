"""Public page, office and worker do their parts of a request with their own database roles (ALL-6)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import Error, ProgrammingError, connection, transaction

from haechi.applicants.access import open_application, sign_in
from haechi.applicants.filing import file_request
from haechi.applicants.following import answer_by, answers_of, supply, was_left
from haechi.applicants.models import PAPERS_DAYS, REGISTER_YEARS
from haechi.applicants.tests.conftest import another, filing, page_triggers
from haechi.cli.database import apply_grants
from haechi.cli.grants import REPORTER, STAFF, WORKER
from haechi.common.clock import now
from haechi.disclosures import deciding
from haechi.disclosures.access import take_up
from haechi.disclosures.grants import GRANTED, let_go
from haechi.disclosures.matching import choose
from haechi.disclosures.models import Decision, Request
from haechi.disclosures.periods import set_periods
from haechi.disclosures.retention import destroy_due_requests, forget_tags
from haechi.disclosures.waiting import REMIND_DAYS, end_unanswered, remind_undecided
from haechi.recordings.grants import end_due_grants
from haechi.recordings.tests.test_zone_rights import zone
from haechi.reports.types import new_draft_token

__all__ = ["filing", "page_triggers"]
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")


@pytest.fixture
def granted(office, filing):
    apply_grants()
    return office


def test_each_zone_does_its_part_from_form_1_to_the_destruction(granted, filing):
    office, institution = granted, granted.hall.institution
    with zone(REPORTER):
        receipt = file_request(filing)
        session = sign_in(
            institution=institution,
            typed_key=receipt.request_key,
            typed_password=receipt.password,
        )
    with zone(STAFF):
        row = Request.objects.get()
        deciding.ask_for_more(actor=office.keeper, request=row, reason="신분증을 내 주십시오.")
        set_periods(actor=office.chief, papers_days=90, register_years=REGISTER_YEARS)
    with zone(REPORTER):
        opened = open_application(institution, session)
        assert [each.words for each in answers_of(opened)] == ["신분증을 내 주십시오."]
        supply(opened=opened, words="냈습니다.", token=new_draft_token())
        assert answer_by(opened.request)
        assert not was_left(opened.request)
    with time_machine.travel(now() + timedelta(days=REMIND_DAYS)), zone(WORKER):
        assert end_unanswered() == 0
        assert take_up() == 1
        assert remind_undecided() == 1
    with zone(STAFF):
        row = Request.objects.get()
        choose(actor=office.keeper, request=row, file=office.file)
        for who in (office.keeper, office.deputy, office.chief):
            row = deciding.approve(actor=who, request=row)
        deciding.tell(actor=office.keeper, request=row, words="내일 오후 3시")
    with time_machine.travel(now() + timedelta(days=GRANTED + 2)), zone(WORKER):
        assert end_due_grants() == 1
        assert let_go() == 1
    with zone(STAFF):
        deciding.withdraw(actor=office.keeper, request=row, reason="오지 않았습니다.")
    for days, gone in ((91, 1), (PAPERS_DAYS * (REGISTER_YEARS + 2), 1)):
        with time_machine.travel(now() + timedelta(days=days)), zone(WORKER):
            forget_tags()
            assert destroy_due_requests() == gone


def test_the_public_page_reads_no_word_of_anybody_s_and_decides_nothing(
    granted, filing, page_triggers
):
    file_request(filing)
    row = Request.objects.get()
    with zone(REPORTER):
        for reading in (
            lambda: list(Request.objects.values("content")),
            lambda: list(Request.objects.values("entry")),
            lambda: list(Decision.objects.values("officer_id")),
            lambda: Request.objects.update(state="approved"),
            lambda: row.decisions.create(
                step=1, verdict="approved", officer=granted.keeper.officer, at=now()
            ),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                reading()
        assert file_request(another(filing)).number.endswith("제2호")
        row.pk, row.sequence, row.locator, row.submission_tag = None, 9, b"l" * 16, None
        row.received_by = granted.keeper.officer
        with pytest.raises(Error, match="received"), transaction.atomic():
            row.save(force_insert=True)
