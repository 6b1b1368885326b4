"""P-16: no secret and no word of a reporter is ever part of an address, of a request or of a link."""

import re

import pytest
from tests.promises.world import Exchange, World, written

pytestmark = pytest.mark.process

LINK = re.compile(rb'(?:href|src|action|formaction|content)="([^"]*)"')


def secrets_of(world: World) -> dict[str, str]:
    paper = world.paper
    words = dict(world.planted.contents())
    words.pop("search")  # an officer's own words, looked at below
    return words | {"key": paper.key, "draft": paper.draft, "chat": world.chat.key}


def addresses_in(exchange: Exchange) -> list[bytes]:
    location = exchange.headers.get("location", "").encode()
    return [exchange.target.encode(), location, *LINK.findall(exchange.body)]


def test_no_request_no_redirect_and_no_link_carries_a_secret(world: World):
    found = [
        (exchange.target, what)
        for exchange in world.exchanges
        for address in addresses_in(exchange)
        for what, word in secrets_of(world).items()
        if any(form in address for form in written(word))
    ]
    assert found == []


def test_every_kind_of_request_was_looked_at(world: World):
    targets = {exchange.target for exchange in world.exchanges}
    for part in (
        "/check/",
        "/thread/",
        "/hanbit/talk/",
        "/hanbit/",
        "/hanbit/files/",
        "/search/",
        "/reports/",
    ):
        assert any(part in target for target in targets), part
    assert {exchange.method for exchange in world.exchanges} >= {"GET", "POST"}


def test_reporters_addresses_have_no_query_at_all(world: World):
    asked = {e.target for e in world.exchanges if e.zone == "reporter" and "?" in e.target}
    assert asked == set()


def test_an_officers_search_words_stay_out_of_the_address(world: World):
    """They would stand in the history of the office PC."""
    word = world.planted.search
    targets = [e.target for e in world.exchanges if e.zone == "staff"]
    assert not any(form.decode("latin1") in target for target in targets for form in written(word))


def test_report_addresses_of_the_staff_site_are_random_and_tell_no_number(world: World):
    found = {
        t
        for e in world.exchanges
        if e.zone == "staff"
        for t in re.findall(r"/reports/([^/]+)/", e.target)
    }
    assert found
    for identifier in found:
        assert re.fullmatch(
            r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", identifier
        )
