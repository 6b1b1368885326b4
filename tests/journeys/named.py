"""Somebody who reports with her name, and two with her."""

from playwright.sync_api import Page
from tests.journeys.people import choose, press

NAME, JOINT, MARK = "독고은새뜸", ("남궁하늘", "선우바다"), "표식기명7171"


def write_content(page: Page) -> None:
    choose(page.locator("input[name=category][value=public-interest]"))
    page.locator("input[name=title]").fill("폐수 무단 방류")
    page.locator("textarea[name=matter]").fill(f"밤마다 폐수를 내보냅니다. {MARK}")
    page.locator("input[name=accused_name]").fill("가람산업")
    press(page, "people")


def write_people(page: Page) -> None:
    page.locator("input[name=me-name]").fill(NAME)
    page.locator("input[name=me-phone]").fill("010-2222-3333")
    for place, name in enumerate(JOINT):
        page.locator("button[name=to][value=add-joint]").click()
        page.locator(f"input[name=joint-{place}-name]").fill(name)
    choose(page.locator("input[name=investigation][value=yes]"))
    press(page, "review")
