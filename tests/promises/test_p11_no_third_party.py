"""P-11: no page and no static file names an address elsewhere, except the way out of the quick-exit button."""

import re
from pathlib import Path

import pytest
from tests.promises.world import World

from haechi.cli.browser import Page

pytestmark = pytest.mark.process

ADDRESS = re.compile(rb"""(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s"'<>)\\]*""", re.I)
# Names that are never fetched: namespaces of SVG, XLink and XML, and licence texts inside comments.
NAMES = (b"http://www.w3.org/",)
QUICK_EXIT = b"https://www.weather.go.kr/"
LOADING = ("src", "href", "action", "formaction", "data", "poster", "srcset", "ping", "background")


def test_no_page_loads_or_sends_anything_elsewhere(world: World):
    pages = [e for e in world.exchanges if e.is_page]
    assert {e.zone for e in pages} == {"reporter", "staff"}
    assert len(pages) > 30
    own = (world.at.reporter.encode(), world.at.staff.encode())
    named = set()
    for page in pages:
        for address in ADDRESS.findall(page.body):
            if not address.startswith((*NAMES, *own)) and address != QUICK_EXIT:
                named.add((page.target, address))
    assert named == set()


def test_the_quick_exit_is_a_link_that_tells_nothing_and_loads_nothing(world: World):
    reporter = world.reporter()
    page: Page = reporter.open(world.at.sign_ins().form)
    links = [e for e in page.document.iter() if QUICK_EXIT.decode() in e.attrib.values()]
    assert [element.tag for element in links] == ["a"], page.text[:400]
    assert {"noreferrer", "noopener"} <= set(links[0].get("rel").split())
    assert page.document.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]


def test_nothing_is_inline_and_every_loaded_file_is_ours(world: World):
    for exchange in (e for e in world.exchanges if e.is_page and e.status == 200):
        text = exchange.body.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*[^<\s]", text), exchange.target
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", text), exchange.target
        for name in LOADING[:1] + LOADING[4:]:
            for address in re.findall(rf'\s{name}="([^"]*)"', text):
                assert re.match(r"/(?!/)", address), exchange.target


def test_no_static_file_names_an_address_elsewhere(world: World):
    named = set()
    kinds = {".css", ".js", ".svg", ".json", ".webmanifest"}
    files = [path for path in (world.data / "static").rglob("*") if path.suffix in kinds]
    assert len(files) > 20
    for path in files:
        for address in ADDRESS.findall(without_comments(path)):
            if not address.startswith(NAMES):
                named.add((path.name, address))
    assert named == set()


def without_comments(path: Path) -> bytes:
    return re.sub(rb"/\*.*?\*/|<!--.*?-->|(?m:^\s*//.*$)", b"", path.read_bytes(), flags=re.S)


def test_every_page_forbids_elsewhere_by_its_policy(world: World):
    for exchange in (e for e in world.exchanges if e.is_page):
        policy = exchange.headers.get("content-security-policy", "")
        assert "default-src 'none'" in policy, exchange.target
        assert "http" not in policy, exchange.target
        assert exchange.headers["referrer-policy"] == "no-referrer"
        assert "no-store" in exchange.headers["cache-control"]
