"""Submitting: sealed before it is stored, once, numbered without gaps, or not at all (HL-1, HL-4, HL-6)."""

import json
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection
from time_machine import travel

from haechi.crypto.credentials import WeakPassword, is_drawn_phrase, is_first_guess
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import new_key_pair, open_with
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import Officer
from haechi.custody.services import make_recovery_shares
from haechi.institutions.models import Institution, IntakeCount
from haechi.institutions.types import EmailContent
from haechi.notifications.models import Delivery
from haechi.reports import submission as module
from haechi.reports.errors import AlreadySubmitted, NobodyLeft
from haechi.reports.models import Draft, Exclusion, Report, ReportCounter, ReportSeal
from haechi.reports.selectors import content_of
from haechi.reports.submission import Submission, submit_report, was_submitted
from haechi.reports.types import ReportContent, new_draft_token
from haechi.testing import file_report, make_institution

TEXT = "계약 담당자가 업체에서 봉투를 받았습니다"


@pytest.fixture
def form(staffed) -> Submission:
    return Submission(staffed.institution, staffed.category, ReportContent(TEXT), new_draft_token())


def row(officer) -> Officer:
    return Officer.objects.get(pk=officer.officer_id)


def everything_stored() -> bytes:
    """Every value of every table, as bytes."""
    with connection.cursor() as cursor:
        values = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            values += [value for record in cursor.fetchall() for value in record]
    return b"\0".join(v if isinstance(v, bytes) else str(v).encode() for v in values)


# Sealing


def test_nothing_of_the_text_the_key_or_the_password_is_stored_readably(form):
    # A phrase: four digits stand in any ciphertext.
    receipt = submit_report(replace(form, phrase_language="ko"))
    stored = everything_stored()
    for plain in (TEXT, TEXT[:6], receipt.report_key, receipt.password):
        assert plain.encode() not in stored
    assert form.token not in stored


def test_a_report_opens_for_every_member_of_the_desk_and_its_reporter_only(staffed):
    filed = file_report(staffed, TEXT)
    assert content_of(filed.opened()).text == TEXT
    seal = filed.report.seals.get()
    assert seal.epoch_id
    for pair in (new_key_pair(), *(officer.pair for officer in staffed.officers)):
        with pytest.raises(CannotOpen):
            open_with(pair, seal.sealed_key)


def test_a_content_copied_into_another_report_does_not_open_there(staffed):
    one, other = file_report(staffed, "하나"), file_report(staffed, "둘")
    Report.objects.filter(pk=one.report.pk).update(content=other.report.content)
    with pytest.raises(CannotOpen):
        content_of(one.opened())
    Report.objects.filter(pk=one.report.pk).update(result=one.report.content)
    with pytest.raises(CannotOpen):
        content_of(one.opened())


def test_texts_of_similar_length_are_stored_at_one_length(staffed):
    sizes = {len(bytes(file_report(staffed, "가" * n).report.content)) for n in (1, 10, 30)}
    assert len(sizes) == 1


def test_a_text_of_two_hundred_thousand_characters_is_kept_whole(form):
    long = ReportContent("가나다라마" * 40_000)
    receipt = submit_report(replace(form, content=long))
    opened = module.Report.objects.get()
    assert len(bytes(opened.content)) < 700_000
    assert receipt.report_key


# Receipt


def test_a_receipt_has_six_signs_and_four_digits_that_nobody_guesses_first(form):
    receipt = submit_report(form)
    assert len(receipt.report_key) == 6
    assert len(receipt.password) == 4
    assert not is_first_guess(receipt.password)
    assert not receipt.repeated


def test_a_phrase_is_drawn_on_request_and_a_password_may_be_chosen(staffed, form):
    phrase = submit_report(replace(form, phrase_language="ko")).password
    assert is_drawn_phrase(phrase)
    chosen = file_report(staffed, password="Ὀδυσσεύς  ΣΊΣΥΦΟΣ ﬁn 가나")
    assert content_of(chosen.opened()).text


