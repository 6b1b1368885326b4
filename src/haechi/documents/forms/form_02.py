"""별지 제2호: 공익신고접수관리대장 (제12조제1항), wide.

The columns cannot be read in the copy of the guideline that we have: these are what 제12조, 제16조, 제18조, 제19조제8항
and 제20조 say that the register has to show. No name of a reporter stands in it.
"""

from datetime import date

from haechi.documents.formspec import Column, Field, FormSpec, Kind, Listing, fields, heading, right
from haechi.documents.sheet import Align

_LINES = (
    (1, date(2026, 1, 5), "방문", "폐기물 불법 매립", "김접수", "처리완료", date(2026, 2, 2), date(2026, 2, 4), ""),
    (2, date(2026, 1, 9), "인터넷", "식품 유통기한 변조", "이확인", "종결", date(2026, 1, 30), date(2026, 2, 9),
     "제20조제1항제8호"),
    (3, date(2026, 2, 11), "우편", "건설 현장 안전 조치 미이행", "김접수", "조사", "", date(2026, 3, 13), ""),
)  # fmt: skip

FORM = FormSpec(
    number=2,
    title="공익신고접수관리대장",
    landscape=True,
    fields=(
        Field("기간", later=True),
        Field("관리대장", Kind.LINES),
        *fields("기관명", later=True),
    ),
    parts=(
        heading("공 익 신 고 접 수 관 리 대 장", above=2.0),
        right("[[{기관명}]]  [[{기간}]]", size=10.0, above=2.0),
        Listing(
            field="관리대장",
            title="공익신고접수관리대장",
            columns=(
                Column("연번", "{연번}", 11.0),
                Column("접수번호", "{접수번호}", 35.0),
                Column("접수일자", "{접수일자}", 24.0),
                Column("접수방법", "{접수방법}", 17.0),
                Column("신고제목", "{신고제목}", 54.0, Align.LEFT),
                Column("담당", "{담당}", 22.0),
                Column("처리기한", "{처리기한}", 24.0),
                Column("처리상태", "{처리상태}", 18.0),
                Column("처리일자", "{처리일자}", 24.0),
                Column("종결사유", "{종결사유}", 28.0),
            ),
            groups=(("", 1), ("접수", 3), ("", 2), ("처리", 4)),
            rows=12,
            height=10.0,
            flows=True,
            size=9.0,
            above=2.0,
        ),
    ),
    sample={
        "기관명": "한빛구청",
        "기간": "2026년",
        "관리대장": [
            dict(
                zip(
                    (
                        "연번",
                        "접수일자",
                        "접수방법",
                        "신고제목",
                        "담당",
                        "처리상태",
                        "처리일자",
                        "처리기한",
                        "종결사유",
                    ),
                    line,
                    strict=True,
                ),
                접수번호=f"2026 공익 제{line[0]}호",
            )
            for line in _LINES
        ],
    },
)
