"""별지 제3호: 접수증 (제12조제1항). Twice on one sheet: one for the reporter, one for the file."""

from haechi.documents.formspec import (
    NO_DATE,
    NO_NUMBER,
    PAPER,
    Cut,
    Field,
    FormSpec,
    Kind,
    Part,
    Value,
    fields,
    heading,
    middle,
    right,
    row,
    table,
)

_RECEIPT: tuple[Part, ...] = (
    heading("접 수 증", size=22.0, above=5.0),
    table(
        (12.0, 34.0, 124.0),
        *(
            row(
                10.5,
                Value(bare=True),
                Value(label, size=12.0, bare=True),
                Value(value, size=12.0, bare=True),
            )
            for label, value in (
                ("접 수 번 호", "{접수번호}"),
                ("접 수 일 자", "{접수일자}"),
                ("신 고 제 목", "{신고제목}"),
                ("신 고 자", "{신고자}"),
            )
        ),
        above=4.0,
        framed=False,
    ),
    middle("위와 같이 공익침해행위에 대한 신고사항을 접수하였습니다.", size=12.0, above=6.5),
    middle("{작성일}", size=12.0, above=6.5),
    right("{기관명} {공익신고센터}    접수담당    {담당}    (인)", size=12.0, above=6.5),
    right(PAPER, size=8.0, above=4.0),
)

FORM = FormSpec(
    number=3,
    title="접수증",
    fields=(
        Field("접수번호", blank=NO_NUMBER),
        Field("접수일자", Kind.DATE, NO_DATE),
        *fields("신고제목; 신고자"),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        Field("공익신고센터", blank="공익신고센터"),
        Field("담당", blank="                "),
        *fields("기관명", later=True),
    ),
    parts=(*_RECEIPT, Cut(above=8.0), *_RECEIPT),
    sample={
        "접수번호": "2026 공익 제12호",
        "접수일자": "2026-03-02",
        "신고제목": "폐기물 불법 매립",
        "신고자": "홍길동",
        "작성일": "2026-03-02",
        "기관명": "한빛구청",
        "공익신고센터": "공익신고센터",
        "담당": "김접수",
    },
)
