"""A granted request in the officer's browser: signed, heard, kept, handed out (RC-5, RC-7)."""

import io
import re
from datetime import timedelta

import pytest
import pyzipper
import time_machine
from django.test import Client
from django.urls import reverse

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.common.clock import now
from haechi.disclosures.models import Delivery, Request
from haechi.disclosures.tests.conftest import SOUND, Office, built, folders, hall, office
from haechi.disclosures.types import Way
from haechi.sites.staff.byteranges import Unsatisfiable, read_range
from haechi.sites.staff.tests.conftest import employ
from haechi.staff.types import OfficerAtWork, Role

__all__ = ["built", "folders", "hall", "office"]
SIGNED = {"name": "홍길동", "way": "drawn", "strokes": "1,1 20,30;40,40 50,60"}


def browser(who: OfficerAtWork) -> Client:
    return employ(who.unlocked, f"user{who.officer.pk}", Role.OFFICER).client()


@pytest.fixture
def keeper(office: Office) -> Client:
    return browser(office.keeper)


@pytest.fixture
def viewing(office: Office) -> Request:
    return office.signed(Way.VIEWING)


def sound_of(row: Request) -> str:
    return reverse("call_sound", args=[row.pk, row.items.get().pk])


def opened(client: Client, row: Request) -> str:
    """The player's page."""
    made = client.post(reverse("call_hear", args=[row.pk, row.items.get().pk]))
    return client.get(made["Location"]).content.decode()


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_opening_the_player_is_one_row_whatever_the_player_asks_for_rc_10(keeper, viewing):
    page = opened(keeper, viewing)
    assert sound_of(viewing) in page
    assert "<path" in page
    assert not re.search(r"<a [^>]*download", page)
    assert 'controls controlslist="nodownload' in page  # without a script
    for asked in ("", "bytes=0-", "bytes=100-199", "bytes=3000-", "bytes=-1"):
        keeper.get(sound_of(viewing), headers={"range": asked})
    assert AuditEntry.objects.filter(action=Action.RECORDING_HEARD).count() == 1
    assert Delivery.objects.count() == 1
    opened(keeper, viewing)
    assert AuditEntry.objects.filter(action=Action.RECORDING_HEARD).count() == 2


def test_sound_comes_from_where_the_player_asks_and_is_stored_nowhere_rc_5(keeper, viewing):
    opened(keeper, viewing)
    whole = keeper.get(sound_of(viewing))
    assert whole.status_code == 200
    assert body(whole) == SOUND
    assert whole["Cache-Control"] == "no-store"
    assert int(whole["Content-Length"]) == len(SOUND)
    part = keeper.get(sound_of(viewing), headers={"range": "bytes=2-11"})
    assert part.status_code == 206
    assert body(part) == SOUND[2:12]
    assert part["Content-Range"] == f"bytes 2-11/{len(SOUND)}"
    assert part["Cache-Control"] == "no-store"
    beyond = keeper.get(sound_of(viewing), headers={"range": f"bytes={len(SOUND)}-"})
    assert beyond.status_code == 416


def test_sound_has_no_address_for_anybody_else_rc_5(office, keeper, viewing):
    assert keeper.get(sound_of(viewing)).status_code == 404  # not opened yet
    opened(keeper, viewing)
    for dest in ("document", "empty", "iframe"):  # a page of its own, a script, saving
        headers = {"sec-fetch-dest": dest}
        assert keeper.get(sound_of(viewing), headers=headers).status_code == 404
    assert keeper.get(sound_of(viewing), headers={"sec-fetch-dest": "audio"}).status_code == 200
    for who in (office.chief, office.custodian, office.hall.user, office.hall.stranger):
        client = browser(who)
        hear = reverse("call_hear", args=[viewing.pk, viewing.items.get().pk])
        client.post(hear)
        assert client.get(sound_of(viewing)).status_code == 404
    assert AuditEntry.objects.filter(action=Action.RECORDING_HEARD).count() == 1


