"""별지 제4호: 신분공개 동의여부 확인서 (제12조제2항): before an investigating body and before a prosecuting one, apart."""

from haechi.documents.formspec import (
    NO_DATE,
    PAPER,
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
    report_rows,
    right,
    row,
    table,
)

_INVESTIGATION = (
    "앞으로 귀하의 공익신고사건에 대하여 조사기관에서 조사·확인하는 절차를 거칠 수 있습니다. "
    "이 과정에서 귀하의 신분을 밝히거나 암시하는 것에 동의하시겠습니까?"
)
_PROSECUTION = (
    "귀하의 신고사건이 수사기관에 고발되거나 검찰에 송치되어 수사기관에서 수사하는 절차를 거칠 수 있습니다. "
    "이 과정에서 귀하의 신분을 밝히거나 암시하는 것에 동의하시겠습니까?"
)

FORM = FormSpec(
    number=4,
    title="신분공개 동의여부 확인서",
    fields=(
        *fields("신고자.성명; 신고자.주민등록번호; 신고자.주소; 신고자.연락처"),
        *fields("신고제목; 접수번호"),
        Field("접수일자", Kind.DATE),
        *fields("조사과정 동의; 수사과정 동의", Kind.YES_NO),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        *fields("기관명; 기관장", later=True),
    ),
    texts=(
        Text("조사과정", "조사기관의 조사과정에 대한 물음", (Version(_INVESTIGATION),)),
        Text("수사과정", "수사기관의 수사과정에 대한 물음", (Version(_PROSECUTION),)),
    ),
    parts=(
        heading("신분공개 동의여부 확인서", above=4.0),
        table(
            (28.0, 26.0, 46.0, 28.0, 42.0),
            *person_rows("신고자", 10, 11),
            *report_rows(11),
            row(
                100,
                Label("신분공개\n동의여부"),
                Value(
                    "1. 조사기관의 조사과정\n\n{@조사과정}\n\n"
                    "⇒  {조사과정 동의|예표} 동의      {조사과정 동의|아니오표} 부동의\n\n\n"
                    "2. 수사기관의 수사과정\n\n{@수사과정}\n\n"
                    "⇒  {수사과정 동의|예표} 동의      {수사과정 동의|아니오표} 부동의",
                    columns=4,
                    size=11.0,
                ),
            ),
            above=6.0,
        ),
        middle(
            "위 신고자 본인은 인적사항 등 신분공개 동의여부에 대하여 위와 같이 확인합니다.",
            above=7.0,
        ),
        middle("{작성일}", above=6.0),
        right("신고자    {신고자.성명}    (인 또는 서명)", above=6.0),
        addressee(above=8.0),
        right(PAPER, size=8.0, above=5.0),
    ),
    sample={
        "신고자": {
            "성명": "홍길동",
            "주민등록번호": "800101-1******",
            "주소": "한빛시 가온구 나래로 12, 101동 1203호",
            "연락처": "010-0000-0000",
        },
        "신고제목": "폐기물 불법 매립",
        "접수일자": "2026-03-02",
        "접수번호": "2026 공익 제12호",
        "조사과정 동의": True,
        "수사과정 동의": False,
        "작성일": "2026-03-02",
        "기관명": "한빛구청",
    },
)
