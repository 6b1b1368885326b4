"""P-35: a messenger's bot neither learns nor gives the code, and keeps nothing of who asked or what."""

import json
import sqlite3
import time
from contextlib import closing

import httpx
import pytest
from tests.promises.story import call_the_bot, skill_call
from tests.promises.world import REPORTER_ADDRESS, World

pytestmark = pytest.mark.process

LIMIT = 5.0  # seconds that the messenger waits


def asked(world: World, **sent: object) -> httpx.Response:
    start = time.monotonic()
    answer = call_the_bot(world, world.reporter(), **sent)
    assert time.monotonic() - start < LIMIT
    return answer


def bodies(world: World) -> list[dict[str, object]]:
    """Calls that are not as documented, from nobody we know."""
    call = json.dumps(skill_call(world))
    as_json = {"Content-Type": "application/json"}
    return [
        {"content": b"\xff\xfe{not json", "headers": as_json},
        {"content": b"", "headers": as_json},
        {"content": b"[" * 100_000, "headers": as_json},
        {"content": call, "headers": {"Content-Type": "text/plain; charset=euc-kr"}},
        {"content": call, "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"json": {**skill_call(world), "version": "9.7", "userRequest": None}},
    ]


def test_the_documented_call_gets_link_and_warning_in_time_and_every_other_call_the_same(
    world: World,
):
    first = asked(world)
    told = json.loads(first.content)
    assert told["version"] == "2.0"
    warning, card = told["template"]["outputs"]
    assert "메신저 운영사는 누가 쓰는지 알고 있으며" in warning["simpleText"]["text"]
    assert card["textCard"]["buttons"][0]["webLinkUrl"].endswith("/hanbit/talk/")
    for sent in bodies(world):
        answer = asked(world, **sent)
        assert (answer.status_code, answer.content) == (200, first.content), sent
    assert "set-cookie" not in first.headers


def test_a_body_larger_than_any_call_is_refused_and_the_next_call_is_answered(world: World):
    answer = asked(world, content=b"x" * (12 << 20), headers={"Content-Type": "application/json"})
    assert answer.status_code in {200, 413}
    assert asked(world).status_code == 200


def test_the_bot_is_answered_while_somebody_else_writes_to_the_database(world: World):
    with closing(sqlite3.connect(world.data / "haechi.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            assert asked(world).status_code == 200
        finally:
            other.execute("ROLLBACK")


def test_the_answer_holds_no_code_and_the_page_behind_its_link_asks_for_it(world: World):
    answer = asked(world).text.replace(" ", "")
    codes = [code for (code,) in world.rows("SELECT text FROM talks_participationcode")]
    assert codes
    assert [code for code in codes if code in answer] == []
    page = world.reporter().open("/hanbit/talk/")
    assert page.form_with("code") is not None
    assert [code for code in codes if code in page.text.replace(" ", "")] == []


def test_nothing_of_the_caller_and_of_what_was_said_is_kept(world: World):
    asked(world)
    words = (world.planted.uttered, world.planted.bot_user, "5a548e36aea1a43fa851ecd9")
    assert world.holding(*words, REPORTER_ADDRESS) == []
    assert "/messenger/" not in world.at.log.read_text()
