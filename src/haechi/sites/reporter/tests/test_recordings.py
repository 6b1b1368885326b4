"""A citizen asks for the recording of her call, without JavaScript (RC-7; journey 6)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from haechi.applicants.following import ANSWER_DAYS
from haechi.applicants.models import Proof, Request, Supplement
from haechi.cleaning.tests import samples
from haechi.common.clock import now
from haechi.disclosures import deciding
from haechi.disclosures.access import open_request, request_for
from haechi.disclosures.matching import choose
from haechi.disclosures.proofs import open_proof, proofs_of
from haechi.disclosures.sealing import key_of
from haechi.disclosures.tests.conftest import Office, office
from haechi.disclosures.waiting import end_unanswered
from haechi.recordings.tests.conftest import Hall, built, folders, hall
from haechi.reports.models import Attachment, Draft
from haechi.sites.reporter.tests.site import SiteClient, body, credentials, hidden
from haechi.testing import make_institution

__all__ = ["Hall", "Office", "built", "folders", "hall", "office"]
FORM = {
    "way": "viewing",
    "name": "홍길동",
    "born": "1980-03-05",
    "contact": "010-1234-5678",
    "address": "한빛시 나래로 12",
    "day": "2026-01-05",
    "time": "오후 2시쯤",
    "number": "010-1234-5678",
    "office": "복지과",
    "relation": "self",
    "purpose": "이의신청",
    "reason": "안내받은 내용을 확인하려 합니다.",
    "to": "send",
}


def paper(name: str = "요금 명세.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.photo(size=(32, 24)), "image/jpeg")


@dataclass
class Citizen:
    client: SiteClient
    slug: str
    language: str = ""

    def url(self, rest: str = "") -> str:
        return f"{self.language}/{self.slug}/recordings/{rest}"

    def fields(self, **changes: Any) -> dict[str, Any]:
        page = body(self.client.get(self.url()))
        return FORM | {"draft": hidden(page, "draft"), "files": paper()} | changes

    def files(self, **changes: Any) -> Any:
        return self.client.post(self.url(), self.fields(**changes))

    def signs_in(self, key: str, password: str) -> Any:
        return self.client.post(self.url("check/"), {"key": key, "password": password})

    def mine(self) -> str:
        return body(self.client.get(self.url("mine/")))

    def answers(self, **changes: Any) -> Any:
        page = self.mine()
        names = ("form_token", "draft")
        fields = {name: hidden(page, name) for name in names} | {"to": "send"} | changes
        return self.client.post(self.url("mine/answer"), fields)


@pytest.fixture
def citizen(hall: Hall) -> Citizen:
    return Citizen(SiteClient(), hall.institution.slug)


def filed(citizen: Citizen) -> tuple[str, str]:
    return credentials(body(citizen.files()))


def test_a_request_with_its_proof_reaches_those_who_decide_rc_7(citizen, office):
    page = body(citizen.files())
    row = Request.objects.get()
    assert row.display_number in page
    content = open_request(office.keeper, row.pk).content
    assert (content.name, content.recorded) == ("홍길동", "2026-01-05 오후 2시쯤 · 복지과")
    assert content.relation == "본인"
    (proof,) = proofs_of(row, key_of(row, office.keeper.unlocked))
    assert proof.name == "요금 명세.jpg"
    _view, chunks = open_proof(actor=office.keeper, request=row, proof=proof.id)
    assert b"".join(chunks).startswith(b"\xff\xd8")
    assert not Attachment.objects.exists()
    assert not Draft.objects.exists()


def test_no_cookie_is_set_before_signing_in_and_none_is_left_after_p_10(citizen):
    key, password = filed(citizen)
    for rest in ("", "check/", "mine/"):
        assert settings.REPORTER_COOKIE not in citizen.client.get(citizen.url(rest)).cookies
    assert citizen.signs_in(key, password).cookies[settings.REPORTER_COOKIE].value
    gone = citizen.client.post(citizen.url("mine/sign-out")).cookies[settings.REPORTER_COOKIE]
    assert gone.value == ""
    assert citizen.client.get(citizen.url("mine/")).status_code == 401


def test_the_page_says_that_it_asks_who_she_is_and_leads_to_the_hotline(citizen):
    page = body(citizen.client.get(citizen.url()))
    assert "누구인지 묻습니다" in page
    assert f'href="/{citizen.slug}/"' in page
    assert "off_disk" in page


def test_only_where_calls_are_recorded_a_page_leads_here_rc_2(citizen, staffed):
    link = f'href="/{citizen.slug}/recordings/"'
    other = staffed.institution.slug
    assert link in body(citizen.client.get("/"))
    assert link in body(citizen.client.get(f"/{citizen.slug}/"))
    assert "recordings/" not in body(citizen.client.get(f"/{other}/"))
    refused = citizen.client.get(f"/{other}/recordings/")
    assert refused.status_code == 404
    assert "녹취하지 않는" in body(refused)


@pytest.fixture
def staffed(db):
    return make_institution(slug="quiet")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"day": "2026-02-31"},
        {"day": "2999-01-01"},
        {"relation": "law", "law": ""},
        {"way": "listen"},
        {"reason": "가" * 2001},
        {"number": ""},
    ],
)
def test_bad_input_keeps_the_other_fields_and_files(citizen, wrong):
    answer = citizen.files(**wrong)
    page = body(answer)
    assert answer.status_code == 422
    assert 'class="field__error"' in page
    for name in ("contact", "address", "purpose"):
        assert FORM[name] in page
    assert "요금 명세.jpg" in page
    assert not Request.objects.exists()
    draft = hidden(page, "draft")
    again = citizen.client.post(citizen.url(), FORM | {"draft": draft, "files_seen": "1"})
    credentials(body(again))
    assert Proof.objects.count() == 1


def test_a_file_that_cannot_be_cleaned_keeps_the_request(citizen):
    broken = SimpleUploadedFile("명세.jpg", b"\xff\xd8\xff\xe0 no picture", "image/jpeg")
    answer = citizen.files(files=broken)
    page = body(answer)
    assert answer.status_code == 422
    assert FORM["reason"] in page
    draft = hidden(page, "draft")
    credentials(body(citizen.client.post(citizen.url(), FORM | {"draft": draft, "to": "anyway"})))


def test_without_a_proof_she_is_told_once_and_may_send_all_the_same(citizen):
    fields = citizen.fields()
    del fields["files"]
    answer = citizen.client.post(citizen.url(), fields)
    assert answer.status_code == 422
    assert 'value="anyway"' in body(answer)
    credentials(body(citizen.client.post(citizen.url(), fields | {"to": "anyway"})))


def test_sent_twice_it_is_one_request(citizen):
    fields = citizen.fields() | {"to": "anyway"}
    fields.pop("files")
    first = credentials(body(citizen.client.post(citizen.url(), fields)))
    assert credentials(body(citizen.client.post(citizen.url(), fields))) == first
    assert Request.objects.count() == 1


def test_what_is_asked_for_she_reads_and_supplies_once_rc_7(citizen, office):
    key, password = filed(citizen)
    row = Request.objects.get()
    deciding.ask_for_more(actor=office.keeper, request=row, reason="신분증 사본을 내 주십시오.")
    citizen.signs_in(key, password)
    assert "신분증 사본을 내 주십시오." in citizen.mine()
    assert "까지 내 주십시오." in citizen.mine()
    assert office.keeper.officer.name not in citizen.mine()
    empty = citizen.answers(text="")
    assert empty.status_code == 422
    forged = citizen.answers(text="냅니다.", form_token="x")
    assert forged.status_code == 422
    assert "냅니다." in body(forged)
    sent = citizen.answers(text="신분증을 냅니다.", files=paper("신분증.jpg"))
    assert sent.status_code == 302
    assert "다시 심사" in citizen.mine()
    assert Supplement.objects.get().request_id == row.pk
    row = request_for(office.keeper, row.pk)
    assert row.state == "received"
    names = [each.name for each in proofs_of(row, key_of(row, office.keeper.unlocked))]
    assert names == ["요금 명세.jpg", "신분증.jpg"]
    assert "answer-title" not in citizen.mine()


def test_what_she_did_not_supply_in_time_she_reads_has_ended(citizen, office):
    key, password = filed(citizen)
    row = Request.objects.get()
    deciding.ask_for_more(actor=office.keeper, request=row, reason="사본을 내 주십시오.")
    with time_machine.travel(now() + timedelta(days=ANSWER_DAYS + 1)):
        assert end_unanswered() == 1
        citizen.signs_in(key, password)
        page = citizen.mine()
    assert "보완 자료가 들어오지 않아" in page
    assert "취하되었습니다" not in page


def test_an_answer_that_outlived_its_session_is_in_its_field_again_after_signing_in(
    citizen, office
):
    key, password = filed(citizen)
    deciding.ask_for_more(
        actor=office.keeper, request=Request.objects.get(), reason="사본을 내 주십시오."
    )
    citizen.signs_in(key, password)
    page = citizen.mine()
    fields = {name: hidden(page, name) for name in ("form_token", "draft")} | {"to": "send"}
    citizen.client.cookies.clear()
    late = citizen.client.post(
        citizen.url("mine/answer"), fields | {"text": "오래 쓴 답", "files": paper("사본.jpg")}
    )
    assert late.status_code == 401
    kept = {name: hidden(body(late), name) for name in ("kept", "kept_draft")}
    wrong = citizen.client.post(citizen.url("check/"), {"key": key, "password": "0000"} | kept)
    kept = {name: hidden(body(wrong), name) for name in ("kept", "kept_draft")}
    again = body(
        citizen.client.post(citizen.url("check/"), {"key": key, "password": password} | kept)
    )
    assert "오래 쓴 답" in again
    assert hidden(again, "draft") == fields["draft"]


def test_a_refusal_comes_with_its_reason_rc_7(citizen, office):
    key, password = filed(citizen)
    deciding.refuse(actor=office.keeper, request=Request.objects.get(), reason="당사자가 아닙니다.")
    citizen.signs_in(key, password)
    assert "당사자가 아닙니다." in citizen.mine()
    assert citizen.client.post(citizen.url("mine/answer"), {"to": "send"}).status_code == 422
    assert not Supplement.objects.exists()


def test_once_granted_she_reads_when_and_where_to_come_rc_7(citizen, office):
    key, password = filed(citizen)
    row = Request.objects.get()
    choose(actor=office.keeper, request=row, file=office.file)
    for who in (office.keeper, office.deputy, office.chief):
        row = deciding.approve(actor=who, request=row)
    deciding.tell(actor=office.keeper, request=row, words="12월 3일 오후 3시, 본관 2층 정보통신과")
    citizen.signs_in(key, password)
    page = citizen.mine()
    assert "본관 2층 정보통신과" in page
    assert "신분증" in page
    for who in (office.keeper, office.deputy, office.chief):
        assert who.officer.name not in page


def test_a_session_of_a_report_opens_no_request_and_the_other_way_round(citizen, reporter, hall):
    key, password = filed(citizen)
    report = reporter.reports()
    reporter.signs_in(*report)
    assert reporter.client.get(citizen.url("mine/")).status_code == 401
    citizen.signs_in(key, password)
    assert citizen.client.get("/thread/").status_code == 401
    assert citizen.signs_in(*report).status_code == 422
    assert reporter.signs_in(key, password).status_code == 422


def test_the_receipt_as_a_file_names_number_key_and_password(citizen):
    page = body(citizen.files())
    values = {name: hidden(page, name) for name in ("key", "password", "number")}
    text = citizen.client.post(citizen.url("receipt/"), values).content.decode("utf-8-sig")
    assert all(value in text for value in values.values())
    assert "신청키" in text
    assert citizen.url("check/") in text


def test_the_page_speaks_english_too(citizen, hall):
    page = body(SiteClient().get(f"/en{citizen.url()}"))
    assert "This page asks who you are" in page
    citizen.language = "/en"
    assert "Request key" in body(citizen.files())


@pytest.mark.parametrize("rest", ["", "check/", "mine/"])
def test_each_page_is_small_hl_11(citizen, rest):
    assert len(citizen.client.get(citizen.url(rest)).content) < 40_000
