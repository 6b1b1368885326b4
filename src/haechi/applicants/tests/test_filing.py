"""A request filed on the public page: numbered, sealed to who decides, found again by its applicant (RC-7)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import Error, transaction

from haechi.applicants.access import open_application, sign_in
from haechi.applicants.errors import NoOffice
from haechi.applicants.filing import file_request, was_filed
from haechi.applicants.keys import REQUEST_KEYS
from haechi.applicants.models import Request
from haechi.applicants.office import check_office, readers, recording_now
from haechi.applicants.tests.conftest import CONTENT, another
from haechi.applicants.types import Way
from haechi.common.clock import SEOUL, now
from haechi.crypto.credentials import MalformedKey, read_report_key
from haechi.crypto.errors import CannotOpen
from haechi.disclosures import deciding
from haechi.disclosures.access import open_request, visible
from haechi.disclosures.errors import NoSuchRequest
from haechi.disclosures.filing import take_down
from haechi.disclosures.matching import choose
from haechi.disclosures.papers import register
from haechi.disclosures.sealing import managing
from haechi.notifications.models import Delivery
from haechi.notifications.types import Notice
from haechi.practice.keys import PRACTICE_KEYS
from haechi.recordings.people import designate, end_designation
from haechi.recordings.switching import end
from haechi.recordings.types import Responsible
from haechi.reports.errors import MustWait, WrongCredential
from haechi.reports.throttle import FREE_MISSES
from haechi.testing import make_institution


def test_it_opens_to_those_who_decide_and_to_nobody_else_rc_7(office, filing):
    receipt = file_request(filing)
    row = Request.objects.get()
    assert receipt.number == row.display_number == f"{row.year} 녹취 제1호"
    assert CONTENT.name.encode() not in bytes(row.content) + bytes(row.entry)
    for who in (office.keeper, office.deputy, office.chief, office.custodian, office.approver):
        assert open_request(who, row.pk).content == CONTENT
    for who in (office.hall.admin, office.hall.head, office.hall.user):
        assert not visible(who).exists()
        with pytest.raises(NoSuchRequest):
            open_request(who, row.pk)


def test_of_its_time_the_day_alone_is_kept_p_02(filing):
    file_request(filing)
    received = Request.objects.get().received_at.astimezone(SEOUL)
    assert received.date() == now().astimezone(SEOUL).date()
    assert (received.hour, received.minute, received.second, received.microsecond) == (0, 0, 0, 0)


def test_it_takes_the_next_number_of_the_register_rc_8(office, filing):
    take_down(actor=office.keeper, application=office.form())
    assert file_request(filing).number.endswith("제2호")
    sheet = register(actor=office.keeper, year=now().year)
    lines = sheet["관리대장"]
    assert [line["성명"] for line in lines] == ["홍길동", "홍길동"]
    assert ":" in lines[0]["신청일시"]
    assert ":" not in lines[1]["신청일시"]


def test_the_same_form_again_is_one_request_and_the_same_receipt(filing):
    first, again = file_request(filing), file_request(filing)
    assert (again.request_key, again.password, again.number) == (
        first.request_key, first.password, first.number,
    )  # fmt: skip
    assert again.repeated
    assert was_filed(filing.token)
    assert Request.objects.count() == 1
    assert file_request(another(filing)).number.endswith("제2호")


def test_who_is_responsible_is_told_without_a_word_of_hers_p_17(office, filing):
    file_request(filing)
    told = Delivery.objects.filter(notice=Notice.REQUEST_RECEIVED)
    people = {office.keeper.officer.pk, office.deputy.officer.pk, office.chief.officer.pk}
    assert set(told.values_list("officer_id", flat=True)) == people
    assert not any("홍길동".encode() in bytes(each.payload) for each in told)


def test_the_page_knows_who_is_responsible_as_the_catalogue_does_rc_9(office):
    institution = office.hall.institution
    assert {each.pk for each in readers(institution)} == {each.pk for each in managing(institution)}
    row = designate(
        actor=office.chief, kind=Responsible.KEEPER, officer=office.hall.stranger.officer
    )
    with time_machine.travel(now() + timedelta(days=2)):
        end_designation(actor=office.chief, row=row)
        held = {each.pk for each in readers(institution)}
        assert held == {each.pk for each in managing(institution)}
    assert office.hall.stranger.officer.pk not in held


def test_only_where_calls_are_recorded_there_is_anything_to_ask_for_rc_2(hall):
    other = make_institution(slug="other").institution
    assert recording_now() == {hall.institution.pk}
    check_office(hall.institution)
    with pytest.raises(NoOffice):
        check_office(other)
    use = hall.department.recording_uses.get()
    end(actor=hall.chief, use=use, reason="더 필요하지 않음")
    assert recording_now() == set()
    check_office(hall.institution)


def test_key_and_password_open_it_and_nothing_else_does_hl_4(hall, filing):
    receipt = file_request(filing)
    session = sign_in(
        institution=hall.institution,
        typed_key=receipt.request_key.lower().replace("1", "l", 1),
        typed_password=receipt.password,
    )
    opened = open_application(hall.institution, session)
    assert opened.request.display_number == receipt.number
    other = make_institution(slug="other").institution
    with pytest.raises(WrongCredential):
        open_application(other, session)
    for key, password in (
        (receipt.request_key, "0000"),
        (REQUEST_KEYS.mark + "22222", receipt.password),
    ):
        with pytest.raises(WrongCredential):
            sign_in(institution=hall.institution, typed_key=key, typed_password=password)
    second = file_request(another(filing))
    stranger = sign_in(
        institution=hall.institution, typed_key=second.request_key, typed_password=second.password
    )
    mixed = type(session)(session.report_id, stranger.pair, session.report_key)
    with pytest.raises(CannotOpen):
        open_application(hall.institution, mixed)


def test_guessing_is_delayed_in_a_realm_of_its_own_hl_4(hall, filing):
    receipt = file_request(filing)
    for guess in range(FREE_MISSES):
        with pytest.raises(WrongCredential):
            sign_in(
                institution=hall.institution,
                typed_key=receipt.request_key,
                typed_password=f"33{guess}7",
            )
    with pytest.raises(MustWait):
        sign_in(
            institution=hall.institution,
            typed_key=receipt.request_key,
            typed_password=receipt.password,
        )


@pytest.mark.parametrize("typed", ["1ab2cd", "Iab2cd", " 1AB-2CD ", "１ａｂ２ｃｄ"])
def test_a_request_key_is_no_report_key_and_no_practice_key(typed):
    assert REQUEST_KEYS.read(typed) == "1AB2CD"
    assert REQUEST_KEYS.fits(typed)
    assert not PRACTICE_KEYS.fits(typed)
    with pytest.raises(MalformedKey):
        read_report_key(typed)


@pytest.mark.parametrize("typed", ["AB2C3D", "0B2C3D", "1AB2C", "1AB2C0", ""])
def test_nothing_else_is_a_request_key(typed):
    assert not REQUEST_KEYS.fits(typed)


def test_the_database_takes_nothing_from_the_page_but_what_waits_all_6(filing, page_triggers):
    file_request(filing)
    row = Request.objects.get()
    row.pk, row.sequence, row.state = None, 9, "approved"
    row.locator, row.submission_tag = b"l" * 16, b"t" * 16
    with pytest.raises(Error, match="received"), transaction.atomic():
        row.save(force_insert=True)


def test_the_three_steps_are_those_of_any_request_rc_7(office, filing):
    file_request(another(filing, way=Way.PROVISION))
    row = Request.objects.get()
    choose(actor=office.keeper, request=row, file=office.file)
    for who in (office.keeper, office.deputy, office.chief):
        row = deciding.approve(actor=who, request=row)
    assert row.state == "approved"
    assert row.carrier == office.keeper.officer
