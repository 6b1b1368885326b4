"""행정전화 녹취시스템 운영 규정 별지 제3호: 녹취정보 파기 회신서 (제9조제4항).

The copy of the regulation that we have lacks this form: it asks for what 제9조제4항 demands, that the purpose
was met, that what was received was destroyed, when and how.
"""

from haechi.documents.formspec import (
    NO_DATE,
    REGULATION,
    Field,
    FormSpec,
    Kind,
    Label,
    Value,
    addressee,
    fields,
    heading,
    left,
    middle,
    right,
    row,
    table,
)

FORM = FormSpec(
    number=3,
    series="call",
    title="녹취정보 파기 회신서",
    fields=(
        Field("관리번호"),
        Field("수령일자", Kind.DATE, NO_DATE),
        *fields("녹취일시; 녹취전화번호; 신청목적"),
        Field("파일수량", Kind.COUNT, later=True),
        *fields("회신인.성명; 회신인.주소; 회신인.연락처"),
        *fields("목적 달성일; 파기일자", Kind.DATE, NO_DATE, later=True),
        *fields("파기방법; 비고", later=True),
        Field("사본 파기", Kind.YES_NO, later=True),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        REGULATION,
        *fields("기관명; 기관장", later=True),
    ),
    parts=(
        heading("녹취정보 파기 회신서", size=20.0, above=6.0),
        table(
            (24.0, 32.0, 44.0, 32.0, 38.0),
            row(
                13,
                Label("회신인", rows=2),
                Label("성명\n(기관·단체명)"),
                Value("{회신인.성명}"),
                Label("연락처"),
                Value("{회신인.연락처}"),
            ),
            row(13, Label("주소\n(부서명)"), Value("{회신인.주소}", columns=3)),
            row(
                12,
                Label("제공받은\n녹취정보", rows=3),
                Label("관리번호"),
                Value("{관리번호}"),
                Label("수령일자"),
                Value("{수령일자}"),
            ),
            row(
                12,
                Label("녹취일시"),
                Value("{녹취일시}"),
                Label("녹취전화번호"),
                Value("{녹취전화번호}"),
            ),
            row(
                12,
                Label("신청목적"),
                Value("{신청목적}"),
                Label("파일수량"),
                Value("{파일수량}"),
            ),
            row(
                12,
                Label("처리 결과", rows=4),
                Label("목적 달성일"),
                Value("{목적 달성일}"),
                Label("파기일자"),
                Value("{파기일자}"),
            ),
            row(22, Label("파기방법"), Value("{파기방법}", columns=3)),
            row(
                12,
                Label("사본 등 파기"),
                Value(
                    "{사본 파기|예} 사본·출력물까지 모두 파기함    {사본 파기|아니오} 남은 것이 있음",
                    columns=3,
                ),
            ),
            row(22, Label("비고\n(남은 것과 사유)"), Value("{비고}", columns=3)),
            above=7.0,
        ),
        left(
            "「{규정}」 제9조제4항에 따라 제공받은 녹취정보의 신청목적을 달성하고 파기한 결과를 "
            "위와 같이 회신합니다.",
            size=11.0,
            above=8.0,
        ),
        middle("{작성일}", size=12.0, above=8.0),
        right("회신인 성명(기관·단체명)    {회신인.성명}    (서명 또는 날인)", above=8.0),
        addressee(above=10.0),
    ),
    sample={
        "관리번호": "2026 녹취 제3호",
        "수령일자": "2026-03-12",
        "녹취일시": "2026. 3. 2. 14:31",
        "녹취전화번호": "02-120-1234",
        "신청목적": "이의신청 자료",
        "파일수량": 1,
        "회신인": {
            "성명": "홍길동",
            "주소": "한빛시 가온구 나래로 12, 101동 1203호",
            "연락처": "010-0000-0000",
        },
        "목적 달성일": "2026-03-30",
        "파기일자": "2026-03-31",
        "파기방법": "저장했던 컴퓨터에서 파일을 지우고 휴지통을 비웠습니다.",
        "사본 파기": True,
        "작성일": "2026-03-31",
        "규정": "한빛구 행정전화 녹취시스템 운영 규정",
        "기관명": "한빛구청",
    },
)