def test_sound_ends_with_its_time_and_with_the_request_rc_5(keeper, viewing):
    page = reverse("call_player", args=[viewing.pk, viewing.items.get().pk])
    opened(keeper, viewing)
    begun = now()
    with time_machine.travel(begun + timedelta(minutes=12), tick=False):
        assert keeper.get(page).status_code == 200
    with time_machine.travel(begun + timedelta(minutes=20), tick=False):
        assert keeper.get(page).url == reverse("call_request", args=[viewing.pk])
        assert keeper.get(sound_of(viewing)).status_code == 404
    assert keeper.get(sound_of(viewing)).status_code == 200
    keeper.post(reverse("call_request_step", args=[viewing.pk, "close"]))
    assert keeper.get(sound_of(viewing)).status_code == 404


def test_form_2_is_signed_on_its_page_and_never_from_markup_rc_7(office, keeper):
    row = office.opened(Way.PROVISION)
    page = reverse("call_sign", args=[row.pk])
    assert "서약" in keeper.get(page).content.decode()
    for sent in (
        {"strokes": ""},
        {"strokes": "M1 1"},
        {"way": "typed"},
        {"name": ""},
        {"way": "x"},
    ):
        assert keeper.post(page, {**SIGNED, **sent}).status_code == 422
    assert keeper.post(page, SIGNED).status_code == 302
    assert keeper.get(page).status_code == 404
    form = keeper.get(reverse("call_request_form", args=[row.pk, 2, "pdf"]))
    assert form.content.startswith(b"%PDF")
    assert browser(office.chief).get(page).status_code == 404


@pytest.mark.parametrize("way", ["typed", "pen"])
def test_who_cannot_draw_types_the_name_or_signs_on_paper_rc_7(office, keeper, way):
    row = office.opened(Way.VIEWING)
    sent = {"name": "홍길동", "way": way, "typed": "홍길동"}
    assert keeper.post(reverse("call_sign", args=[row.pk]), sent).status_code == 302


def test_an_official_keeps_her_call_under_a_password_shown_once_rc_4(office):
    user, file = browser(office.hall.user), office.file
    call = reverse("call", args=[file.call_id])
    keep = reverse("call_keep", args=[file.call_id, file.number])
    assert keep in user.get(call).content.decode()
    assert user.post(keep, {"reason": ""}).url == call
    made = user.post(keep, {"reason": "폭언이 있었습니다."})
    row = Request.objects.get()
    assert made.url == reverse("call_request", args=[row.pk])
    listed = user.get(reverse("call_requests")).content.decode()
    assert row.display_number in listed
    for who in (office.custodian, office.approver):
        browser(who).post(reverse("call_request_step", args=[row.pk, "give"]))
    page = user.post(reverse("call_request_password", args=[row.pk])).content.decode()
    password = re.search(r'secret-word">([^<]+)<', page)[1]
    assert password not in user.get(made.url).content.decode()
    with pyzipper.AESZipFile(io.BytesIO(body(user.post(made.url + "archive")))) as archive:
        archive.setpassword(password.encode())
        assert [archive.read(name) for name in archive.namelist()] == [SOUND]
    assert keep not in browser(office.hall.head).get(call).content.decode()
    assert browser(office.keeper).post(keep, {"reason": "까닭"}).url == call
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", None),
        ("bytes=0-", (0, 10)),
        ("bytes=3-4", (3, 5)),
        ("bytes=3-99", (3, 10)),
        ("bytes=-4", (6, 10)),
        ("bytes=-99", (0, 10)),
        ("bytes=4-3", None),
        ("bytes=0-1,3-4", None),
        ("bytes=a-b", None),
        ("items=0-1", None),
        ("bytes=-", None),
    ],
)
def test_a_range_is_one_range_or_the_whole(asked, found):
    assert read_range(asked, 10) == found


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(asked):
    with pytest.raises(Unsatisfiable):
        read_range(asked, 10)
