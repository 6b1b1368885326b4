"""행정전화 녹취시스템 운영 규정 별지 제2호: 녹취정보 인수·인계증 (제9조제3항)."""

from haechi.documents.formspec import (
    NO_DATE,
    REGULATION,
    Column,
    Field,
    FormSpec,
    Kind,
    Label,
    Listing,
    Value,
    fields,
    heading,
    left,
    middle,
    row,
    table,
)
from haechi.documents.sheet import Align

PLEDGE = (
    "본인(기관·단체)은 상기 녹취정보를 인수함에 있어 「{규정}」에 따라 신청목적 이외의 용도로 사용하거나 "
    "타인에게 양도 또는 열람·제공하지 않을 것이며, "
    "규정 위반으로 인한 제반 사고에 대하여는 본인이 책임질 것을 서약합니다."
)
HANDLING = (
    "본 녹취정보는 신청목적 달성 시, 즉시 파기하고 그 결과를 제공일부터 30일 이내에 통보하겠습니다."
)

FORM = FormSpec(
    number=2,
    series="call",
    title="녹취정보 인수·인계증",
    fields=(
        Field("녹취정보", Kind.LINES),
        Field("수령일자", Kind.DATE, NO_DATE, later=True),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        *fields("인수자.주소; 인수자.성명"),
        *fields("인계자.소속; 인계자.직급; 인계자.성명"),
        Field("서명", blank="(서 명)", later=True),
        Field("인계 서명", blank="(서 명)", later=True),
        REGULATION,
        *fields("기관명", later=True),
    ),
    parts=(
        heading("녹취정보 인수·인계증", size=20.0, above=6.0),
        left("1. 녹취정보 내용", size=12.0, above=9.0, bold=True),
        Listing(
            field="녹취정보",
            title="녹취정보 내용",
            columns=(
                Column("관리번호", "{관리번호}", 30.0),
                Column("녹취일시", "{녹취일시}", 34.0),
                Column("녹취전화번호", "{녹취전화번호}", 32.0),
                Column("신청목적", "{신청목적}", 36.0),
                Column("파일수량", "{파일수량}", 18.0),
                Column("비 고", "{비고}", 20.0),
            ),
            rows=3,
            height=11.0,
            above=3.0,
        ),
        left("2. 수령일자 :  {수령일자}", size=12.0, above=8.0, bold=True),
        left("3. 서약 사항", size=12.0, above=8.0, bold=True),
        left(PLEDGE, size=11.0, above=3.0),
        left("4. 녹취정보의 처리", size=12.0, above=8.0, bold=True),
        left(HANDLING, size=11.0, above=3.0),
        middle("{작성일}", size=12.0, above=10.0),
        table(
            (30.0, 34.0, 76.0, 30.0),
            row(
                12,
                Label("인 수 자", rows=2),
                Label("주 소\n(부서명)"),
                Value("{인수자.주소}", columns=2),
            ),
            row(
                12,
                Label("성 명\n(기관단체명)"),
                Value("{인수자.성명}"),
                Value("{서명}", align=Align.CENTER),
            ),
            row(11, Label("인 계 자", rows=3), Label("소 속"), Value("{인계자.소속}", columns=2)),
            row(11, Label("직 급"), Value("{인계자.직급}", columns=2)),
            row(
                12,
                Label("성 명"),
                Value("{인계자.성명}"),
                Value("{인계 서명}", align=Align.CENTER),
            ),
            above=10.0,
        ),
    ),
    sample={
        "녹취정보": [
            {
                "관리번호": "2026 녹취 제3호",
                "녹취일시": "2026. 3. 2. 14:31",
                "녹취전화번호": "02-120-1234",
                "신청목적": "이의신청 자료",
                "파일수량": 1,
                "비고": "제공",
            }
        ],
        "수령일자": "2026-03-12",
        "작성일": "2026-03-12",
        "인수자": {"주소": "한빛시 가온구 나래로 12, 101동 1203호", "성명": "홍길동"},
        "인계자": {"소속": "정보통신과", "직급": "행정주사보", "성명": "김지기"},
        "규정": "한빛구 행정전화 녹취시스템 운영 규정",
        "기관명": "한빛구청",
    },
)
