"""P-18: staff never learn a report key or password, reporters never learn an officer's name or number."""

import re

import pytest
from tests.promises.story import sign_in, sign_in_with
from tests.promises.world import World

pytestmark = pytest.mark.process


def test_no_page_of_the_staff_site_shows_key_password_or_form_token(world: World):
    pages = [e for e in world.exchanges if e.zone == "staff"]
    assert len(pages) > 10
    for page in pages:
        text = page.body.decode(errors="replace")
        assert world.paper.key not in text, page.target
        assert world.paper.draft not in text, page.target
        assert world.chat.key not in text, page.target
        assert not re.search(rf"(?<!\d){world.paper.password}(?!\d)", visible(text)), page.target


def visible(page: str) -> str:
    """The words of a page: addresses, identifiers and drawings may hold any four digits."""
    return re.sub(r"<[^>]*>", " ", page)


def test_the_thread_shows_the_reporter_no_officer_by_name_or_sign_in(world: World):
    page = sign_in(world, world.reporter())
    assert world.planted.answer in page.text
    for word in ("박서연", "seoyeon", "김한결", "192.0.2", "127.0.0.88", world.planted.note):
        assert word not in page.body.decode(), word


def test_in_a_chat_the_reporter_learns_neither_names_nor_notes_nor_the_summary(world: World):
    page = sign_in_with(world.reporter(), world.chat)
    assert world.planted.told in page.text
    named = ("박서연", "seoyeon", "김한결", "hankyeol", "192.0.2", "127.0.0.88")
    for word in (*named, world.planted.handed, world.planted.summary):
        assert word not in page.body.decode(), word


def test_the_institutions_number_of_the_report_is_not_shown_to_the_reporter(world: World):
    number = re.search(r"\d{4}-\d{6}", world.officer("seoyeon")[0].open(world.report_address).text)
    assert number
    for exchange in (e for e in world.exchanges if e.zone == "reporter"):
        assert number[0].encode() not in exchange.body, exchange.target


def test_receipt_and_thread_are_never_kept_by_a_browser_or_a_proxy(world: World):
    for exchange in (e for e in world.exchanges if e.is_page):
        assert "no-store" in exchange.headers["cache-control"], exchange.target
        assert "etag" not in exchange.headers
        assert "last-modified" not in exchange.headers
