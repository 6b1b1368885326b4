"""How to come to each state of the staff site that no link leads to."""

from collections.abc import Callable

from playwright.sync_api import expect
from tests.journeys.staffroom import Desk

Arrive = Callable[[Desk], None]


def _at(path: str) -> Arrive:
    def arrive(desk: Desk) -> None:
        desk.page.goto(desk.site + path)

    return arrive


def _report(desk: Desk) -> None:
    desk.search("세륜시설")
    desk.page.locator("ul.hits a").first.click()
    expect(desk.page.locator("#content-title")).to_be_visible()


def _report_with_everything(desk: Desk) -> None:
    """Messages, notes, files; every fold open."""
    desk.search("업무추진비")
    desk.page.locator("ul.hits a").first.click()
    folds = desk.page.locator("main details:not([open]) > summary")
    while folds.count():
        folds.first.click()


def _report_with_an_error(desk: Desk) -> None:
    _report(desk)
    desk.page.locator("form[action$='/notes'] button").click()
    expect(desk.page.locator("#error-summary")).to_be_visible()


def _picture(desk: Desk) -> None:
    _report_with_everything(desk)
    desk.page.locator("li.file a").first.click()
    expect(desk.page.locator("figure")).to_be_visible()


def _merging(desk: Desk) -> None:
    _report(desk)
    desk.merge("2026-000001")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("병합하시겠습니까")


def _chats(desk: Desk) -> None:
    """Two chats side by side; every fold of the first open."""
    for _chat in range(2):
        desk.page.goto(desk.page.url if "/talks/" in desk.page.url else f"{desk.site}/talks/")
        desk.page.locator(".talks__item:not(.talks__item--open) a[href*=chat]").first.click()
    expect(desk.page.locator(".talk")).to_have_count(2)
    for fold in desk.page.locator(".talk").first.locator("details > summary").all():
        fold.click()


def _filters(desk: Desk) -> None:
    desk.page.goto(f"{desk.site}/?state=done&number=nonsense")


def _nothing_found(desk: Desk) -> None:
    desk.search("세상에없는낱말")


def _found(desk: Desk) -> None:
    desk.search("담당자")


def _trail_checked(desk: Desk) -> None:
    desk.page.goto(f"{desk.site}/trail/")
    desk.page.get_by_role("button", name="접속기록 전체 검증").click()
    expect(desk.page.locator("main")).to_contain_text("접속기록이 온전합니다")


def _new_officer_with_errors(desk: Desk) -> None:
    desk.page.goto(f"{desk.site}/people/new/")
    desk.page.get_by_role("button", name="계정 만들기").click()


def _idle_warning(desk: Desk) -> None:
    """A minute before the end: the browser's clock jumps to it."""
    desk.page.clock.install()
    desk.page.goto(f"{desk.site}/account/second-factor/")
    desk.page.clock.fast_forward("14:30")
    expect(desk.page.locator("#idle-warning")).to_be_visible()
    desk.page.clock.resume()


SCENES: dict[str, Arrive] = {
    "inbox filtered": _filters,
    "report with everything": _report_with_everything,
    "report with an error": _report_with_an_error,
    "picture": _picture,
    "merging": _merging,
    "found": _found,
    "nothing found": _nothing_found,
    "trail checked": _trail_checked,
    "new officer with errors": _new_officer_with_errors,
    "idle warning": _idle_warning,
    "chats side by side": _chats,
    "no such page": _at("/nowhere/"),
}
