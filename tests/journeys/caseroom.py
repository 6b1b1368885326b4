"""What an officer's hands do on the pages of the centre: taking in, one act after the other, sending."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from playwright.sync_api import Locator, Page, expect
from tests.journeys.people import choose
from tests.journeys.staffroom import Desk

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Paper:
    """Form 1 as it lies on the counter. `reporters`: names; the first represents them."""

    title: str
    channel: str = "우편"
    content: str = "밤마다 되풀이됩니다."
    purpose: str = "주민의 안전이 걱정됩니다."
    evidence: str = "사진 3장"
    reporters: Sequence[str] = ("성춘향",)
    accused: str = "변학도"
    more: Typed = field(default_factory=dict)


@dataclass
class CaseDesk:
    """The pages of the centre in an officer's browser."""

    page: Page
    site: str

    def take_in(self, paper: Paper) -> str:
        """Register it; the number it was given. Its page with the papers to hand over is open."""
        page = self.page
        page.goto(f"{self.site}/cases/new/")
        self.write(paper)
        return self.register()

    def write(self, paper: Paper) -> None:
        page = self.page
        choose(page.get_by_role("radio", name=paper.channel, exact=True))
        self.fill({"신고제목": paper.title, "공익신고 취지 및 이유": paper.purpose})
        self.fill({"공익신고 내용": paper.content, "증거자료 등 첨부서류": paper.evidence})
        self.fill(paper.more)
        for place, name in enumerate(paper.reporters):
            if place:
                page.get_by_role("button", name="한 사람 더 : 신고자", exact=True).click()
            self.person("신고자", place).get_by_label("이름", exact=True).fill(name)
        if len(paper.reporters) > 1:
            choose(self.person("신고자", 0).get_by_label("대표신고자"))
        self.person("피신고자", 0).get_by_label("이름", exact=True).fill(paper.accused)

    def person(self, kind: str, place: int) -> Locator:
        return self.page.get_by_role("group", name=f"{kind} {place + 1}", exact=True)

    def register(self) -> str:
        self.page.get_by_role("button", name="접수하기", exact=True).click()
        heading = self.page.get_by_role("heading", level=1)
        expect(heading).to_contain_text("공익 제")
        number = re.search(r"\d{4} 공익 제\d+호", heading.inner_text())
        assert number
        return number[0]

    def to_case(self) -> None:
        self.page.get_by_role("link", name="사건 보기").click()

    def find(self, title: str) -> None:
        """Open a case of the register by its title."""
        self.page.goto(f"{self.site}/cases/")
        row = self.page.locator("tr").filter(has_text=title)
        row.get_by_role("link").first.click()
        expect(self.page.locator("main")).to_contain_text(title)

    def fill(self, typed: Typed) -> None:
        for label, words in typed.items():
            self.page.get_by_label(label).first.fill(words)

    def pick(self, chosen: Sequence[str]) -> None:
        for words in chosen:
            choose(self.page.get_by_role("radio", name=words, exact=True))

    def open_act(self, name: str) -> None:
        self.page.locator("#status").get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    def act(self, name: str, typed: Typed | None = None, chosen: Sequence[str] = ()) -> None:
        """Carry an act out; the case's page is open again."""
        self.open_act(name)
        self.pick(chosen)
        self.fill(typed or {})
        self.do(name)
        self.done(name)

    def do(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def done(self, name: str) -> None:
        expect(self.page.locator("main")).to_contain_text(f"처리하였습니다: {name}")

    def refused(self, words: str) -> None:
        expect(self.page.locator("#error-summary")).to_contain_text(words)

    def cannot(self, name: str, why: str) -> None:
        """The act's own page says why not, and has no button for it."""
        self.open_act(name)
        expect(self.page.locator("main")).to_contain_text(why)
        expect(self.page.get_by_role("button", name=name, exact=True)).to_have_count(0)
        self.page.get_by_role("link", name="돌아가기").click()

    def open_paper(self, title: str) -> None:
        self.page.locator("#papers").get_by_role("link", name=title).last.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def send(self, notice: str, way: str = "우편", to: str = "") -> None:
        self.open_paper(notice)
        if to:
            expect(self.page.locator("main")).to_contain_text(to)
        self.page.get_by_label("보내는 방법").select_option(label=way)
        self.page.get_by_role("button", name="저장한 대로 보내기").click()
        expect(self.page.locator("main")).to_contain_text("통지를 보낸 그대로 보관하였습니다")

    def state(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(words)

    def download(self, name: str | re.Pattern[str], role: str = "link") -> bytes:
        with self.page.expect_download() as saved:
            self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        return Path(saved.value.path()).read_bytes()


def at_centre(desk: Desk) -> CaseDesk:
    return CaseDesk(desk.page, desk.site)


def words_of_pdf(made: bytes, pages: int | None = None) -> str:
    """What is printed on (the first `pages` of) it."""
    with pypdfium2.PdfDocument(made) as document:
        texts = [page.get_textpage().get_text_bounded() for page in list(document)[:pages]]
    return "\n".join(texts)
