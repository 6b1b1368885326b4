"""Journeys 6 and 7 of issue 4: cooperation, transfer, referral by the Commission, closing (PI-9 to PI-14)."""

import pytest
from playwright.sync_api import expect
from tests.journeys.caseroom import Paper, at_centre, words_of_pdf
from tests.journeys.looks import faults_of
from tests.journeys.people import choose
from tests.journeys.staffroom import Staffroom

pytestmark = pytest.mark.journey
COMMISSION = "국민권익위원회"
FIVE = {
    "1. 형사처분": "과태료 200만원을 부과함.",
    "2. 조사·수사 종료": "3개월 뒤 다시 점검함.",
    "3. 보상금": "해당 없음",
    "4. 제도 개선": "해당 없음",
    "5. 그 밖에": "해당 없음",
}


def test_pi10_pi19_transfer_only_after_recorded_consent(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.take_in(Paper("화학물질 누출 은폐", reporters=("성춘향",)))
    centre.to_case()
    centre.send("공익신고 접수 통지")
    centre.act("조사 시작")
    centre.act("조사 기록 작성", {"제목": "저장소 확인", "기록": "누출 감지기가 꺼져 있음."})
    centre.act("다른 기관 문서 기록", {"기관": "한빛소방서", "요청 내용": "점검 결과 제출"})
    letters = page.locator("#letters")
    expect(letters).to_contain_text("한빛소방서")
    expect(letters).to_contain_text("회신 대기")
    centre.act("회신 기록", {"회신": "2년간 점검 기록이 없음."})
    expect(letters).to_contain_text("회신함")

    centre.cannot("이송", "신고자의 동의 기록이 없습니다")
    _consent(centre, "부동의 또는 동의 철회")
    centre.cannot("이송", "신고자의 동의 기록이 없습니다")
    _consent(centre, "동의")
    centre.open_act("이송")
    centre.fill({"이송받을 기관": "한빛지방환경청", "까닭": "화학물질 관리는 환경청 소관임"})
    assert faults_of(page) == []
    centre.do("이송")
    centre.done("이송")
    centre.state("이송")
    centre.send("공익신고 이송 통지")
    centre.open_paper("이송서")
    form = words_of_pdf(centre.download("제8호 서식 PDF"))
    assert "한빛지방환경청" in form
    assert "처리절차 유의사항" in form


def test_pi12_a_referral_its_question_its_result_and_the_demand(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    referral = Paper("폐기물 불법 매립", "국민권익위원회 이첩·송부", reporters=(),
                     more={"국민권익위원회 번호": "이첩 2026-0977"})  # fmt: skip
    centre.take_in(referral)
    expect(page.locator("main")).to_contain_text("신고자는 국민권익위원회만 압니다")
    centre.to_case()
    expect(page.locator("main")).to_contain_text("이첩 2026-0977")
    _letter(centre, "국민권익위원회를 통한 보완 요청", "매립한 날짜를 확인하여 주시기 바랍니다.")
    centre.act("회신 기록", {"회신": "10월 3일 밤입니다."})
    centre.act("조사 시작")
    centre.act("조사 기록 작성", {"제목": "굴착", "기록": "2미터 아래에서 폐기물이 나옴."})
    centre.act("조사 종료", {"조사 결과": "불법 매립을 확인함."}, ["발견됨"])
    expect(page.locator("#clocks")).to_contain_text("국민권익위원회 결과 통보")

    centre.open_act("국민권익위원회에 결과 통보")
    centre.fill(dict(list(FIVE.items())[:4]))
    centre.do("국민권익위원회에 결과 통보")
    expect(page.locator("#error-summary")).to_contain_text("5. 그 밖에")
    assert faults_of(page) == []
    centre.fill(FIVE)
    centre.do("국민권익위원회에 결과 통보")
    centre.done("국민권익위원회에 결과 통보")
    centre.state("결과 통지")
    _letter(centre, "국민권익위원회의 요구", "매립량을 다시 조사하여 주시기 바랍니다.")
    centre.state("조사")
    centre.cannot("다시 이첩·송부", "아직 협의하지 않았습니다")
    _letter(centre, "재이첩·재송부 협의", "경찰서로 보내는 것을 협의합니다.")
    centre.cannot("다시 이첩·송부", "아직 협의하지 않았습니다")
    centre.open_act("회신 기록")
    letters = page.get_by_label("문서", exact=False).first
    letters.select_option(
        label=next(o for o in letters.locator("option").all_inner_texts() if "협의" in o)
    )
    centre.fill({"회신": "이의 없습니다."})
    centre.do("회신 기록")
    centre.act("다시 이첩·송부", {"이송받을 기관": "한빛경찰서", "까닭": "수사가 필요함"})
    centre.state("이송")


def test_pi14_pi9_closed_for_a_ground_told_and_the_binder_kept(staffroom: Staffroom) -> None:
    centre = at_centre(staffroom.desk("seoyeon"))
    page = centre.page
    centre.take_in(Paper("무허가 축사 악취"))
    centre.to_case()
    centre.open_act("종결")
    centre.pick(["6. 다른 법령에 따라 조사·수사가 시작되었거나 이미 끝난 경우"])
    centre.fill({"까닭": "한빛경찰서가 수사하고 있습니다."})
    centre.do("종결")
    centre.refused("조사·수사하는 기관과 그 법령")
    centre.fill({"다른 기관과 그 법령": "한빛경찰서, 형사소송법"})
    centre.do("종결")
    centre.done("종결")
    centre.cannot("기록 종결·보존", "아직 보내지 않은 통지가 있습니다")
    centre.send("공익신고 접수 통지")
    centre.send("공익신고 종결 통지")
    centre.open_act("기록 종결·보존")
    page.get_by_label("보존기간").select_option(label="10년")
    assert faults_of(page) == []
    centre.do("기록 종결·보존")
    centre.done("기록 종결·보존")
    centre.state("기록 보존")
    page.get_by_role("link", name="기록 전체 PDF").click()
    page.get_by_label("내려받는 까닭").fill("결재 첨부")
    cover = words_of_pdf(centre.download("PDF 만들기", role="button"), pages=1)
    assert "10년" in cover
    assert "성춘향" not in cover


def _consent(centre, answer: str) -> None:
    centre.open_act("동의 여부 기록")
    centre.page.get_by_label("동의 사항").select_option(label="이송 동의")
    centre.pick([answer])
    centre.do("동의 여부 기록")
    centre.done("동의 여부 기록")


def _letter(centre, kind: str, text: str) -> None:
    centre.open_act("다른 기관 문서 기록")
    choose(centre.page.get_by_role("radio", name=kind))
    centre.fill({"기관": COMMISSION, "요청 내용": text})
    centre.do("다른 기관 문서 기록")
    centre.done("다른 기관 문서 기록")
