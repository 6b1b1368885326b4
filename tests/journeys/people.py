"""What people do on the two sites, step by step, as their hands would."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from tests.journeys import totp

from haechi.demo.signins import SignIn

UPLOAD_PATIENCE = 30_000  # ms: two cleaners share two cores with everybody else


@dataclass(frozen=True)
class Story:
    """A report as somebody would write it. `mark` stands in the text and nowhere else."""

    mark: str
    category: str = "corruption"
    when: str = "2026년 10월 초부터"
    where: str = "도로과 설계 변경 회의"
    who: str = "계약 담당 팀장"
    excluded: Sequence[str] = ()
    files: Sequence[Path] = ()
    more: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return (
            "지난 10월부터 계약 담당자가 특정 업체에 설계 변경을 몰아 주었습니다.\n"
            f"회의 자리에서 직접 들었습니다. {self.mark}"
        )

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.mark, self.where, self.who, "설계 변경을 몰아 주었습니다")


@dataclass(frozen=True)
class Receipt:
    key: str
    password: str


def choose(control: Locator) -> None:
    """Tap a choice where people do: on its words."""
    control.page.locator(f"label[for={control.get_attribute('id')}]").click()
    expect(control).to_be_checked()


def write_report(page: Page, story: Story) -> None:
    """Fill in the open form; files are added and waited for where there is a script."""
    choose(page.locator(f"input[name=category][value={story.category}]"))
    page.locator("textarea[name=text]").fill(story.text)
    for name in ("when", "where", "who"):
        page.locator(f"input[name={name}]").fill(getattr(story, name))
    for officer in story.excluded:
        choose(page.get_by_role("checkbox", name=officer))
    if story.files:
        page.locator("input[name=files]").set_input_files(list(story.files))


def file_row(page: Page, name: str) -> Locator:
    return page.locator("li.file").filter(has_text=name)


def wait_for_files(page: Page, *names: str) -> None:
    """Until each was cleaned and stored: its row says what was removed, and can be taken out."""
    for name in names:
        row = file_row(page, name)
        expect(row.locator("button[name=remove]")).to_be_enabled(timeout=UPLOAD_PATIENCE)
        expect(row.locator("progress")).to_be_hidden(timeout=UPLOAD_PATIENCE)


def press(page: Page, step: str) -> None:
    """The visible button of a step of the report form (`review`, `submit`, `form`)."""
    page.locator(f"button.btn[name=to][value={step}]:not([formaction])").last.click()


def read_receipt(page: Page) -> Receipt:
    values = page.locator(".credentials dd")
    expect(values).to_have_count(2)
    return Receipt(values.nth(0).inner_text().strip(), values.nth(1).inner_text().strip())


def report(page: Page, form: str, story: Story) -> Receipt:
    """From the link to the receipt, with a drawn password."""
    page.goto(form)
    write_report(page, story)
    if story.files:
        wait_for_files(page, *(path.stem for path in story.files))
    press(page, "review")
    press(page, "submit")
    return read_receipt(page)


def come_back(page: Page, site: str, receipt: Receipt, language: str = "") -> None:
    """Sign in with report key and password."""
    page.goto(f"{site}{language}/check/")
    page.locator("input[name=key]").fill(receipt.key)
    page.locator("input[name=password]").fill(receipt.password)
    page.locator("main form button.btn--primary").click()


def give_password(page: Page, site: str, user: str, password: str) -> None:
    page.goto(f"{site}/")
    page.locator("input[name=login]").fill(user)
    password_field = page.locator("input[name=password]")
    password_field.fill(password)
    page.locator("main form", has=password_field).locator("button[type=submit]").click()


def give_code(page: Page, secret: str) -> None:
    """Type the app's code; near its end wait for the next one, as people do."""
    if totp.seconds_left() < 2:
        page.wait_for_timeout(2100)
    page.locator("input[name=code]").fill(totp.code(secret))
    page.locator("main form button[type=submit]").first.click()


def sign_in(page: Page, site: str, officer: SignIn) -> None:
    """Name, password, code. A code is good once: who signed in just before waits for the next."""
    give_password(page, site, officer.user, officer.password)
    give_code(page, officer.secret)
    page.wait_for_load_state()
    if page.locator("#error-summary").count():
        page.wait_for_timeout(totp.seconds_left() * 1000 + 200)
        give_code(page, officer.secret)
    expect(page.locator("input[name=code]")).to_have_count(0)
