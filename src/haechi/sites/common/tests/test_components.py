"""The component tags, rendered (ALL-5)."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from haechi.sites.common import chrome, error_pages
from haechi.sites.common.tests import site

pytestmark = pytest.mark.usefixtures("site_settings")


def rendered(source: str, **context: object) -> str:
    return Template("{% load components %}" + source).render(Context(context))


class Page(HTMLParser):
    """Collects elements as (tag, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def one(self, name: str) -> dict[str, str | None]:
        (found,) = [attrs for _tag, attrs in self.elements if attrs.get("name") == name]
        return found

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _tag, attrs in self.elements if "id" in attrs]


def whole_page(path: str = "/", **query: str) -> str:
    return site.styleguide(RequestFactory().get(path, query)).content.decode()


def test_hint_and_error_are_tied_to_the_control_they_belong_to() -> None:
    form = site.ReportForm({"day": "어제"})
    page = Page(rendered("{% field form.day %}{% field form.body %}", form=form))
    assert page.one("day")["aria-describedby"] == "id_day_error"
    assert page.one("body")["aria-describedby"] == "id_body_helptext id_body_error"
    assert page.one("body")["aria-invalid"] == "true"
    assert {"id_day_error", "id_body_helptext", "id_body_error"} <= set(page.ids())


def test_required_and_optional_are_said_in_words() -> None:
    html = rendered("{% field form.body %}{% field form.place %}", form=site.ReportForm())
    assert re.findall(r"\((필수|선택)\)", html) == ["필수", "선택"]


def test_choices_are_a_group_with_a_legend_and_each_has_its_label() -> None:
    page = Page(
        rendered(
            '{% field form.category look="cards" hints=hints %}',
            form=site.ReportForm({}),
            hints={"gapjil": "괴롭힘"},
        )
    )
    group = next(attrs for tag, attrs in page.elements if tag == "fieldset")
    assert group["aria-describedby"] == "id_category_error"
    labelled = {attrs["for"] for tag, attrs in page.elements if tag == "label"}
    radios = [attrs for tag, attrs in page.elements if attrs.get("type") == "radio"]
    assert {attrs["id"] for attrs in radios} == labelled
    assert [attrs.get("aria-describedby") for attrs in radios] == [None, "id_category_1_hint", None]


def test_error_summary_links_every_error_to_an_element_of_the_page() -> None:
    page = Page(whole_page())
    links = [a["href"] or "" for tag, a in page.elements if tag == "a" and a.get("href")]
    targets = [link[1:] for link in links if link.startswith("#id_")]
    assert targets == ["id_category", "id_day", "id_key", "id_understood"]
    assert set(targets) <= set(page.ids())


def test_no_id_is_used_twice() -> None:
    ids = Page(whole_page()).ids()
    assert len(ids) == len(set(ids))


def test_title_says_error_first_when_the_form_has_errors() -> None:
    assert "<title>오류: 부품 모음 | 한빛구청</title>" in whole_page()
    assert "<title>부품 모음 | 한빛구청</title>" in whole_page(fresh="1")


def test_nothing_inline_and_nothing_from_outside() -> None:
    for tag, attrs in Page(whole_page()).elements:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert tag != "style"
        assert tag != "script" or (attrs.get("src") or "").startswith("/static/")
        for name in ("src", "href", "action"):
            assert not re.match(r"(?:\w+:)?//", attrs.get(name) or "")


def test_masthead_is_off_unless_the_institution_is_entitled_to_it() -> None:
    claim = "대한민국 공식 전자정부 누리집"
    assert chrome.SiteChrome().show_masthead is False
    assert claim not in whole_page()
    assert claim in whole_page(official="1")


def test_status_line_marks_exactly_the_present_step() -> None:
    html = rendered('{% status_line steps "confirmed" %}', steps=site.STATUSES)
    items = re.findall(r"<li .*?</li>", html, re.S)
    assert [("aria-current" in item) for item in items] == [False, True, False, False]
    assert re.findall(r"\((마침|현재 단계|남은 단계)\)", html) == [
        "마침",
        "현재 단계",
        *["남은 단계"] * 2,
    ]


def test_status_line_refuses_a_status_that_is_no_step() -> None:
    with pytest.raises(ValueError, match="lost"):
        rendered('{% status_line steps "lost" %}', steps=site.STATUSES)


def test_message_text_is_escaped() -> None:
    html = rendered('{% message "own" who %}{{ text }}{% endmessage %}', who="<b>", text="<script>")
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


def test_pagination_shows_nothing_for_a_single_page() -> None:
    assert rendered("{% pagination %}").strip() == ""
    assert 'rel="next"' in rendered('{% pagination "" "?after=9" %}')


def test_rows_that_do_not_fit_their_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        rendered('{% data_table c r "x" %}', c=[{"label": "a"}], r=[["1", "2"]])


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500, 503, 418, 502])
def test_every_error_page_says_what_is_not_lost_and_the_way_back(status: int) -> None:
    response = site.error(RequestFactory().get("/"), status)
    html = response.content.decode()
    assert response.status_code == status
    assert "없어지지 않은 것" in html
    assert '<a class="btn btn--primary" href="/">첫 화면으로</a>' in html


def test_error_page_of_an_unknown_status_borrows_plain_words() -> None:
    assert error_pages.error_page(418).title == error_pages.error_page(400).title
    assert error_pages.error_page(502).title == error_pages.error_page(500).title
