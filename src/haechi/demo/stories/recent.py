"""한빛구청, the newer half: mostly under way."""

from haechi.demo.types import Story, officer, reporter
from haechi.reports.states import ReportState

_DONE, _INVESTIGATING, _CONFIRMED = (
    ReportState.DONE,
    ReportState.INVESTIGATING,
    ReportState.CONFIRMED,
)

RECENT = (
    Story(
        "hanbit", "corruption", 34,
        "청소 차량 부품을 바꾸지도 않고 바꾼 것으로 정비 명세서를 받습니다. 정비소 사장과 담당자가 나눈다는 말이 "
        "파다합니다.", when="올해 내내", where="청소 차고지", who="차량 담당자",
        state=_INVESTIGATING, assignee="doyun", files=("repair-bill.pdf",), entry="poster",
        notes=("정비 명세서 31건 실물 대조 중.",),
    ),
    Story(
        "hanbit", "gapjil", 32,
        "민원 창구 팀장이 실수한 직원을 손님들 앞에서 큰 소리로 꾸짖고 반성문을 벽에 붙이게 했습니다.",
        when="10월 20일쯤", where="1층 종합민원실", who="창구 팀장", state=_INVESTIGATING,
        assignee="seoyeon",
        thread=(reporter(5, "반성문은 지금 떼어졌지만 사진이 있습니다."),
                officer(6, "사진을 이 대화에 올려 주시면 촬영 정보는 자동으로 지워집니다."),
                reporter(6, "알겠습니다. 다른 직원이 찍은 것이라 먼저 물어보겠습니다.")),
    ),
    Story(
        "hanbit", "conduct", 30,
        "구청 관용차가 주말마다 골프장 주차장에 서 있습니다.", when="토요일 아침", where="○○골프장",
        state=_DONE, assignee="doyun", entry="card",
        result="운행기록과 대조한 결과 사실로 확인되어 유류비를 환수하고 관련자를 경고하였습니다.",
    ),
    Story(
        "hanbit", "public-interest", 28,
        "하천 정비 현장에서 폐콘크리트를 밤에 강둑에 묻습니다. 굴착기 번호를 적어 두었습니다.",
        when="지난주 밤 10시 이후", where="맑은내 하류 징검다리 아래", who="하천 정비 업체",
        state=_INVESTIGATING, assignee="seoyeon", files=("riverbank.jpg",),
        thread=(officer(1, "굴착기 번호를 이 대화로 알려 주십시오."), reporter(1, "번호판 뒤 네 자리가 4417입니다."),
                officer(4, "현장을 확인하여 매립 흔적을 찾았습니다.")),
        notes=("폐기물관리법 위반 의심, 환경과 합동 점검.",),
    ),
    Story(
        "hanbit", "corruption", 27,
        "불법 건축물 이행강제금 부과 대상에서 한 건물만 매년 빠집니다. 건물주가 전 과장입니다.",
        when="최근 3년", where="건축과", who="전 과장과 담당자", state=_CONFIRMED, assignee="doyun",
    ),
    Story(
        "hanbit", "clean", 25,
        "계약 상대방이 두고 간 커피 쿠폰 20장을 신고합니다.", when="지난달 말", where="계약팀",
        state=_DONE, assignee="seoyeon", result="쿠폰은 제공자에게 돌려주었습니다. 신고해 주셔서 고맙습니다.",
    ),
    Story(
        "hanbit", "subcontract", 24,
        "하도급 대금을 어음으로만 주고 수수료를 우리에게 떠넘깁니다.", when="9월부터", where="도로 포장 공사",
        who="원청 공무부장", state=_CONFIRMED, assignee="doyun", files=("ledger.xlsx",),
    ),
    Story(
        "hanbit", "gapjil", 21,
        "휴직에서 돌아온 직원에게 책상을 주지 않고 회의실에서 일하게 합니다. 벌써 3주째입니다.",
        when="11월 초부터", where="○○과", who="○○과 팀장", state=_CONFIRMED, assignee="seoyeon",
        excluded=("doyun",),
    ),
    Story(
        "hanbit", "corruption", 18,
        "체육관 대관을 특정 동호회에만 먼저 열어 줍니다. 담당자가 그 동호회 회원입니다.",
        when="매달 1일 신청일", where="구민체육관", who="대관 담당자", state=_CONFIRMED, entry="poster",
    ),
    Story(
        "hanbit", "conduct", 15,
        "부서 업무추진비로 과장 개인 모임 식사비를 결제합니다. 참석자 명단에 오지 않은 직원 이름이 들어갑니다.",
        when="이번 달", where="○○과", who="○○과장", state=_INVESTIGATING, assignee="doyun",
        files=("receipt.jpg",), entry="saeol",
        thread=(officer(2, "참석하지 않은 직원이 확인해 줄 수 있을지요?"), reporter(3, "두 사람은 출장 중이었습니다. 출장 기록을 보시면 됩니다.")),
    ),
    Story(
        "hanbit", "public-interest", 12,
        "학교 앞 공사장에서 세륜시설을 돌리지 않아 먼지가 심합니다. 단속이 나올 때만 물을 뿌립니다.",
        when="매일 아침 등교 시간", where="한빛초등학교 정문 앞", who="시공사", state=_CONFIRMED,
        assignee="seoyeon", files=("dust.jpg",), label="dust",
    ),
    Story(
        "hanbit", "public-interest", 11,
        "초등학교 앞 공사장 먼지가 너무 심합니다. 물을 안 뿌립니다.", where="한빛초 앞", duplicate_of="dust",
    ),
    Story(
        "hanbit", "solicitation", 9,
        "보조금 심사를 맡은 직원에게 국장이 '이 단체는 꼭 챙기라'고 쪽지를 주었습니다.",
        when="지난주", where="복지정책과", who="○○국장", state=_CONFIRMED, assignee="hankyeol",
    ),
    Story(
        "hanbit", "gapjil", 7,
        "팀장이 단체 대화방에서 밤 11시 이후에도 지시하고 바로 답하지 않으면 다음 날 전 직원 앞에서 이름을 부릅니다.",
        when="지난달부터 거의 매일", where="○○팀 대화방", who="○○팀장", entry="room301",
        thread=(reporter(1, "대화방 화면이 필요하면 올리겠습니다. 이름은 가려도 됩니까?"),),
        label="midnight", answers=("상급자", "예", "같은 팀 모두"),
    ),
    Story(
        "hanbit", "corruption", 5,
        "재활용품 판매 대금이 장부보다 적게 입금됩니다. 계량표를 두 벌 씁니다.",
        when="올가을", where="재활용 선별장", who="선별장 관리자", files=("scale.jpg",), opened=False,
    ),
    Story(
        "hanbit", "subcontract", 3,
        "외주 청소업체가 4대 보험료를 떼고도 내지 않았습니다. 구청에는 납부한 것으로 서류를 냅니다.",
        when="6개월째", where="청사 청소 용역", who="용역업체", opened=False, entry="card",
        answers=("청사 청소 용역", "2026-05"),
    ),
    Story(
        "hanbit", "conduct", 1,
        "인사 담당자가 승진 후보자 점수를 발표 전에 동기에게 알려 주었습니다.", when="그저께", where="총무과",
        opened=False,
    ),
    Story(
        "hanbit", "gapjil", 0,
        "오늘 아침 회의에서 과장이 서류를 던졌습니다. 처음이 아닙니다.", when="오늘 아침 9시 회의",
        where="소회의실", who="○○과장", opened=False, entry="room301",
        answers=("상급자", "예", "회의에 있던 네 사람"),
    ),
)  # fmt: skip
