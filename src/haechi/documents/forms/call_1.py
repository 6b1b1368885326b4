"""행정전화 녹취시스템 운영 규정 별지 제1호: 녹취정보 (열람, 제공) 신청서 (제9조제2항)."""

from haechi.documents.formspec import (
    NO_DATE,
    REGULATION,
    Field,
    FormSpec,
    Kind,
    Label,
    Value,
    fields,
    heading,
    row,
    table,
)
from haechi.documents.sheet import Align

FORM = FormSpec(
    number=1,
    series="call",
    title="행정전화 녹취정보 (열람, 제공) 신청서",
    fields=(
        *fields("신청인.성명; 신청인.생년월일; 신청인.주소; 신청인.연락처"),
        *fields("녹취일시; 녹취전화번호; 신청목적; 당사자와의 관계; 신청사유"),
        *fields("열람; 제공", Kind.YES_NO),
        Field("첨부", later=True),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        REGULATION,
        *fields("기관명; 기관장", later=True),
    ),
    parts=(
        heading("행정전화 녹취정보 (열람, 제공) 신청서", size=18.0, above=6.0),
        table(
            (22.0, 32.0, 44.0, 34.0, 38.0),
            row(
                13,
                Label("신청인", rows=3),
                Label("성명\n(기관·단체명)"),
                Value("{신청인.성명}"),
                Label("생년월일\n(법인·사업자번호)"),
                Value("{신청인.생년월일}"),
            ),
            row(13, Label("주소\n(부서명)"), Value("{신청인.주소}", columns=3)),
            row(12, Label("연락처"), Value("{신청인.연락처}", columns=3)),
            row(
                13,
                Label("녹취정보", rows=2),
                Label("녹취일시"),
                Value("{녹취일시}"),
                Label("녹취전화번호"),
                Value("{녹취전화번호}"),
            ),
            row(
                13,
                Label("신청목적"),
                Value("{신청목적}"),
                Label("당사자와의 관계"),
                Value("{당사자와의 관계}"),
            ),
            row(50, Label("신청사유"), Value("{신청사유}", columns=4, top=True)),
            row(
                62,
                Value(
                    "「{규정}」 제9조제2항에 따라 녹취정보를\n"
                    "({열람|예} 열람, {제공|예} 제공)하여 줄 것을 신청합니다."
                    "\n\n{작성일}\n\n신청인 성명(기관·단체명)    {신청인.성명}    (서명 또는 날인)"
                    "\n\n{기관장|벌려} 귀하",
                    columns=5,
                    size=11.0,
                    align=Align.CENTER,
                ),
            ),
            row(
                16,
                Label("첨부서류"),
                Value("「{규정}」 제9조제1항을 증명할 수 있는 서류\n[[{첨부}]]", columns=4),
            ),
            above=7.0,
        ),
    ),
    sample={
        "신청인": {
            "성명": "홍길동",
            "생년월일": "1980. 1. 1.",
            "주소": "한빛시 가온구 나래로 12, 101동 1203호",
            "연락처": "010-0000-0000",
        },
        "녹취일시": "2026. 3. 2. 14:30 무렵",
        "녹취전화번호": "02-120-1234",
        "신청목적": "이의신청 자료",
        "당사자와의 관계": "본인",
        "신청사유": "2026년 3월 2일 복지과와 나눈 통화에서 안내받은 내용이 처분과 달라, "
        "이의신청을 하면서 통화 내용을 밝히려 합니다.",
        "열람": False,
        "제공": True,
        "첨부": "신분증 사본 1부",
        "작성일": "2026-03-05",
        "규정": "한빛구 행정전화 녹취시스템 운영 규정",
        "기관명": "한빛구청",
    },
)
