"""Issue 5: from form 1 to what was heard in the room, and to what was handed out (RC-5 … RC-8)."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
import pyzipper
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from tests.browser import CHROMIUM, FLAGS
from tests.journeys.conftest import PATIENCE
from tests.journeys.journal import Journal
from tests.journeys.looks import faults_of
from tests.journeys.people import choose, sign_in
from tests.journeys.staffroom import DESK, Staffroom

from haechi.demo.sound import flac, talk

pytestmark = pytest.mark.journey
VIEWED, PROVIDED = 31, 18  # seconds of the demo's calls that are meant


@pytest.fixture
def profile(scratch: Path) -> Path:
    return scratch / "keeper"


@pytest.fixture
def counter(
    playwright: Playwright, profile: Path, journal: Journal, staffroom: Staffroom
) -> Iterator[Page]:
    """The 관리자's PC, whose browser keeps a profile on the disk."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=FLAGS, viewport=DESK, locale="ko-KR"
    )
    context.set_default_timeout(PATIENCE)
    journal.follow(context)
    yield _signed_in(context, staffroom, "sumin")
    context.close()


def _signed_in(context: BrowserContext, staffroom: Staffroom, user: str) -> Page:
    page = context.new_page()
    if user in staffroom.badges:
        context.add_cookies(staffroom.badges[user]["cookies"])
    page.goto(f"{staffroom.system.staff}/")
    if page.locator("input[name=login]").count():
        sign_in(page, staffroom.system.staff, staffroom.sign_in_of(user))
        staffroom.badges[user] = context.storage_state()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).first.click()


def test_a_request_is_decided_opened_by_two_desks_signed_and_heard_rc_7(
    counter: Page, staffroom: Staffroom, profile: Path
) -> None:
    address = _take_down(counter, staffroom)
    press(counter, "^승인$")
    deputy, chief = (staffroom.desk(user).page for user in ("dohyun", "yujin"))
    for page in (deputy, chief):
        page.goto(address)
        press(page, "^승인$")
    deputy.reload()
    for page in (deputy, counter):
        page.goto(address)
        press(page, "열쇠 절반")
    _sign_by_hand(counter)
    counter.get_by_role("button", name=re.compile("듣기")).click()
    _hear(counter)
    assert faults_of(counter) == []
    assert _plain_in(profile, flac(talk(VIEWED))) == []
    counter.goto(address)
    press(counter, "열람을 마침")
    expect(counter.locator(".page-title")).to_contain_text("종결")


def test_a_provision_is_an_archive_whose_password_is_told_apart_rc_7(
    staffroom: Staffroom,
) -> None:
    counter = staffroom.desk("sumin").page
    counter.goto(f"{staffroom.system.staff}/calls/requests/")
    counter.get_by_role("link", name="제7호").click()
    press(counter, "열쇠 절반")
    counter.get_by_role("link", name="서명 받기").click()
    choose(counter.locator("input[name=way][value=typed]"))
    counter.locator("input[name=typed]").fill("정하늘")
    press(counter, "서명하고 인계하기")
    press(counter, "새 비밀번호")
    password = counter.locator(".secret-word").inner_text()
    with counter.expect_download() as download:
        press(counter, "압축 파일 내려받기")
    heard = _unpacked(download.value.path().read_bytes(), password)
    assert np.array_equal(_samples(heard), talk(PROVIDED))
    counter.reload()
    expect(counter.locator("main")).not_to_contain_text(password)
    _answer(counter)
    expect(counter.locator(".page-title")).to_contain_text("종결")
    papers = [*_papers(counter)]
    assert len(papers) == 6
    assert all(paper.startswith((b"%PDF", b"PK")) for paper in papers)


def _take_down(page: Page, staffroom: Staffroom) -> str:
    page.goto(f"{staffroom.system.staff}/calls/requests/new/")
    written = {"name": "홍길동", "number": "010-1234-0001", "purpose": "안내 확인"}
    for name, words in written.items():
        page.locator(f"input[name={name}]").fill(words)
    page.locator("textarea[name=reason]").fill("안내받은 내용을 다시 듣고 싶습니다.")
    choose(page.locator("input[name=way][value=viewing]"))
    press(page, "접수")
    press(page, "11:31 통화 고르기")
    return page.url


def _sign_by_hand(page: Page) -> None:
    page.get_by_role("link", name="서명 받기").click()
    assert faults_of(page) == []
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for at in range(1, 6):
        page.mouse.move(box["x"] + 40 + 40 * at, box["y"] + 60 + 30 * (at % 2))
    page.mouse.up()
    press(page, "서명하고 인계하기")


def _hear(page: Page) -> None:
    """By keyboard alone; the waveform is there, and nothing to save it by."""
    expect(page.locator("svg path")).to_have_attribute("d", re.compile("^M.{2000}", re.DOTALL))
    expect(page.locator("main [download], main a[href*=sound]")).to_have_count(0)
    seek = page.get_by_role("slider")
    seek.focus()
    page.keyboard.press("ArrowRight")
    expect(seek).to_have_attribute("aria-valuetext", "0분 5초 / 0분 31초")
    page.keyboard.press("Space")
    expect(seek).to_have_attribute("aria-valuetext", re.compile("^0분 ([6-9]|1.)초"))
    assert page.evaluate("document.querySelector('audio').currentTime") > 6
    page.get_by_label("속도").select_option("2")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 2
    page.keyboard.press("Tab")
    page.get_by_role("button", name="멈춤").press("Enter")
    expect(page.get_by_role("button", name="재생")).to_be_visible()


def _plain_in(folder: Path, sound: bytes) -> list[str]:
    """Files of a browser's profile in which a part of the sound lies."""
    windows = (sound[at : at + 32] for at in range(1000, len(sound) - 32, 4000))
    parts = [each for each in windows if len(set(each)) > 24]  # others may stand anywhere
    assert len(parts) > 10
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path.name for path in files if any(part in path.read_bytes() for part in parts)]


def _unpacked(archive: bytes, password: str) -> bytes:
    with pyzipper.AESZipFile(io.BytesIO(archive)) as opened:
        opened.setpassword(password.encode())
        (name,) = [name for name in opened.namelist() if name.endswith(".flac")]
        return opened.read(name)


def _samples(sound: bytes) -> "np.ndarray[tuple[int, int], np.dtype[np.int16]]":
    with av.open(io.BytesIO(sound)) as file:
        blocks = [frame.to_ndarray().reshape(-1, 2) for frame in file.decode(audio=0)]
    return np.concatenate(blocks)


def _answer(page: Page) -> None:
    """Form 3 came back."""
    day = page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Seoul'})")
    page.locator("input[name=met_on]").fill(day)
    page.locator("input[name=destroyed_on]").fill(day)
    page.locator("input[name=how]").fill("지우고 휴지통을 비움")
    press(page, "회신서")


def _papers(page: Page) -> Iterator[bytes]:
    for link in page.locator("#papers + ul a").all():
        yield page.request.get(
            page.url.split("/calls/")[0] + (link.get_attribute("href") or "")
        ).body()
