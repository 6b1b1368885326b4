"""P-10: a reporter has no cookie before signing in, one that dies with the browser after, none when out."""

import pytest
from tests.promises.story import sign_in
from tests.promises.world import World

pytestmark = pytest.mark.process


def test_no_answer_before_signing_in_sets_a_cookie(world: World):
    before = [e for e in world.exchanges if e.zone == "reporter"][
        : world.reporter_pages_before_sign_in
    ]
    assert len(before) >= 9
    assert [e.target for e in before if e.set_cookies or e.sent_cookie] == []


def test_a_chat_has_no_cookie_before_its_code_was_taken_and_none_after(world: World):
    """TK-1: the first answer with a cookie is the one with key and password."""
    cookies = [bool(each.set_cookies) for each in world.talk]
    receipt = next(at for at, each in enumerate(world.talk) if world.chat.key.encode() in each.body)
    assert receipt == 2
    assert cookies.index(True) == receipt
    assert not any(each.sent_cookie for each in world.talk[: receipt + 1])
    assert "expires=Thu, 01 Jan 1970" in world.talk[-1].set_cookies[0]


def test_no_static_file_sets_a_cookie(world: World):
    reporter = world.reporter()
    answer = reporter.raw("GET", static_of(reporter.open("/").body.decode()))
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


def static_of(page: str) -> str:
    return page.split('rel="stylesheet" href="')[1].split('"', maxsplit=1)[0]


def test_the_cookie_of_a_session_is_the_browsers_alone_and_ends_with_it(world: World):
    reporter = world.reporter()
    sign_in(world, reporter)
    (cookie,) = {e.set_cookies for e in world.exchanges[-2:] if e.set_cookies and e.status == 302}
    (line,) = cookie
    lowered = line.lower()
    assert "httponly" in lowered
    assert "samesite=strict" in lowered
    assert "expires" not in lowered
    assert "max-age" not in lowered
    assert world.paper.key not in line
    assert len(reporter.cookies()) == 1


def test_signing_out_leaves_no_cookie_and_the_thread_is_closed(world: World):
    reporter = world.reporter()
    page = sign_in(world, reporter)
    assert world.planted.text in page.text
    out = next(form for form in page.document.forms if "sign-out" in (form.action or ""))
    reporter.submit(page, out, {})
    assert reporter.cookies() == []
    assert world.planted.text not in reporter.raw("GET", "/thread/").text


def test_the_server_keeps_no_list_of_reporters_sessions(world: World):
    """The one session table is the officers'."""
    tables = [name for (name,) in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert [name for name in tables if "session" in name] == ["django_session"]
    before = world.rows("SELECT count(*) FROM django_session")
    sign_in(world, world.reporter())
    assert world.rows("SELECT count(*) FROM django_session") == before
