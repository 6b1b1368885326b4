"""P-07: an administrator of settings can open no report, by no page and by no key."""

import pytest
from tests.promises.world import World

from haechi.crypto.errors import CannotOpen
from haechi.crypto.kdf import KdfCost
from haechi.crypto.sealedbox import open_with
from haechi.staff.keys import WrappedKey, unwrap

pytestmark = pytest.mark.process
ADMINISTRATOR = "minjun"


def test_no_page_of_an_administrator_shows_a_report(world: World):
    browser, first = world.officer(ADMINISTRATOR)
    path = world.report_address.removeprefix(world.at.staff)
    assert "/reports/" not in first.body.decode()
    answers = {p: browser.raw("GET", p) for p in ("/", "/search/", path, f"{path}events")}
    for address, answer in answers.items():
        assert world.planted.text not in answer.text, address
        assert "/reports/" not in answer.text.replace(path, ""), address
    assert answers[path].status_code in {403, 404}


def test_no_page_of_an_administrator_shows_a_chat(world: World):
    browser, _ = world.officer(ADMINISTRATOR)
    chat = world.chat_address.removeprefix("/talks/?chat=")
    for address in (world.chat_address, f"/talks/events?chat={chat}", "/talks/codes/"):
        answer = browser.raw("GET", address)
        assert answer.status_code == 404, address
        assert world.planted.said not in answer.text


def test_an_administrators_private_key_opens_no_seat_and_no_seal(world: World):
    ((salt, passes, memory, wrapped),) = world.rows(
        "SELECT salt, passes, memory, wrapped_private FROM staff_officersecret s"
        " JOIN staff_account a ON a.id = s.account_id WHERE username = ?",
        ADMINISTRATOR,
    )
    cost = KdfCost(passes, memory)
    pair = unwrap(WrappedKey(salt, cost, wrapped), world.sign_in_of(ADMINISTRATOR).password)
    boxes = world.rows("SELECT sealed_private FROM custody_deskseat")
    boxes += world.rows("SELECT sealed_key FROM reports_reportseal")
    assert len(boxes) > 10
    opened = []
    for (box,) in boxes:
        try:
            opened.append(open_with(pair, box))
        except CannotOpen:
            continue
    assert opened == []


def test_an_administrator_cannot_make_an_account_of_his_own_a_reader(world: World):
    browser, first = world.officer(ADMINISTRATOR)
    ((account, officer),) = world.rows(
        "SELECT id, officer_id FROM staff_account WHERE username = 'planted'"
    )
    page = browser.open("/people/")
    form = next(
        f for f in (*page.document.forms, *first.document.forms) if "POST" in f.method.upper()
    )
    token = dict(form.form_values())["csrfmiddlewaretoken"]
    headers = {"Origin": browser.origin, "Sec-Fetch-Site": "same-origin"}
    epochs = world.rows("SELECT count(*) FROM custody_deskepoch")
    for confirm in ("", "yes"):
        sent = {"csrfmiddlewaretoken": token, "confirm": confirm}
        answer = browser.raw("POST", f"/people/{account}/admit/", data=sent, headers=headers)
        assert answer.status_code == 200, "the request itself must have been a good one"
    assert world.rows("SELECT 1 FROM custody_deskseat WHERE officer_id = ?", officer) == []
    assert world.rows("SELECT count(*) FROM custody_deskepoch") == epochs
