"""한빛구도시관리공단 and 한빛어린이집."""

from haechi.demo.types import Story, officer, reporter
from haechi.reports.states import ReportState

_DONE, _INVESTIGATING, _CONFIRMED = (
    ReportState.DONE,
    ReportState.INVESTIGATING,
    ReportState.CONFIRMED,
)

AFFILIATES = (
    Story(
        "hanbit-facilities", "corruption", 49,
        "공영주차장 현금 요금을 받고 영수증을 주지 않는 시간이 있습니다. 저녁 교대 무렵입니다.",
        when="저녁 7시 전후", where="한빛역 공영주차장", who="모름", state=_DONE, assignee="jiho",
        result="교대 시간대 정산을 무인화하고, 누락된 요금을 환수하였습니다.",
    ),
    Story(
        "hanbit-facilities", "public-interest", 39,
        "체육센터 샤워실 온수 배관에 녹이 슬었는데 수질 검사는 다른 수도에서 받습니다.",
        when="올해 검사 때마다", where="체육센터 지하", who="시설팀", state=_INVESTIGATING,
        assignee="jiho", files=("pipe.jpg",),
        thread=(officer(2, "배관 위치를 알려 주십시오."), reporter(2, "남자 샤워실 점검구 안쪽입니다.")),
    ),
    Story(
        "hanbit-facilities", "gapjil", 29,
        "기간제 근로자에게 정규직 대신 주말 당직을 몰아 세우고 대체 휴무를 주지 않습니다.",
        when="여름부터", where="공단 시설팀", who="시설팀장", state=_CONFIRMED, assignee="jiho",
    ),
    Story(
        "hanbit-facilities", "conduct", 17,
        "매점 임대 계약을 이사장 조카가 따냈습니다. 공고 기간이 이틀뿐이었습니다.",
        when="지난달", where="체육센터 매점", who="이사장", state=_INVESTIGATING, assignee="jiho",
        notes=("공고 기간 규정 위반 확인.",),
    ),
    Story(
        "hanbit-facilities", "subcontract", 8,
        "승강기 점검을 하지 않고 점검표에 서명만 합니다.", when="이번 달", where="제3공영주차장",
        who="점검업체", entry="poster",
    ),
    Story(
        "hanbit-kids", "public-interest", 33,
        "급식 식재료 원산지를 다르게 적습니다. 상자에는 수입산이라고 되어 있습니다.",
        when="지난달 급식", where="조리실", who="조리 담당", state=_DONE, assignee="haeun",
        files=("boxes.jpg",), result="원산지 표기를 바로잡고 납품업체를 바꾸었습니다. 학부모에게 알렸습니다.",
    ),
    Story(
        "hanbit-kids", "gapjil", 14,
        "교사들에게 휴게 시간을 준 것으로 서명하게 하고 실제로는 쉬지 못합니다.",
        when="매일", where="어린이집", state=_CONFIRMED, assignee="haeun",
        thread=(reporter(4, "이번 주도 마찬가지입니다."),),
    ),
)  # fmt: skip
