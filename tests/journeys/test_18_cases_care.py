"""Journeys 9 and 10 of issue 4: protection and money; the record and whom it names (PI-9, PI-16 to PI-18)."""

import re
from datetime import date, timedelta

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect
from tests.journeys.caseroom import CaseDesk, Paper, at_centre, words_of_pdf
from tests.journeys.journal import Journal
from tests.journeys.looks import faults_of
from tests.journeys.people import choose
from tests.journeys.staffroom import Staffroom

from haechi.common.clock import today

pytestmark = pytest.mark.journey
INSIDE = "비상구 폐쇄와 소방시설 차단"
OUTSIDE = "미신고 폐기물 소각"
SAFETY = "신변보호조치 필요(법 제13조)"
KENNEL, NAME, ACCUSED = "맹견 무허가 사육장", "탁은조롱이", "표범은실업"


def test_pi17_protection_its_measure_and_the_disadvantage_reported(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.find(INSIDE)
    number = _number(page)
    centre.act(
        "보호 사안 등록", {"있었던 일과 필요한 조치": "집 앞에서 기다리는 사람이 있음."}, [SAFETY]
    )
    centre.open_act("불이익조치 신고")
    page.get_by_label("관련 보호 사안").select_option(label=f"{SAFETY} · {today()}")
    centre.fill({"신고자가 받은 불이익": "재계약을 하지 않겠다고 통보받음."})
    assert faults_of(page) == []
    centre.do("불이익조치 신고")
    centre.done("불이익조치 신고")
    care = page.locator("#protection")
    expect(care).to_contain_text("재계약을 하지 않겠다고")
    expect(care.locator(".matter").filter(has_text="재계약")).to_contain_text(SAFETY)
    centre.open_paper("공익신고자 보호 안내")
    expect(page.get_by_label("본문", exact=True)).to_have_value(re.compile("신변보호조치"))

    _board(centre)
    expect(page.locator("main")).not_to_contain_text("재계약")
    expect(page.get_by_role("table", name="진행 중인 불이익조치 신고")).to_contain_text(SAFETY)
    row = _measures(page).filter(has_text=SAFETY)
    row.get_by_role("link", name=number).click()
    centre.open_act("보호 사안 마침")
    page.get_by_label("보호 사안").select_option(label=f"{SAFETY} · {today()}")
    centre.fill({"조치 내용": "경찰서에 신변보호를 요구함."})
    centre.do("보호 사안 마침")
    centre.done("보호 사안 마침")
    expect(care.locator(".matter").filter(has_text="집 앞에서")).to_contain_text("끝남")
    centre.open_act("불이익조치 신고 마침")
    page.get_by_label("불이익조치 신고").select_option(label=str(today()))
    centre.fill({"처리 결과": "재계약함."})
    centre.do("불이익조치 신고 마침")
    centre.done("불이익조치 신고 마침")
    _board(centre)
    expect(page.locator("main")).not_to_contain_text(SAFETY)


def test_pi18_money_only_where_the_law_gives_it(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.find(INSIDE)
    centre.act(
        "보상금 지급신청 안내",
        {"법률관계가 확정된 날": str(today() - timedelta(days=10))},
        ["과태료 또는 이행강제금의 부과"],
    )
    money, clocks = page.locator("#money"), page.locator("#clocks")
    for kind, years, first in (
        ("보상금: 안 날부터 3년", 3, today()),
        ("보상금: 확정된 날부터 5년", 5, today() - timedelta(days=10)),
    ):
        clock = clocks.locator(".clock").filter(has_text=kind)
        due = date.fromisoformat(clock.locator(".clock__days strong").inner_text())
        assert 0 <= (due - first.replace(year=first.year + years)).days <= 10
        expect(money).to_contain_text(str(due))
    centre.cannot("포상금 지급대상자 추천", "신고자의 동의 기록이 없습니다")
    centre.open_act("동의 여부 기록")
    page.get_by_label("동의 사항").select_option(label="포상금 추천 동의")
    centre.pick(["동의"])
    centre.do("동의 여부 기록")
    centre.done("동의 여부 기록")
    centre.open_act("포상금 지급대상자 추천")
    centre.pick(["과태료, 과징금, 부담금 또는 가산금 등의 부과처분(내부 공익신고자 제외)"])
    centre.fill({"추천사유": "화재 사고를 막는 데 이바지함."})
    centre.do("포상금 지급대상자 추천")
    centre.refused("내부 공익신고자는 이 사유에 해당하지 않습니다")
    assert faults_of(page) == []
    centre.pick(["사회재난의 예방 및 확산방지 등에 기여"])
    centre.do("포상금 지급대상자 추천")
    centre.done("포상금 지급대상자 추천")
    expect(money).to_contain_text("사회재난의 예방")
    centre.act(
        "구조금 지급신청 안내",
        {"피해 내용": "치료비 30만 원"},
        ["육체적·정신적 치료 등에 소요된 비용"],
    )
    expect(money).to_contain_text("치료비 30만 원")
    page.locator("#papers").get_by_role("link", name="별지 서식").click()
    choose(page.get_by_label("별지 제10호"))
    form = words_of_pdf(centre.download("파일 만들기", role="button"))
    assert "포상금 지급대상자" in form
    assert "홍길동" not in form

    centre.find(OUTSIDE)
    centre.cannot("보상금 지급신청 안내", "내부 공익신고자만 해당합니다")


def test_pi16_pi9_the_record_is_its_handlers_and_names_nobody(
    staffroom: Staffroom, journal: Journal
) -> None:
    journal.keep_out(NAME, ACCUSED)
    head, other = (at_centre(staffroom.desk(user)) for user in ("hankyeol", "seoyeon"))
    page = head.page
    head.take_in(Paper(KENNEL, reporters=(NAME,), accused=ACCUSED))
    head.to_case()
    address, main = page.url, page.locator("main")
    expect(page.locator("#people")).to_contain_text("표○○○○")
    assert not [name for name in (NAME, ACCUSED) if name in page.content()]
    _closed_to(other, address)

    _open_somebody(page, "인적사항 열람", "공익신고 접수 통지를 보내기 위함", "통지 발송")
    expect(main).to_contain_text(NAME)
    page.get_by_role("link", name="사건으로 돌아가기").click()
    _open_somebody(page, "열기", "현장 조사 대상을 확인하기 위함")
    expect(main).to_contain_text(ACCUSED)
    page.get_by_role("link", name="사건으로 돌아가기").click()
    page.get_by_text("인적사항 열람 기록").click()
    expect(page.locator("#people")).to_contain_text("공익신고 접수 통지를 보내기 위함")
    assert not [name for name in (NAME, ACCUSED) if name in page.content()]

    head.open_act("담당자 추가")
    page.get_by_label("담당자").first.select_option(label="박서연 주무관")
    head.do("담당자 추가")
    head.done("담당자 추가")
    other.page.goto(address)
    expect(other.page.locator("#people")).to_contain_text("봉인됨")
    expect(other.page.get_by_role("link", name="인적사항 열람")).to_have_count(0)
    head.open_act("담당자 배제(이해충돌)")
    page.get_by_label("담당자").first.select_option(label="박서연 주무관")
    head.fill({"이해충돌 내용": "피신고자의 친족임을 스스로 알려 옴"})
    head.do("담당자 배제(이해충돌)")
    head.done("담당자 배제(이해충돌)")
    expect(page.locator("#people")).to_contain_text("배제")
    other.page.goto(f"{other.site}/cases/")
    expect(other.page.locator("main")).not_to_contain_text(number := _number(page))
    assert number


def test_pi9_the_whole_record_has_contents_and_page_numbers(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("hankyeol"))
    page = centre.page
    centre.find("어린이집 급식 재료 원산지 거짓 표시")
    papers = page.locator("#papers .binder__row a").all_inner_texts()
    days = page.locator("#papers .binder__row .number").all_inner_texts()
    assert days == sorted(days)
    page.get_by_role("link", name="기록 전체 PDF").click()
    page.get_by_label("내려받는 까닭").fill("결재 첨부")
    made = centre.download("PDF 만들기", role="button")
    with pypdfium2.PdfDocument(made) as document:
        texts = [each.get_textpage().get_text_bounded() for each in document]
        outline = [mark.get_title() for mark in document.get_toc()]
    assert len(outline) >= len(papers)
    for place, text in enumerate(texts, 1):
        assert f"{place} / {len(texts)}" in text
    contents = next(text for text in texts if "목 록" in text)
    for paper in papers:
        assert paper.split("\n")[0] in contents
    assert not [name for name in ("박지민", "최유진", "김하늘") if name in "".join(texts)]


def _closed_to(other: CaseDesk, address: str) -> None:
    """Of a case of somebody else's the register says its number and nothing more."""
    page = other.page
    assert (answer := page.goto(address))
    assert answer.status == 404
    page.goto(f"{other.site}/cases/")
    expect(page.locator("main")).not_to_contain_text(KENNEL)
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("열람 권한 없음")
    expect(row.get_by_role("link")).to_have_count(0)


def _open_somebody(page: Page, link: str, reason: str, purpose: str = "") -> None:
    """Refused without a reason that says something; shown once, and asked for again afterwards."""
    page.locator("#people").get_by_role("link", name=re.compile(f"^{link}")).first.click()
    if purpose:
        page.get_by_label("목적").select_option(label=purpose)
    page.get_by_label("까닭").fill("-")
    opening = page.get_by_role("button", name="인적사항 열람", exact=True)
    opening.click()
    expect(page.locator("#error-summary")).to_contain_text("다섯 글자")
    page.get_by_label("까닭").fill(reason)
    opening.click()
    expect(page.locator("#who")).to_be_visible()


def _number(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text().split("호")[0] + "호"


def _measures(page: Page) -> Locator:
    return page.get_by_role("table", name="진행 중인 보호 사안").locator("tbody tr")


def _board(centre: CaseDesk) -> None:
    centre.page.goto(f"{centre.site}/cases/")
    centre.page.get_by_role("link", name="보호 현황").click()
