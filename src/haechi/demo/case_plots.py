"""The demo's public-interest cases, told as data and a course for each; PLOTS has them all."""

from datetime import timedelta

from haechi.cases.models import Paper
from haechi.cases.types import (
    Channel,
    ClosingGround,
    ConsentKind,
    ExchangeKind,
    NoticeKind,
    ProtectionGround,
    RewardTrigger,
    Way,
)
from haechi.casework import (
    ending,
    handling,
    money,
    notices,
    objections,
    people,
    protection,
    supplements,
    transfers,
)
from haechi.casework.ending import ClosingBasis
from haechi.demo.case_stage import Plot, Scene


def _stay(_scene: Scene) -> None:
    """Just received."""


def _missing(scene: Scene) -> None:
    with scene.on(4):
        supplements.request_supplement(
            **scene.here, what="- 방류한 날짜와 시각\n- 사진이나 시료 등 증거", days=14
        )
    _send(scene, NoticeKind.SUPPLEMENT, 4)


def _lapsed(scene: Scene) -> None:
    """Nothing came; what is to be done now is the officer's next step (제15조②)."""
    scene.send_all(0)
    with scene.on(2):
        supplements.request_supplement(
            **scene.here, what="- 작업한 날짜와 장소\n- 사진 등 증거", days=7
        )
    _send(scene, NoticeKind.SUPPLEMENT, 2)


def _lapsed_twice(scene: Scene) -> None:
    _lapsed(scene)
    with scene.on(16):
        supplements.supplement_expired(**scene.here)
        supplements.request_supplement(**scene.here, what="- 증거가 될 자료", days=7)
    _send(scene, NoticeKind.SUPPLEMENT, 16)


def _send(scene: Scene, kind: NoticeKind, days: int) -> None:
    with scene.on(days):
        row = Paper.objects.get(case=scene.case, notice=kind, status="draft")
        notices.send_notice(**scene.here, paper_id=row.pk, way=Way.POST)


def _under_way(scene: Scene) -> None:
    scene.send_all(0, Way.HAND)
    scene.investigate(
        3, "소방서와 합동으로 점검함. 3층 비상구가 물건으로 막혀 있음을 확인하고 촬영함."
    )
    with scene.on(8):
        transfers.ask(
            **scene.here,
            kind=ExchangeKind.COOPERATION,
            body="한빛소방서",
            text="최근 2년간 소방시설 점검 결과를 보내 주시기 바랍니다.",
        )
        protection.open_measure(
            **scene.here,
            ground=ProtectionGround.PROHIBITION,
            matter="신고한 뒤 근무조에서 제외되었다고 알려 옴.",
        )
        protection.report_retaliation(**scene.here, matter="이번 주부터 야간 근무만 배정받음.")


def _late(scene: Scene) -> None:
    scene.send_all(0)
    scene.investigate(10, "토양 시료 채취를 의뢰함. 분석 결과를 기다리는 중.")


def _extended(scene: Scene) -> None:
    scene.send_all(0)
    scene.investigate(5, "원산지 증명서와 거래 명세서를 대조함.")
    with scene.on(20):
        handling.extend(**scene.here, days=15, reason="거래처 확인에 시간이 걸림")
    _send(scene, NoticeKind.EXTENSION, 20)


def _referred(scene: Scene) -> None:
    scene.investigate(2, "현장 조사와 운전원 면담을 마침.")
    scene.conclude(18, "정화시설을 끄고 방류한 사실을 확인하여 고발하기로 함.")


def _notified(scene: Scene) -> None:
    scene.send_all(0)
    scene.investigate(6, "보관 창고를 점검하여 유통기한이 지난 재료를 압류함.")
    scene.conclude(
        24, "유통기한이 지난 재료를 쓴 사실이 확인되어 영업정지 7일과 과태료를 부과하였습니다."
    )
    scene.send_all(25)
    with scene.on(30):
        money.guide_reward(
            **scene.here,
            trigger=RewardTrigger.ADMINISTRATIVE_FINE,
            final_on=scene.came + timedelta(days=29),
        )


def _objected(scene: Scene) -> None:
    scene.send_all(0)
    scene.investigate(5, "허가받은 소음 기준과 측정값을 견줌.")
    scene.conclude(20, "측정값이 기준 이내여서 위반으로 보지 않았습니다.", found=False)
    scene.send_all(21)
    with scene.on(28):
        objections.object_to_result(**scene.here, reason="주말 새벽에는 측정하지 않았습니다.")


