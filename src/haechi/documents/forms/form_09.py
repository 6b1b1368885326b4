"""별지 제9호: 공익신고 조사·처리결과에 대한 이의신청서 (제21조제1항)."""

from haechi.documents.formspec import (
    NO_DATE,
    Field,
    FormSpec,
    Kind,
    Label,
    Text,
    Value,
    Version,
    addressee,
    fields,
    heading,
    middle,
    person_rows,
    right,
    row,
    table,
)

_OBJECTS = "공익신고사항에 대한 귀 기관의 처리결과에 대하여 아래와 같은 이유로 이의신청합니다."

FORM = FormSpec(
    number=9,
    title="공익신고 조사·처리결과에 대한 이의신청서",
    fields=(
        *fields("접수번호; 신고제목; 처리결과; 이의신청 이유"),
        *fields("이의신청 접수일자; 처리일자; 결과통보일", Kind.DATE),
        *fields("신고자.성명; 신고자.주민등록번호; 신고자.주소; 신고자.연락처"),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        *fields("기관명; 기관장", later=True),
    ),
    texts=(Text("이의신청", "이의신청하는 말", (Version(_OBJECTS),)),),
    parts=(
        heading("공익신고 조사·처리결과에 대한 이의신청서", size=17.0, above=5.0),
        table(
            (22.0, 38.0, 22.0, 34.0, 22.0, 32.0),
            row(
                10,
                Label("접수번호"),
                Value("{접수번호}"),
                Label("접수일자"),
                Value("{이의신청 접수일자}"),
                Label("처리일자"),
                Value("{처리일자}"),
            ),
            above=6.0,
        ),
        table(
            (32.0, 28.0, 40.0, 28.0, 42.0),
            row(10, Label("신고제목"), Value("{신고제목}", columns=4)),
            row(40, Label("처리결과"), Value("{처리결과}", columns=4, top=True)),
            row(10, Label("결과통보일"), Value("{결과통보일}", columns=4)),
            *person_rows("신고자", 10, 10),
            row(80, Label("이의신청 이유"), Value("{이의신청 이유}", columns=4, top=True)),
            above=2.0,
        ),
        middle("{@이의신청}", above=6.0),
        middle("{작성일}", above=5.0),
        right("신고자    {신고자.성명}    (인)", above=5.0),
        addressee(above=6.0),
    ),
    sample={
        "접수번호": "2026 공익 제12호",
        "이의신청 접수일자": "2026-03-30",
        "처리일자": "2026-04-10",
        "신고제목": "폐기물 불법 매립",
        "처리결과": "조사 결과 매립량이 기준에 미치지 않아 행정지도로 종결하였습니다.",
        "결과통보일": "2026-03-23",
        "신고자": {
            "성명": "홍길동",
            "주민등록번호": "800101-1******",
            "주소": "한빛시 가온구 나래로 12, 101동 1203호",
            "연락처": "010-0000-0000",
        },
        "이의신청 이유": "매립량을 잰 곳이 신고한 공터가 아니라 그 옆 밭이었습니다. 신고서에 붙인 사진의 위치에서 다시 조사해 주시기 바랍니다.",
        "작성일": "2026-03-29",
        "기관명": "한빛구청",
    },
)
