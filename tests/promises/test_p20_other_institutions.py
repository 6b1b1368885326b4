"""P-20: of many institutions on one installation none reads another, by page or by key."""

import re

import pytest
from tests.promises.world import World

from haechi.crypto.errors import CannotOpen
from haechi.crypto.kdf import KdfCost
from haechi.crypto.sealedbox import key_pair_of, open_with
from haechi.staff.keys import WrappedKey, unwrap

pytestmark = pytest.mark.process
STRANGER = "haeun"  # head of audit of 한빛어린이집


def test_the_head_of_one_institution_sees_no_report_officer_or_row_of_another(world: World):
    browser, inbox = world.officer(STRANGER)
    path = world.report_address.removeprefix(world.at.staff)
    assert browser.raw("GET", path).status_code == 404
    assert browser.raw("GET", f"{path}events").status_code == 404
    shown = inbox.text + browser.raw("GET", world.chat_address).text
    for address in ("/people/", "/trail/", "/search/"):
        shown += browser.raw("GET", address).text
    for word in ("김한결", "박서연", "seoyeon", world.planted.text, world.planted.said):
        assert word not in shown
    assert path not in shown


def test_her_private_key_opens_nothing_of_another_institution(world: World):
    ((salt, passes, memory, wrapped, own),) = world.rows(
        "SELECT salt, passes, memory, wrapped_private, institution_id FROM staff_officersecret s"
        " JOIN staff_account a ON a.id = s.account_id"
        " JOIN custody_officer o ON o.id = a.officer_id WHERE username = ?",
        STRANGER,
    )
    password = world.sign_in_of(STRANGER).password
    pairs = [unwrap(WrappedKey(salt, KdfCost(passes, memory), wrapped), password)]
    for (sealed,) in world.rows("SELECT sealed_private FROM custody_deskseat"):
        pairs += opened(pairs[:1], sealed, key_pair_of)
    assert len(pairs) == 2
    places = set()
    for institution, sealed in world.rows(
        "SELECT institution_id, sealed_key FROM reports_reportseal s"
        " JOIN reports_report r ON r.id = s.report_id"
    ):
        if opened(pairs, sealed, bytes):
            places.add(institution)
    assert places == {own}


def opened(pairs, sealed, make) -> list:
    found = []
    for pair in pairs:
        try:
            found.append(make(open_with(pair, sealed)))
        except CannotOpen:
            continue
    return found


def test_every_link_of_an_institution_leads_to_its_own_form_alone(world: World):
    reporter = world.reporter()
    form = reporter.open("/hanbit-kids/")
    assert "한빛어린이집" in form.text
    names = {label for label in re.findall(r"김한결|이도윤|박서연|윤하은", form.text)}
    assert names <= {"윤하은"}
