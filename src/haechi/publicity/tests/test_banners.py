"""Banners as other sites show them: in a real browser, alone, with nothing asked of anybody (HL-9)."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import sync_playwright
from tests.browser import FLAGS, SHELL

from haechi.publicity.banners import banner_html
from haechi.publicity.tests.jobs import URL, codes_in, job
from haechi.publicity.types import BANNERS, Language, Piece


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("piece", BANNERS)
def test_a_banner_is_one_fragment_without_script_class_or_anything_to_load(
    piece: Piece, language: Language
) -> None:
    html = banner_html(job(language), piece)
    assert not re.search(r"<(script|style|link|iframe|object|form)|\son\w+=|class=|url\(", html)
    assert re.findall(r'(?:src|href)="([^"]{4})', html) == (
        ["http"] if piece is Piece.HOME_BANNER else ["data", "http"]
    )
    assert 'referrerpolicy="no-referrer"' in html


def test_what_is_written_stays_text() -> None:
    html = banner_html(job(short='<img src=x onerror="a()">'), Piece.INTRANET_BANNER)
    assert "<img src=x" not in html


def test_the_intranet_banner_is_scanned_from_a_screen_and_asks_nobody() -> None:
    page_html = f"<!doctype html><body>{banner_html(job(), Piece.INTRANET_BANNER)}"
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=SHELL, args=FLAGS)
        page = browser.new_page(viewport={"width": 400, "height": 500})
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(page_html)
        link = page.get_by_role("link")
        assert link.get_attribute("href") == URL
        shot = page.screenshot()
        browser.close()
    assert [url for url in asked if not url.startswith("data:")] == []
    assert codes_in(Image.open(BytesIO(shot)).convert("RGB")) == [URL]
