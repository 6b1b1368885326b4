"""The pages of requests for recordings (RC-5, RC-7, RC-8); what they do is proved beside the app."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.custody.models import Officer
from haechi.custody.types import DeskFunction
from haechi.disclosures.models import Request
from haechi.disclosures.states import State
from haechi.recordings.desks import open_desk
from haechi.recordings.people import sign_pledge
from haechi.sites.staff.tests.conftest import House, picture
from haechi.sites.staff.tests.test_calls import CALLER, Town

FORM = {
    "name": "홍길동",
    "number": CALLER,
    "purpose": "이의신청",
    "reason": "확인하려 합니다.",
    "way": "provision",
}


@pytest.fixture
def town(house: House) -> Town:
    made = Town(house)
    chief = made.people["chief"].at_work
    seats = (
        (DeskFunction.RECORDING_CUSTODIAN, "keeper"),
        (DeskFunction.RECORDING_APPROVER, "second"),
    )
    for function, who in seats:
        officer = Officer.objects.get(pk=made.people[who].officer.pk)
        open_desk(actor=chief, function=function, officers=[officer])
        sign_pledge(actor=made.people[who].at_work)
    return made


@pytest.fixture
def row(town: Town) -> Request:
    made = town.client("keeper").post(reverse("call_request_new"), FORM)
    row = Request.objects.get()
    assert made.url == reverse("call_request", args=[row.pk])
    return row


def test_a_request_is_taken_down_listed_and_read_by_those_who_decide_rc_7(town, row):
    for who in ("keeper", "chief"):
        client = town.client(who)
        assert row.display_number in client.get(reverse("call_requests")).content.decode()
        page = client.get(reverse("call_request", args=[row.pk])).content.decode()
        assert "홍길동" in page
        assert "이의신청" in page
    for who in ("user", "leader", "stranger"):
        assert town.client(who).get(reverse("call_request", args=[row.pk])).status_code == 404
    town.line()
    own = town.client("user").get(reverse("call_requests")).content.decode()
    assert row.display_number not in own
    assert town.client("stranger").get(reverse("call_requests")).status_code == 404
    register = reverse("call_request_register", args=[row.year, "pdf"])
    assert town.client("user").get(register).status_code == 404


def test_an_official_applies_for_herself_alone_and_reads_what_she_filed_rc_7(town):
    town.line()
    client = town.client("user")
    assert "I apply for myself" not in client.get(reverse("call_request_new")).content.decode()
    client.post(reverse("call_request_new"), FORM)
    row = Request.objects.get()
    assert row.applicant == town.people["user"].officer
    page = client.get(reverse("call_request", args=[row.pk])).content.decode()
    assert "홍길동" in page
    for step in ("approve", "choose", "give"):
        client.post(reverse("call_request_step", args=[row.pk, step]), {"call": "1"})
    row.refresh_from_db()
    assert row.state == State.RECEIVED
    assert town.client("stranger").get(reverse("call_request", args=[row.pk])).status_code == 404


def test_the_words_of_each_step_stand_on_the_page_rc_7(town, row):
    client = town.client("keeper")
    client.post(reverse("call_request_step", args=[row.pk, "ask"]), {"words": "신분증 사본"})
    client.post(reverse("call_request_step", args=[row.pk, "supply"]), {"words": "가져왔습니다"})
    page = client.get(reverse("call_request", args=[row.pk])).content.decode()
    assert "신분증 사본" in page
    assert "가져왔습니다" in page


def test_proofs_are_attached_listed_and_opened_by_those_who_decide_rc_7(town, row):
    client = town.client("keeper")
    paper = SimpleUploadedFile("신분증.jpg", picture(), "image/jpeg")
    client.post(reverse("call_proof_add", args=[row.pk]), {"attached": [paper]})
    proof = row.proofs.get()
    address = reverse("call_proof", args=[row.pk, proof.pk])
    assert (
        address in town.client("chief").get(reverse("call_request", args=[row.pk])).content.decode()
    )
    rows = AuditEntry.objects.filter(action=Action.DISCLOSURE_OPENED, detail__proof=1)
    opened = town.client("chief").get(address)
    assert b"".join(opened.streaming_content).startswith(b"\xff\xd8")
    assert rows.count() == 1
    for who, where in (("stranger", address), ("keeper", address[:-5] + "aaaa/")):
        assert town.client(who).get(where).status_code == 404
    assert rows.count() == 1


def test_a_refusal_needs_its_reason_and_an_incomplete_form_says_so_rc_7(town, row):
    client, refuse = town.client("keeper"), reverse("call_request_step", args=[row.pk, "refuse"])
    client.post(refuse, {"words": " "})
    row.refresh_from_db()
    assert row.state == State.RECEIVED
    client.post(refuse, {"words": "당사자가 아닙니다."})
    row.refresh_from_db()
    assert row.state == State.REFUSED
    assert client.post(reverse("call_request_new"), {**FORM, "name": ""}).status_code == 422


def test_nothing_is_approved_without_a_recording_or_handed_out_before_its_time_rc_5(town, row):
    client = town.client("keeper")
    for step in ("approve", "give", "sign", "reply"):
        client.post(reverse("call_request_step", args=[row.pk, step]), {"name": "홍길동"})
    for name in ("call_request_password", "call_request_archive"):
        assert client.post(reverse(name, args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.state == State.RECEIVED
    assert client.post(reverse("call_request_step", args=[row.pk, "open"])).status_code == 404


@pytest.mark.parametrize("kind", ["pdf", "hwpx"])
def test_the_forms_and_the_register_are_saved_in_both_formats_rc_8(town, row, kind):
    client, start = town.client("keeper"), {"pdf": b"%PDF", "hwpx": b"PK"}[kind]
    for number in (1, 2, 3):
        made = client.get(reverse("call_request_form", args=[row.pk, number, kind]))
        assert made.content.startswith(start)
    made = client.get(reverse("call_request_register", args=[row.year, kind]))
    assert made.content.startswith(start)
