"""Journeys 3 and 4 of issue 4: several reporters and a proxy; supplements, once and twice (PI-6, PI-7)."""

import pytest
from playwright.sync_api import expect
from tests.journeys.caseroom import Paper, at_centre, words_of_pdf
from tests.journeys.journal import Journal
from tests.journeys.looks import faults_of
from tests.journeys.people import choose
from tests.journeys.staffroom import Staffroom

pytestmark = pytest.mark.journey
JOINT = Paper("지하차도 배수펌프 점검 조작", reporters=("남궁하늘", "선우바다", "황보산들"))
PROXY = "독고별하"


def test_pi6_three_reporters_with_a_representative_and_a_proxy(
    staffroom: Staffroom, journal: Journal
) -> None:
    journal.keep_out(PROXY, *JOINT.reporters)
    centre = at_centre(staffroom.desk("hankyeol"))
    page = centre.page
    page.goto(f"{centre.site}/cases/new/")
    centre.write(JOINT)
    page.get_by_text("대행자가 있으면 펼쳐서 적으십시오").click()
    proxy = centre.person("대행자", 0)
    proxy.get_by_label("이름", exact=True).fill(PROXY)
    proxy.get_by_label("대행 자격").select_option(label="형제자매")
    page.get_by_role("button", name="접수하기", exact=True).click()
    centre.refused("증명하는 서면")
    choose(centre.person("대행자", 0).get_by_label("위임장과 신분증"))
    centre.register()
    expect(page.locator("main")).to_contain_text("별지 제5호: 대표신고자 선정서")

    page.get_by_role("link", name="성명을 넣어 한꺼번에 인쇄").click()
    choose(page.get_by_label("성명과 번호를 채웁니다"))
    page.get_by_label("인적사항을 열람하는 사유").fill("접수 서류 교부")
    printed = words_of_pdf(centre.download("파일 만들기", role="button"))
    assert all(name in printed for name in JOINT.reporters)

    page.get_by_role("link", name="돌아가기").click()
    people = page.locator("#people")
    expect(people).to_contain_text("신고자 1 (대표신고자)")
    expect(people).to_contain_text("대행자 1 (형제자매)")
    assert not [name for name in JOINT.reporters if name in page.content()]
    centre.send("공익신고 접수 통지", to="신고자 1 (대표신고자)")
    centre.open_act("대표신고자 선정")
    page.get_by_label("신고자").select_option(label="신고자 2")
    centre.do("대표신고자 선정")
    centre.done("대표신고자 선정")
    expect(people).to_contain_text("신고자 2 (대표신고자)")
    centre.act("조사 시작")
    centre.act("조사 기록 작성", {"제목": "현장 확인", "기록": "점검표와 실제가 다름."})
    centre.act("조사 종료", {"조사 결과": "점검표 조작을 확인함."}, ["발견됨"])
    centre.open_paper("공익신고 처리결과 통지")
    page.get_by_role("link", name="별지 서식(7, 9, 11호) 인쇄").click()
    enclosed = words_of_pdf(centre.download("파일 만들기", role="button"))
    assert "보호·보상제도 운영 안내문" in enclosed
    assert "공익신고자 협조사항 안내" in enclosed
    page.get_by_role("link", name="돌아가기").click()
    centre.send("공익신고 처리결과 통지", to="신고자 2 (대표신고자)")
    centre.state("결과 통지")
    expect(page.locator("#clocks")).to_contain_text("이의신청 기간")


def test_pi7_a_checklist_a_request_and_at_most_seven_days_the_second_time(
    staffroom: Staffroom,
) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.find("석면 지붕 무단 철거")
    clocks = page.locator("#clocks")
    expect(clocks).to_contain_text("멈춤")
    centre.act("보완 기간 지남")
    expect(clocks).not_to_contain_text("멈춤")
    centre.open_act("종결")
    third = page.locator(".choice").filter(has_text="3. 보완 요구를 2회 이상")
    expect(third).to_contain_text("할 수 없습니다.")
    page.get_by_role("link", name="돌아가기").click()
    centre.open_act("다섯 가지 요건 확인")
    expect(page.get_by_label("공익침해행위의 증거")).not_to_be_checked()
    page.get_by_text("공익침해행위를 하는 자").click()
    expect(page.get_by_label("공익침해행위를 하는 자")).not_to_be_checked()
    centre.do("다섯 가지 요건 확인")
    centre.done("다섯 가지 요건 확인")

    centre.open_act("보완 요구")
    centre.fill({"보완 기간": "8"})
    centre.do("보완 요구")
    centre.refused("두 번째 보완 기간은 7일 이내")
    assert faults_of(page) == []
    centre.fill({"보완 기간": "7"})
    centre.do("보완 요구")
    centre.done("보완 요구")
    centre.state("보완 대기")
    expect(clocks).to_contain_text("멈춤")
    centre.send("공익신고 보완 요구")
    expect(page.locator("#status").get_by_role("link", name="종결", exact=True)).to_have_count(0)


def test_pi14_two_requests_past_due_open_the_third_ground(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.find("계량기 봉인 훼손")
    centre.act("보완 기간 지남")
    centre.open_act("종결")
    third = page.locator(".choice").filter(has_text="3. 보완 요구를 2회 이상")
    expect(third).to_contain_text("할 수 있습니다.")
    expect(page.locator(".choice").filter(has_text="2. ")).to_contain_text("할 수 없습니다.")
    assert faults_of(page) == []
    choose(third.get_by_role("radio"))
    centre.fill({"까닭": "두 번의 보완 요구에 답이 없었습니다."})
    centre.do("종결")
    centre.done("종결")
    centre.state("종결")
    centre.send("공익신고 종결 통지")
    expect(page.locator("#papers")).to_contain_text("보냄")
