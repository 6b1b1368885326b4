"""Papers of a request go after the institution's days, the register's line after its years (ALL-3, RC-8)."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage

from haechi.applicants.access import open_application, sign_in
from haechi.applicants.filing import file_request
from haechi.applicants.models import PAPERS_DAYS, REGISTER_YEARS
from haechi.applicants.tests.conftest import filing
from haechi.cleaning.tests import samples
from haechi.common.clock import now, today
from haechi.crypto.spool import EncryptedSpool
from haechi.disclosures import deciding
from haechi.disclosures.access import open_request
from haechi.disclosures.errors import NoSuchRequest
from haechi.disclosures.filing import take_down
from haechi.disclosures.matching import choose
from haechi.disclosures.models import Delivery, Proof, Request, RequestKey, RequestSeal, Supplement
from haechi.disclosures.papers import register
from haechi.disclosures.periods import set_periods
from haechi.disclosures.proofs import attach
from haechi.disclosures.retention import destroy_due_requests, forget_tags
from haechi.recordings.errors import NotResponsible
from haechi.reports.errors import WrongCredential
from haechi.retention.models import DestructionRecord
from haechi.retention.types import Kind

__all__ = ["filing"]


def later(days: int):
    return time_machine.travel(now() + timedelta(days=days))


@pytest.fixture
def refused(office, filing, settings):
    """A citizen's request with a proof, refused today; its receipt."""
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    receipt = file_request(filing)
    row = Request.objects.get()
    with EncryptedSpool(settings.SPOOL_DIR) as source:
        source.write(samples.photo(size=(32, 24)))
        source.seek(0)
        attach(actor=office.keeper, request=row, source=source, name="명세.jpg")
    deciding.refuse(actor=office.keeper, request=row, reason="당사자가 아닙니다.")
    return receipt


def sheet(office):
    return register(actor=office.keeper, year=Request.objects.get().year)["관리대장"]


def test_nothing_goes_on_its_last_day(office, refused):
    with later(PAPERS_DAYS):
        assert destroy_due_requests() == 0
    assert open_request(office.keeper, Request.objects.get().pk).content.name == "홍길동"


def test_papers_go_and_the_register_stays_rc_8(office, refused):
    blob = Proof.objects.get().blob
    with later(PAPERS_DAYS + 1):
        assert destroy_due_requests() == 1
        assert destroy_due_requests() == 0
        row = Request.objects.get()
        assert not default_storage.exists(blob)
        assert not any((bytes(row.content), row.locator, row.applicant_seal))
        assert not Proof.objects.exists()
        assert not Supplement.objects.exists()
        assert all(not bytes(each.reason) for each in row.decisions.all())
        with pytest.raises(NoSuchRequest):
            open_request(office.keeper, row.pk)
        with pytest.raises(WrongCredential):
            sign_in(
                institution=row.institution,
                typed_key=refused.request_key,
                typed_password=refused.password,
            )
        (line,) = sheet(office)
    assert (line["성명"], line["생년월일"], line["신청목적"]) == (
        "홍길동", "1980-01-01", "이의신청 자료",
    )  # fmt: skip
    record = DestructionRecord.objects.get(kind=Kind.REQUEST)
    assert (record.count, record.days, record.numbers) == (1, PAPERS_DAYS, [row.display_number])


def test_what_who_is_no_party_wrote_goes_with_the_papers_and_the_official_with_the_line(office):
    asker = office.hall.stranger
    form = office.form(is_party=False, law="당사자의 배우자로서 민법 제826조")
    row = take_down(actor=office.keeper, application=form, applicant=asker.officer)
    choose(actor=office.deputy, request=row, file=office.file)
    for who in (office.keeper, office.deputy, office.chief):
        deciding.approve(actor=who, request=row)
    Request.objects.filter(pk=row.pk).update(state="closed", ended_on=today(), replied_on=today())
    with later(PAPERS_DAYS + 1):
        destroy_due_requests()
    row.refresh_from_db()
    assert (row.law, row.applicant_id) == ("", asker.officer.pk)
    with later(PAPERS_DAYS * (REGISTER_YEARS + 2)):
        assert destroy_due_requests() == 1
    row.refresh_from_db()
    assert row.applicant_id is None
    (line,) = sheet(office)
    assert line["담당자"] == office.keeper.officer.name


def test_a_session_that_was_open_reads_nothing_more(office, refused):
    institution = office.hall.institution
    session = sign_in(
        institution=institution,
        typed_key=refused.request_key,
        typed_password=refused.password,
    )
    open_application(institution, session)
    RequestKey.objects.all().delete()
    with pytest.raises(WrongCredential):
        open_application(institution, session)


def test_the_line_goes_at_the_end_of_its_years_and_the_number_stays(office, refused):
    with later(PAPERS_DAYS + 1):
        destroy_due_requests()
    year = today().year + REGISTER_YEARS
    with time_machine.travel(f"{year}-12-31T12:00:00+09:00"):
        assert destroy_due_requests() == 0
    with time_machine.travel(f"{year + 1}-01-01T12:00:00+09:00"):
        assert destroy_due_requests() == 1
        assert destroy_due_requests() == 0
        (line,) = sheet(office)
    assert line["성명"] == ""
    assert line["관리번호"].endswith("제1호")
    assert not RequestKey.objects.exists()
    assert not RequestSeal.objects.exists()
    assert DestructionRecord.objects.filter(kind=Kind.REGISTER_LINE).get().count == 1


def test_what_is_not_ended_stays_however_old(office, filing):
    file_request(filing)
    with later(4000):
        assert destroy_due_requests() == 0


def test_what_was_handed_out_stays_written(office):
    row = office.signed("viewing")
    Delivery.objects.create(request=row, officer=office.keeper.officer, kind="heard", at=now())
    Request.objects.filter(pk=row.pk).update(state="closed", ended_on=today())
    with later(PAPERS_DAYS + 1):
        assert destroy_due_requests() == 1
    row.refresh_from_db()
    assert row.handed_over_on
    assert row.deliveries.count() == 1


def test_a_shorter_period_is_the_chiefs_and_counts_at_once(office, refused):
    with pytest.raises(NotResponsible):
        set_periods(actor=office.keeper, papers_days=90, register_years=3)
    set_periods(actor=office.chief, papers_days=90, register_years=3)
    with later(91):
        assert destroy_due_requests() == 1


def test_the_tag_of_the_form_is_forgotten_after_two_days(office, filing):
    file_request(filing)
    with later(2):
        assert forget_tags() == 0
    with later(3):
        assert forget_tags() == 1