@pytest.mark.parametrize("weak", ["1234", "0000", "짧다", "love love love love", ""])
def test_a_weak_chosen_password_stores_nothing(form, weak):
    with pytest.raises(WeakPassword):
        submit_report(replace(form, password=weak))
    assert not Report.objects.exists()


def test_the_same_form_twice_is_one_report_and_the_same_receipt(form):
    first, second = submit_report(form), submit_report(form)
    assert (second.report_key, second.password) == (first.report_key, first.password)
    assert (first.repeated, second.repeated) == (False, True)
    assert Report.objects.count() == 1
    assert Delivery.objects.count() == 4
    assert ReportCounter.objects.get().last == 1
    assert was_submitted(form.token)


def test_the_same_form_with_another_password_is_told_as_sent_before(form):
    submit_report(form)
    for other in (replace(form, password="4837"), replace(form, phrase_language="ko")):
        with pytest.raises(AlreadySubmitted):
            submit_report(other)
    assert Report.objects.count() == 1


def test_two_forms_never_share_a_key(staffed):
    assert len({file_report(staffed).receipt.report_key for _ in range(5)}) == 5


def test_a_key_and_password_that_are_taken_are_drawn_again_and_again_on_repeat(form, monkeypatch):
    """One in 10^12, made to happen: the first drawing gives the other reporter's pair."""
    first = submit_report(form)
    real = module.draw_report_key
    draws = []

    def collide(stream):
        draws.append(stream)
        return first.report_key if len(draws) % 2 else real(stream)

    monkeypatch.setattr(module, "draw_report_key", collide)
    other = replace(form, token=new_draft_token(), password=None)
    monkeypatch.setattr(module, "draw_pin", lambda _stream: first.password)
    second = submit_report(other)
    assert second.report_key != first.report_key
    again = submit_report(other)
    assert (again.report_key, again.repeated) == (second.report_key, True)
    assert Report.objects.count() == 2


_REFUSE_REPORTS = {
    "sqlite": [
        "CREATE TRIGGER no_report BEFORE INSERT ON reports_report"
        " BEGIN SELECT RAISE(ABORT, 'no'); END"
    ],
    "postgresql": ["ALTER TABLE reports_report ADD CONSTRAINT no_report CHECK (false) NOT VALID"],
}
_ALLOW_REPORTS = {
    "sqlite": "DROP TRIGGER no_report",
    "postgresql": "ALTER TABLE reports_report DROP CONSTRAINT no_report",
}


