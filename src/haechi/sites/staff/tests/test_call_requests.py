"""The pages of requests for recordings (RC-5, RC-7, RC-8); what they do is proved beside the app."""

import pytest
from django.urls import reverse

from haechi.custody.models import Officer
from haechi.custody.types import DeskFunction
from haechi.disclosures.models import Request
from haechi.disclosures.states import State
from haechi.recordings.desks import open_desk
from haechi.recordings.people import sign_pledge
from haechi.sites.staff.tests.conftest import House
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
        for name, args in (("call_requests", []), ("call_request", [row.pk])):
            assert town.client(who).get(reverse(name, args=args)).status_code == 404


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
