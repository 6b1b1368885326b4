"""한빛구청, the older half: mostly decided, some overdue."""

from haechi.demo.types import Story, officer, reporter
from haechi.reports.states import ReportState

_DONE, _INVESTIGATING, _CONFIRMED = (
    ReportState.DONE,
    ReportState.INVESTIGATING,
    ReportState.CONFIRMED,
)

OLDER = (
    Story(
        "hanbit", "corruption", 60,
        "보도블록 교체 공사에서 준공검사를 나오기 전날 담당 주무관이 현장소장에게 미리 전화해 검사할 구간을 "
        "알려 주었습니다. 실제로 그 구간만 규격대로 시공되어 있고 나머지는 모래층 두께가 절반도 되지 않습니다.",
        when="2개월 전 준공검사 무렵", where="한빛중앙로 2구간", who="도로과 담당 주무관",
        state=_DONE, assignee="doyun", entry="poster", files=("paving.jpg",),
        thread=(
            officer(2, "제보해 주셔서 감사합니다. 모래층 두께를 확인할 수 있는 위치를 조금 더 알려 주실 수 있습니까?"),
            reporter(3, "약국 앞 버스정류장에서 북쪽으로 20미터 지점입니다. 블록이 벌써 내려앉았습니다."),
            officer(9, "해당 지점을 포함해 다섯 곳을 굴착 확인하기로 하였습니다."),
        ),
        notes=("굴착 확인 5개소 중 3개소 기준 미달. 재시공 명령 예정.", "담당자 문답 완료, 통화 사실 인정."),
        result="굴착 확인 결과 3개 지점이 설계 두께에 미달하여 전 구간 재시공을 명령하였고, 검사 정보를 알려 준 직원은 "
        "징계 의결을 요구하였습니다.",
        label="paving",
    ),
    Story(
        "hanbit", "gapjil", 58,
        "과장이 매주 금요일 오후에 직원 한 명을 지정해 자기 아이를 학원에 데려다주게 합니다. 거절한 직원은 다음 달 "
        "업무분장에서 민원 창구로 옮겨졌습니다.",
        when="지난봄부터 매주 금요일 3시쯤", where="청사 5층", who="○○과 과장",
        state=_DONE, assignee="seoyeon", entry="room301",
        thread=(
            officer(1, "사실 확인을 위해 여쭙니다. 같은 일을 겪은 직원이 몇 명쯤 됩니까? 이름은 쓰지 않으셔도 됩니다."),
            reporter(1, "제가 아는 것만 네 명입니다."),
            officer(20, "피해 직원들과 개별 면담을 마쳤습니다. 신고하신 분을 짐작할 수 있는 질문은 하지 않았습니다."),
        ),
        notes=("차량 운행일지와 출입기록 대조함.",),
        result="사적 심부름 지시가 사실로 확인되어 해당 과장을 직위에서 배제하고 징계 절차를 시작하였습니다.",
    ),
    Story(
        "hanbit", "solicitation", 56,
        "건축허가 담당자에게 전직 구의원이 찾아와 주차대수 기준을 눈감아 달라고 두 번 부탁했습니다. 저는 옆자리에서 "
        "들었습니다.", when="9월 둘째 주", where="건축과 민원석", who="전직 구의원",
        state=_DONE, assignee="seoyeon", entry="saeol",
        notes=("허가 서류 확인: 기준 적용 예외 없음.",),
        result="부탁은 있었으나 허가는 기준대로 처리되었습니다. 해당 담당자에게 부정청탁 신고 절차를 안내하고 신고를 "
        "접수하였습니다.",
    ),
    Story(
        "hanbit", "clean", 55,
        "명절에 관급공사 업체 대표가 두고 간 과일 상자 밑에 상품권 봉투가 있었습니다. 돌려주려고 했으나 연락이 되지 "
        "않아 신고합니다. 상자와 봉투는 그대로 보관하고 있습니다.", when="추석 전 주 목요일", where="사무실",
        state=_DONE, assignee="seoyeon", files=("envelope.jpg",),
        thread=(officer(1, "보관하신 물품은 이번 주 안에 2층 청렴팀 사물함에 넣어 주시면 됩니다. 이름은 적지 않으셔도 됩니다."),
                reporter(2, "오늘 점심시간에 넣어 두었습니다.")),
        result="금품은 제공자에게 돌려주었고, 제공자와 업체는 관계 기관에 통보하였습니다.",
    ),
    Story(
        "hanbit", "subcontract", 53,
        "청사 외벽 보수공사를 따낸 회사가 공사 전체를 다른 회사에 넘기고 15%를 떼었습니다. 현장에는 원청 직원이 한 "
        "명도 없습니다.", when="8월부터", where="제2청사", who="원청 현장대리인",
        state=_DONE, assignee="doyun", entry="card", files=("site-log.xlsx",),
        thread=(reporter(6, "노무비 지급 내역을 추가로 올립니다. 원청 이름으로 받은 사람이 없습니다."),
                officer(10, "자료 잘 받았습니다. 계약 부서와 함께 확인하고 있습니다.")),
        notes=("건설산업기본법 제29조 일괄 하도급 해당 여부 검토.",),
        result="일괄 하도급이 확인되어 등록 관청에 영업정지를 요청하고, 미지급 노무비는 발주청이 직접 지급하였습니다.",
    ),
    Story(
        "hanbit", "conduct", 51,
        "팀장 배우자가 운영하는 인쇄소에 우리 팀 홍보물이 세 번 연속 수의계약으로 나갔습니다.",
        when="올해 3월, 6월, 9월", where="○○과 홍보팀", who="홍보팀장",
        state=_DONE, assignee="doyun",
        notes=("수의계약 현황 공개자료와 일치. 사적 이해관계자 신고 없음.",),
        result="이해충돌 방지 의무 위반이 확인되어 과태료 부과를 통보하고 이후 계약에서 배제하였습니다.",
    ),
    Story(
        "hanbit", "public-interest", 50,
        "구립 수영장 보일러실에서 기준보다 낮은 등급의 연료를 쓰고 장부에는 다른 것으로 적습니다. 굴뚝에서 냄새가 나서 "
        "아이들이 기침을 합니다.", when="10월 초부터", where="구립 수영장 지하", who="시설 위탁업체",
        state=_DONE, assignee="seoyeon", files=("boiler-hum.wav",),
        result="시료 분석 결과 기준에 맞지 않는 연료가 확인되어 위탁업체를 고발하고 시설을 개선하였습니다.",
    ),
    Story(
        "hanbit", "corruption", 48,
        "주차장 위탁 선정 심사위원 명단이 공고 전에 한 업체에 넘어갔습니다. 그 업체 사람이 명단을 찍은 사진을 "
        "보여 주었습니다.", when="9월 말", where="주차관리과", who="모름",
        state=_INVESTIGATING, assignee="doyun", files=("screen.png",),
        thread=(officer(3, "사진을 받은 시점을 기억하시는 만큼 알려 주십시오."),
                reporter(4, "공고 나기 사흘 전이었습니다."),
                officer(30, "심사 자료의 열람 기록을 확인하고 있습니다. 조사가 길어져 죄송합니다.")),
        notes=("열람 기록 12건, 3명으로 좁혀짐.",),
    ),
    Story(
        "hanbit", "gapjil", 46,
        "회식 자리에서 국장이 기간제 직원들에게 노래를 시키고 거부하면 재계약 이야기를 꺼냈습니다.",
        when="10월 첫째 주 회식", where="청사 근처 식당", who="○○국장",
        state=_INVESTIGATING, assignee="hankyeol", excluded=("seoyeon",), entry="room301",
        thread=(reporter(2, "박서연 주무관은 그 국장과 같은 모임이라 볼 수 없게 했습니다. 이해해 주십시오."),
                officer(3, "말씀하신 담당자는 이 신고를 볼 수 없습니다. 안심하셔도 됩니다.")),
        notes=("참석자 9명 중 6명 면담.",), label="dinner",
    ),
    Story(
        "hanbit", "gapjil", 45,
        "국장이 10월 회식에서 계약직에게 재계약을 들먹이며 노래를 강요했습니다. 여러 명이 봤습니다.",
        when="10월 초", where="식당", who="○○국장", duplicate_of="dinner",
    ),
    Story(
        "hanbit", "corruption", 44,
        "불법 광고물 단속을 나가기 전에 특정 업체에는 미리 연락이 갑니다. 그 업체 간판만 단속 날 내려져 있습니다.",
        when="매달 셋째 주", where="역전 상가", who="단속반", state=_INVESTIGATING, assignee="doyun",
    ),
    Story(
        "hanbit", "conduct", 42,
        "과장이 근무시간에 자격증 학원 강의를 나가고 출장으로 처리합니다. 외부강의 신고도 하지 않았습니다.",
        when="매주 수요일 오후", where="평생학습관", who="○○과장", state=_DONE, assignee="doyun",
        entry="saeol", notes=("출장 22건 중 14건이 강의 시간과 겹침.",),
        result="부당하게 받은 출장 여비를 환수하고 징계 의결을 요구하였습니다.",
    ),
    Story(
        "hanbit", "public-interest", 40,
        "공원 놀이터 고무 바닥재가 시험성적서와 다른 제품입니다. 여름에 냄새가 심했고 아이 손에 검은 가루가 묻습니다.",
        when="7월 교체 이후", where="새싹어린이공원", who="납품업체", state=_CONFIRMED,
        assignee="seoyeon", files=("playground.jpg",),
    ),
    Story(
        "hanbit", "subcontract", 38,
        "가로수 가지치기 용역 대금이 석 달째 나오지 않습니다. 원청은 구청에서 아직 못 받았다고 하는데 이미 지급된 것으로 "
        "압니다.", when="8월분부터", where="공원녹지과 용역", who="원청 대표", state=_DONE,
        assignee="doyun", thread=(reporter(12, "오늘 대금이 들어왔습니다. 고맙습니다."),),
        result="지급 지연이 확인되어 원청에 시정을 요구하였고 대금이 모두 지급되었습니다.",
    ),
    Story(
        "hanbit", "solicitation", 36,
        "인사 발령을 앞두고 지역 단체장이 구청 간부에게 특정 직원을 승진시켜 달라고 전화했다고 들었습니다.",
        when="지난달 중순", who="지역 단체장", state=_CONFIRMED, withdrawn=True,
    ),
)  # fmt: skip
