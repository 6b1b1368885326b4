"""별지 제5호: 대표신고자 선정서 (제13조제1항). Appointers who do not fit are listed on a sheet of their own."""

from haechi.documents.formspec import (
    NO_DATE,
    Column,
    Field,
    FormSpec,
    Kind,
    Listing,
    Text,
    Version,
    addressee,
    fields,
    heading,
    left,
    middle,
    person_rows,
    report_rows,
    right,
    table,
)
from haechi.documents.sheet import Align

_MANDATE = (
    "아래의 신고자들은 공익신고 접수에 대하여 위 사람을 대표신고자로 선정하고 신고사항 처리 결과 통보 수령 등 "
    "공익신고 처리에 관한 권한을 위임합니다."
)

FORM = FormSpec(
    number=5,
    title="대표신고자 선정서",
    fields=(
        *fields("대표신고자.성명; 대표신고자.주민등록번호; 대표신고자.주소; 대표신고자.연락처"),
        *fields("신고제목; 접수번호"),
        Field("접수일자", Kind.DATE),
        Field("선정자", Kind.LINES),
        Field("선정자 수", Kind.COUNT, blank="      "),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        *fields("기관명; 기관장", later=True),
    ),
    texts=(Text("위임", "선정하고 위임하는 말", (Version(_MANDATE),)),),
    parts=(
        heading("대표신고자 선정서", above=3.0),
        table(
            (30.0, 24.0, 46.0, 28.0, 42.0),
            *person_rows("대표신고자", 9, 10),
            *report_rows(10),
            above=4.0,
        ),
        left("{@위임}", size=11.0, above=4.0),
        middle("{작성일}", above=4.0),
        right("신고자 :    {선정자.0.성명}    등    {선정자 수} 명", above=3.0),
        addressee(above=4.0),
        middle("선정자 명단", size=12.0, above=5.0),
        Listing(
            field="선정자",
            title="선정자 명단",
            columns=(
                Column("연번", "{연번}", 14.0),
                Column("성명", "{성명}", 28.0),
                Column("주민등록번호", "{주민등록번호}", 36.0),
                Column("주소(연락처)", "{주소}[[ ({연락처})]]", 62.0, Align.LEFT),
                Column("서명 또는 날인", "", 30.0),
            ),
            rows=7,
            height=10.5,
            above=2.0,
        ),
        left("첨부서류", above=3.0, bold=True),
        left("1. 대표신고자의 신분증 사본", size=9.5, above=0.8),
        left("2. 선정자들의 신분증 사본", size=9.5, above=0.5),
        left("작성 방법", above=2.0, bold=True),
        left(
            "1. 앞쪽의 선정자 명단이 부족한 경우 별지로 선정자 명단을 작성하여 제출할 수 있습니다.",
            size=9.5,
            above=0.8,
        ),
    ),
    sample={
        "대표신고자": {
            "성명": "홍길동",
            "주민등록번호": "800101-1******",
            "주소": "한빛시 가온구 나래로 12, 101동 1203호",
            "연락처": "010-0000-0000",
        },
        "신고제목": "폐기물 불법 매립",
        "접수일자": "2026-03-02",
        "접수번호": "2026 공익 제12호",
        "선정자": [
            {
                "연번": at,
                "성명": name,
                "주민등록번호": "******-*******",
                "주소": f"한빛시 가온구 나래로 {at * 3}",
                "연락처": "010-0000-0000",
            }
            for at, name in enumerate(("성춘향", "이몽룡", "임꺽정"), 2)
        ],
        "선정자 수": 3,
        "작성일": "2026-03-02",
        "기관명": "한빛구청",
    },
)
