"""P-05: an officer whom the reporter excluded sees nothing, is told nothing, and holds no key that opens."""

import re
import uuid

import pytest
from tests.promises.processes import wait_until_notices_went
from tests.promises.story import CATEGORY
from tests.promises.world import World

from haechi.crypto.errors import CannotOpen
from haechi.crypto.kdf import KdfCost
from haechi.crypto.sealedbox import key_pair_of, open_with
from haechi.staff.keys import WrappedKey, unwrap

pytestmark = pytest.mark.process

EXCLUDED, OTHER = "seoyeon", "hankyeol"


@pytest.fixture(scope="module")
def report(world: World) -> str:
    """A report that excludes 박서연, the very officer on duty for its category."""
    before = {row[0] for row in world.rows("SELECT id FROM reports_report")}
    reporter = world.reporter()
    page = reporter.open(world.at.sign_ins().form)
    form = page.form_with("category", "text")
    (box,) = [
        label
        for label in form.iter("input")
        if label.get("name") == "excluded" and "박서연" in label.getparent().text_content()
    ]
    values = {
        "category": CATEGORY,
        "text": "박서연 주무관의 일입니다",
        "excluded": box.get("value"),
    }
    page = reporter.submit(page, form, values, button=("to", "review"))
    form = page.form_with("kind", "draft")
    page = reporter.submit(page, form, {"kind": "drawn"}, button=("to", "submit"))
    assert page.document.xpath("//dl[contains(@class, 'credentials')]")
    (new,) = {row[0] for row in world.rows("SELECT id FROM reports_report")} - before
    return new


def officer_id(world: World, user: str) -> int:
    ((found,),) = world.rows("SELECT officer_id FROM staff_account WHERE username = ?", user)
    return found


def test_the_excluded_officers_inbox_and_search_do_not_show_it_and_the_others_do(world, report):
    address = f"/reports/{uuid.UUID(report)}/"
    _, inbox = world.officer(EXCLUDED)
    assert address not in inbox.body.decode()
    _, inbox = world.officer(OTHER)
    assert address in inbox.body.decode()


def test_its_address_looks_to_the_excluded_officer_like_one_that_does_not_exist(world, report):
    browser, _ = world.officer(EXCLUDED)
    for tail in ("", "events"):
        answers = [
            browser.raw("GET", f"/reports/{identifier}/{tail}")
            for identifier in (uuid.UUID(report), uuid.uuid4())
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        pages = {re.sub(r"[0-9a-f-]{36}", "", answer.text) for answer in answers}
        assert len({strip_tokens(page) for page in pages}) == 1
    other, _ = world.officer(OTHER)
    assert other.raw("GET", f"/reports/{uuid.UUID(report)}/").status_code == 200


def strip_tokens(page: str) -> str:
    return re.sub(r'value="[\w-]{20,}"', "", page)


def test_every_act_on_it_is_refused_to_the_excluded_officer(world, report):
    browser, inbox = world.officer(EXCLUDED)
    token = dict(inbox.form_with("csrfmiddlewaretoken").form_values())["csrfmiddlewaretoken"]
    sent = {"csrfmiddlewaretoken": token, "text": "x", "uid": str(uuid.uuid4()), "seen": "received",
            "new": "done", "officer": "", "into": "1"}  # fmt: skip
    headers = {"Origin": browser.origin, "Sec-Fetch-Site": "same-origin"}
    for act in ("messages", "notes", "state", "result", "assignment", "merge"):
        answer = browser.raw(
            "POST", f"/reports/{uuid.UUID(report)}/{act}", data=sent, headers=headers
        )
        assert answer.status_code == 404, act
    ((state,),) = world.rows("SELECT state FROM reports_report WHERE id = ?", report)
    assert state == "received"


def test_the_excluded_officers_private_key_opens_no_seal_of_it_through_any_seat(world, report):
    """Past every program: the key out of the database by her own password, against every row."""
    for user, opened in ((EXCLUDED, 0), (OTHER, 1)):
        assert len(found_by(world, user, report)) == opened


def found_by(world: World, user: str, report: str) -> list[bytes]:
    ((salt, passes, memory, wrapped),) = world.rows(
        "SELECT salt, passes, memory, wrapped_private FROM staff_officersecret s"
        " JOIN staff_account a ON a.id = s.account_id WHERE username = ?",
        user,
    )
    password = world.sign_in_of(user).password
    pairs = [unwrap(WrappedKey(salt, KdfCost(passes, memory), wrapped), password)]
    for (sealed,) in world.rows("SELECT sealed_private FROM custody_deskseat"):
        try:
            pairs.append(key_pair_of(open_with(pairs[0], sealed)))
        except CannotOpen:
            continue
    assert len(pairs) > 1, "no seat opened: the test would prove nothing"
    found = []
    for (sealed,) in world.rows(
        "SELECT sealed_key FROM reports_reportseal WHERE report_id = ?", report
    ):
        for pair in pairs:
            try:
                found.append(open_with(pair, sealed))
            except CannotOpen:
                continue
    return found


def test_the_excluded_officer_gets_no_notice_and_no_trace_of_one(world, report):
    wait_until_notices_went(world)
    told = world.rows(
        "SELECT officer_id FROM notifications_delivery WHERE subject = ?",
        f"report:{uuid.UUID(report)}",
    )
    assert told
    assert (officer_id(world, EXCLUDED),) not in told
