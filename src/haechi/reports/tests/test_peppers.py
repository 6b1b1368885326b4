"""A pepper for each institution, and the reports of release 0.1 (HL-4, HL-8, docs/adr/015)."""

import uuid

import pytest

from haechi.crypto import credentials
from haechi.crypto.credentials import derive_first_credential, pepper_for
from haechi.crypto.secrets_store import drop_pepper, keep_pepper
from haechi.reports import peppers, submission
from haechi.reports.access import sign_in
from haechi.reports.errors import WrongCredential
from haechi.reports.models import Report
from haechi.testing import file_report, make_institution

pytestmark = pytest.mark.django_db


def signed_in(filed):
    return sign_in(typed_key=filed.receipt.report_key, typed_password=filed.receipt.password)


def count_evaluations(monkeypatch):
    calls, real = [], credentials.derive
    monkeypatch.setattr(credentials, "derive", lambda *a, **kw: calls.append(1) or real(*a, **kw))
    return calls


def test_reports_of_many_institutions_are_found_at_the_price_of_one_evaluation(monkeypatch):
    first = file_report(make_institution("hanbit"))
    second = file_report(make_institution("narae"))
    calls = count_evaluations(monkeypatch)
    assert signed_in(first).report_id == str(first.report.pk)
    assert signed_in(second).report_id == str(second.report.pk)
    assert len(calls) == 2


def test_a_report_of_the_release_before_is_found_and_a_miss_costs_the_same(monkeypatch, settings):
    filed = file_report(make_institution())
    old = derive_first_credential(
        filed.receipt.report_key, filed.receipt.password, pepper=settings.PEPPER_PROOF
    )
    Report.objects.filter(pk=filed.report.pk).update(derivation=1, locator=old.locator)
    calls = count_evaluations(monkeypatch)
    assert signed_in(filed).pair == old.pair
    assert len(calls) == 2
    with pytest.raises(WrongCredential):
        sign_in(typed_key=filed.receipt.report_key, typed_password="7391")
    assert len(calls) == 4


def test_the_pepper_of_one_institution_finds_nothing_of_another(settings):
    one = pepper_for(settings.PEPPER_PROOF, 1)
    assert one != pepper_for(settings.PEPPER_PROOF, 2)
    assert one != settings.PEPPER_PROOF
    assert pepper_for(one, 2) != pepper_for(settings.PEPPER_PROOF, 2)


def test_reports_stand_under_the_pepper_that_came_with_their_institution(settings):
    staffed = make_institution()
    keep_pepper(settings.SECRETS_DIR, staffed.institution.pk, b"b" * 32)
    try:
        filed = file_report(staffed)
        assert signed_in(filed).report_id == str(filed.report.pk)
    finally:
        drop_pepper(settings.SECRETS_DIR, staffed.institution.pk)
    with pytest.raises(WrongCredential):
        signed_in(filed)


def test_key_and_password_that_another_institution_has_are_drawn_anew(monkeypatch, settings):
    other = make_institution("narae")
    filed = file_report(other)
    keys = iter([filed.receipt.report_key, "ABCDEF"])
    monkeypatch.setattr(submission, "draw_report_key", lambda _: next(keys))
    monkeypatch.setattr(submission, "draw_pin", lambda _: filed.receipt.password)
    again = file_report(make_institution("hanbit"))
    assert again.receipt.report_key == "ABCDEF"


def test_two_answers_are_told_apart_by_their_own_locator():
    filed = file_report(make_institution())
    found = peppers.find_report(filed.receipt.report_key, filed.receipt.password)
    assert found
    assert found.report_id == filed.report.pk
    assert isinstance(found.report_id, uuid.UUID)