def test_a_refusal_for_another_reason_is_never_told_as_sent_before(form):
    """The reporter would leave believing that the report was there."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for statement in _REFUSE_REPORTS[vendor]:
            cursor.execute(statement)
    with pytest.raises(IntegrityError):
        submit_report(form)
    with connection.cursor() as cursor:
        cursor.execute(_ALLOW_REPORTS[vendor])
    assert not Report.objects.exists()
    assert submit_report(form).repeated is False


# Numbers and days


def test_numbers_follow_one_another_in_each_institution_and_year(staffed):
    other = make_institution("other", name_ko="다른 곳", name_en="Other")
    with travel("2026-12-31 14:59:00+00:00", tick=False):
        numbers = [file_report(staffed).report.display_number for _ in range(2)]
        numbers.append(file_report(other).report.display_number)
    with travel("2026-12-31 15:00:00+00:00", tick=False):
        numbers.append(file_report(staffed).report.display_number)
    assert numbers == ["2026-000001", "2026-000002", "2026-000001", "2027-000001"]


def test_a_submission_that_fails_takes_no_number(staffed, form):
    with pytest.raises(NobodyLeft):
        submit_report(replace(form, excluded=[row(officer) for officer in staffed.officers]))
    assert not ReportCounter.objects.exists()
    assert file_report(staffed).report.display_number.endswith("-000001")


def test_a_report_row_knows_days_and_no_times():
    kinds = {
        field.get_internal_type()
        for model in (Report, ReportSeal, Exclusion, Draft)
        for field in model._meta.get_fields()
        if hasattr(field, "get_internal_type")
    }
    assert "DateField" in kinds
    assert not kinds & {"DateTimeField", "TimeField"}


def test_the_entry_point_is_counted_and_not_kept_with_the_report(form):
    point = form.institution.entry_points.get()
    submit_report(replace(form, entry_point=point))
    submit_report(replace(form, entry_point=point))
    assert IntakeCount.objects.get().count == 1
    assert not any("entry" in field.name for field in Report._meta.get_fields())


# Exclusion


def test_an_excluded_officer_has_no_seal_and_no_notice(staffed):
    kim, lee = staffed.officers
    filed = file_report(staffed, TEXT, excluded=[kim])
    assert [seal.officer_id for seal in filed.report.seals.all()] == [lee.officer_id]
    assert set(Delivery.objects.values_list("officer_id", flat=True)) == {lee.officer_id}


def test_excluding_the_same_officer_twice_is_one_exclusion(staffed, form):
    kim = row(staffed.officers[0])
    submit_report(replace(form, excluded=[kim, kim]))
    assert Exclusion.objects.count() == 1


def test_when_everybody_is_excluded_the_reporter_is_told_and_nothing_is_stored(staffed, form):
    with pytest.raises(NobodyLeft):
        submit_report(replace(form, excluded=[row(officer) for officer in staffed.officers]))
    assert not Report.objects.exists()
    assert not Delivery.objects.exists()


def test_an_institution_without_readers_takes_no_report(form):
    Officer.objects.update(is_active=False)
    with pytest.raises(DeskEmpty):
        submit_report(form)
    assert not Report.objects.exists()


def test_with_exclusions_the_recovery_key_keeps_a_seal_of_its_own(staffed):
    make_recovery_shares(institution=staffed.institution)
    staffed.institution.refresh_from_db()
    filed = file_report(staffed, TEXT, excluded=staffed.officers[:1])
    assert filed.report.seals.filter(is_recovery=True, officer=None, epoch=None).count() == 1


def test_an_inactive_officer_gets_no_personal_seal(staffed):
    third = make_institution("third", officers=("가", "나", "다"))
    kim, lee, park = third.officers
    Officer.objects.filter(pk=lee.officer_id).update(is_active=False)
    filed = file_report(third, TEXT, excluded=[kim])
    assert [seal.officer_id for seal in filed.report.seals.all()] == [park.officer_id]


def test_a_seal_has_one_kind_of_recipient(staffed):
    filed = file_report(staffed)
    kim = row(staffed.officers[0])
    with pytest.raises(IntegrityError):
        ReportSeal.objects.filter(report=filed.report).update(officer=kim)


# Notices


def test_every_duty_officer_of_the_category_is_told_by_sms_and_mail(staffed):
    kim, lee = staffed.officers
    row(lee).duties.all().delete()
    file_report(staffed)
    assert sorted(Delivery.objects.values_list("officer_id", "channel")) == [
        (kim.officer_id, "email"),
        (kim.officer_id, "sms"),
    ]


def test_when_no_duty_officer_may_be_told_every_other_reader_is(staffed):
    kim, lee = staffed.officers
    row(lee).duties.all().delete()
    file_report(staffed, excluded=[kim])
    assert set(Delivery.objects.values_list("officer_id", flat=True)) == {lee.officer_id}


@pytest.mark.parametrize(("setting", "carries"), [("nothing", False), ("report", True)])
def test_the_mail_carries_the_text_only_where_the_institution_says_so(
    staffed, form, settings, setting, carries
):
    Institution.objects.update(email_content=EmailContent(setting))
    staffed.institution.refresh_from_db()
    submit_report(replace(form, institution=staffed.institution))
    for delivery in Delivery.objects.all():
        assert TEXT.encode() not in bytes(delivery.payload)
        body = json.loads(open_with(settings.OUTBOX, delivery.payload))
        assert (TEXT in body.get("text", "")) is (carries and delivery.channel == "email")
        assert body["values"]["institution"] == "한빛구청"
