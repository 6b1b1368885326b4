"""P-13: every opening by an officer is a row of the trail; nothing a reporter does is."""

import pytest
from tests.promises.story import CATEGORY, begin_chat, sign_in, sign_in_with, type_something
from tests.promises.world import OFFICER_ADDRESS, REPORTER_ADDRESS, World

pytestmark = pytest.mark.process


def rows(world: World) -> list[tuple[str, str, str, str]]:
    return world.rows(
        "SELECT action, subject, place, actor_name FROM audit_auditentry ORDER BY sequence"
    )


def test_nothing_that_a_reporter_does_leaves_a_row(world: World):
    before = rows(world)
    reporter = world.reporter()
    page = reporter.open(world.at.sign_ins().form)
    form = page.form_with("category", "text")
    page = reporter.submit(
        page, form, {"category": CATEGORY, "text": "또 하나"}, button=("to", "review")
    )
    page = reporter.submit(
        page, page.form_with("kind", "draft"), {"kind": "drawn"}, button=("to", "submit")
    )
    assert page.document.xpath("//dl[contains(@class, 'credentials')]")
    page = sign_in(world, reporter)
    reporter.submit(page, page.form_with("uid", "text"), {"text": "질문"}, button=("to", "send"))
    assert rows(world) == before


def test_nothing_that_a_reporter_does_in_a_chat_leaves_a_row(world: World):
    before, member = rows(world), world.reporter()
    page, paper = begin_chat(world, member)
    said = {"text": "청렴톡에서 묻습니다"}
    member.submit(page, page.form_with("text", "uid"), said, button=("to", "send"))
    type_something(member, page)
    sign_in_with(world.reporter(), paper)
    assert rows(world) == before


def test_no_row_names_a_reporters_address_key_or_words(world: World):
    stored = repr(world.rows("SELECT * FROM audit_auditentry"))
    for word in (REPORTER_ADDRESS, world.paper.key, *world.planted.contents().values()):
        assert word not in stored


def test_the_officers_journey_is_there_act_by_act_with_the_place(world: World):
    report = f"report:{world.report_address.rstrip('/').rsplit('/', 1)[1]}"
    acts = [(action, place) for action, subject, place, _ in rows(world) if subject == report]
    wanted = ["report.opened", "attachment.saved", "message.sent", "report.note", "report.result",
              "report.state"]  # fmt: skip
    for action in wanted:
        assert (action, OFFICER_ADDRESS) in acts, action


def test_in_a_chat_each_opening_and_each_act_of_an_officer_is_there(world: World):
    chat = world.chat_address.removeprefix("/talks/?chat=")
    acts = [
        (action, place)
        for action, subject, place, _ in rows(world)
        if subject in {f"talk:{chat}", f"report:{chat}"}
    ]
    for action in ("talk.opened", "message.sent", "report.note"):
        assert (action, OFFICER_ADDRESS) in acts, action
    assert acts.count(("talk.step", OFFICER_ADDRESS)) >= 2  # handed over, ended
    browser, _ = world.officer("seoyeon")
    before = len(rows(world))
    for _ in range(2):
        assert world.planted.said in browser.open(world.chat_address).text
    assert [action for action, *_ in rows(world)[before:]] == ["talk.opened"] * 2


def test_opening_a_page_a_second_time_is_a_second_row(world: World):
    browser, _ = world.officer("seoyeon")
    before = len(rows(world))
    for _ in range(2):
        assert world.planted.text in browser.open(world.report_address).text
    new = rows(world)[before:]
    assert [action for action, *_ in new] == ["report.opened"] * 2
    assert {name.split()[0] for *_, name in new} == {"seoyeon"}


def test_sign_in_with_a_wrong_password_is_a_row_without_what_was_typed(world: World):
    browser = world.at_staff_site()
    page = browser.open("/")
    form = page.form_with("login", "password")
    values = dict(form.form_values()) | {"login": "jiho", "password": "typed-by-mistake"}
    headers = {"Origin": browser.origin, "Sec-Fetch-Site": "same-origin"}
    browser.raw("POST", form.action or page.url, data=values, headers=headers)
    action, subject, place, _ = rows(world)[-1]
    assert (action, place) == ("session.sign_in_failed", OFFICER_ADDRESS)
    assert subject.startswith("account:")
    assert world.holding("typed-by-mistake") == []