def _transferred(scene: Scene) -> None:
    scene.send_all(0)
    with scene.on(3):
        people.record_consent(**scene.here, kind=ConsentKind.TRANSFER, given=True)
        transfers.transfer(
            **scene.here, body="고용노동부 한빛지청", reason="임금체불 조사는 고용노동부 소관임"
        )


def _converted(scene: Scene) -> None:
    with scene.on(2):
        ending.convert(
            **scene.here, reason="주차 단속 요청으로, 공익침해행위에 해당하지 않음이 명백함"
        )
    scene.send_all(2)


def _closed(scene: Scene) -> None:
    with scene.on(2):
        basis = ClosingBasis(
            "한빛경찰서가 같은 내용을 수사하고 있음", other_body="한빛경찰서, 형사소송법"
        )
        ending.close(**scene.here, ground=ClosingGround.OTHER_LAW, basis=basis)


def _filed(scene: Scene) -> None:
    scene.send_all(0)
    scene.investigate(4, "서류와 현장을 확인함.")
    scene.conclude(15, "위반 사실을 확인하여 시정명령을 하였습니다.")
    scene.send_all(16)
    with scene.on(50):
        ending.file_away(**scene.here, retention_years=5)


def _gone(scene: Scene) -> None:
    scene.send_all(0)
    with scene.on(3):
        ending.close(
            **scene.here,
            ground=ClosingGround.UNRELATED,
            basis=ClosingBasis("개인 사이의 다툼으로 공익침해행위와 관련이 없음"),
        )
    scene.send_all(4)
    with scene.on(20):
        ending.file_away(**scene.here, retention_years=1)


PLOTS = (
    Plot(900, "이웃 사이 담장 다툼", "담장을 넘어온 나뭇가지를 치워 주지 않습니다.", _gone),
    Plot(170, "어린이집 급식 재료 원산지 거짓 표시", "원산지를 거짓으로 적어 급식을 냈습니다.", _filed,
         reporters=("박지민", "최유진", "김하늘")),
    Plot(62, "심야 공사장 소음 기준 위반", "밤 11시 이후에도 항타 작업을 합니다.", _objected,
         channel=Channel.POST),
    Plot(48, "유통기한이 지난 재료 사용", "급식업체가 유통기한이 지난 고기를 씁니다.", _notified,
         insider=True, accused="맑은샘급식 대표 정우성"),
    Plot(39, "매립 토사의 기름 오염", "폐유가 섞인 흙을 공원 조성지에 묻습니다.", _late,
         channel=Channel.FAX, accused="다온건설", reference="팩스 09:42",
         scans=("토사 사진.jpg",), named_scans=("신고서.pdf",)),
    Plot(33, "수입 수산물 원산지 거짓 표시", "수입 조기를 국산으로 바꿔 팝니다.", _extended,
         channel=Channel.ON_SITE, reporters=("이순임",), accused="한빛시장 12호 점포"),
    Plot(31, "계량기 봉인 훼손", "마트 저울의 봉인을 뜯고 눈금을 고쳤습니다.", _lapsed_twice,
         channel=Channel.POST, evidence=""),
    Plot(20, "석면 지붕 무단 철거", "방진막 없이 석면 지붕을 뜯어냅니다.", _lapsed, evidence=""),
    Plot(22, "하수처리장 무단 방류", "비 오는 날 정화시설을 끄고 내보냅니다.", _referred,
         channel=Channel.REFERRAL, reporters=(), insider=None, commission="이첩 2026-0418",
         accused="한빛하수처리장 위탁업체"),
    Plot(18, "비상구 폐쇄와 소방시설 차단", "3층 비상구를 물건으로 막고 경보기를 껐습니다.", _under_way,
         insider=True, accused="새봄요양원 시설장"),
    Plot(16, "협력업체 임금 체불", "석 달째 임금을 주지 않습니다.", _transferred,
         channel=Channel.INTERNET),
    Plot(14, "무허가 도장 작업장의 유해가스", "집진기 없이 도장 작업을 합니다.", _missing, evidence=""),
    Plot(11, "아파트 이중 주차 단속 요청", "이중 주차를 단속해 주십시오.", _converted,
         channel=Channel.POST),
    Plot(9, "건설기계 불법 개조", "덤프트럭 적재함을 불법으로 높였습니다.", _closed),
    Plot(1, "미신고 폐기물 소각", "밤마다 폐자재를 태워 냄새가 심합니다.", _stay),
)  # fmt: skip
