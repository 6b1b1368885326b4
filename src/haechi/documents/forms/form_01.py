"""별지 제1호: 신고서 (제10조제1항). Written by an officer for who cannot write, both sign (제10조제2항)."""

from haechi.documents.formspec import (
    NO_DATE,
    Field,
    FormSpec,
    Kind,
    Label,
    Row,
    Value,
    addressee,
    fields,
    heading,
    middle,
    right,
    row,
    table,
)

_PERSON = (24.0, 28.0, 48.0, 28.0, 42.0)


def _person(who: str) -> tuple[Row, ...]:
    return (
        row(
            9,
            Label(who, rows=3),
            Label("이름"),
            Value(f"{{{who}.성명}}"),
            Label("주민등록번호"),
            Value(f"{{{who}.주민등록번호}}"),
        ),
        row(11, Label("주소"), Value(f"{{{who}.주소}}", columns=3)),
        row(
            9, Label("연락처"), Value(f"{{{who}.연락처}}"), Label("직업"), Value(f"{{{who}.직업}}")
        ),
    )


FORM = FormSpec(
    number=1,
    title="신고서",
    fields=(
        Field("접수일자", Kind.DATE),
        Field("접수번호"),
        Field("처리기간", blank="        일"),
        *fields("신고자.성명; 신고자.주민등록번호; 신고자.주소; 신고자.연락처; 신고자.직업"),
        *fields(
            "피신고자.성명; 피신고자.주민등록번호; 피신고자.주소; 피신고자.연락처; 피신고자.직업"
        ),
        *fields("공익신고 취지 및 이유; 공익신고 내용; 증거자료 등 첨부서류"),
        Field("연명", Kind.YES_NO, later=True),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        *fields("기관명; 기관장; 담당", later=True),
    ),
    parts=(
        heading("신 고 서", above=3.0),
        table(
            (22.0, 38.0, 22.0, 44.0, 22.0, 22.0),
            row(
                9,
                Label("접수일자"),
                Value("{접수일자}"),
                Label("접수번호"),
                Value("{접수번호}"),
                Label("처리기간"),
                Value("{처리기간}"),
            ),
            above=4.0,
        ),
        table(_PERSON, *_person("신고자"), above=2.0),
        table(_PERSON, *_person("피신고자"), above=2.0),
        table(
            (40.0, 130.0),
            row(30, Label("공익신고\n취지 및 이유"), Value("{공익신고 취지 및 이유}", top=True)),
            row(62, Label("공익신고 내용"), Value("{공익신고 내용}", top=True)),
            row(24, Label("증거자료 등\n첨부서류"), Value("{증거자료 등 첨부서류}", top=True)),
            above=2.0,
        ),
        middle("위와 같이 피신고자의 공익침해행위를 신고합니다.", above=4.0),
        middle("{작성일}", above=3.0),
        right("신고자    {신고자.성명}    (인 또는 서명)", above=3.0),
        right(
            "신고자가 말한 대로 적고 읽어 주었습니다.   공익신고센터 직원    {담당}    (인 또는 서명)",
            size=10.0,
            above=2.0,
            only="연명",
        ),
        addressee(above=4.0),
    ),
    sample={
        "접수일자": "2026-03-02",
        "접수번호": "2026 공익 제12호",
        "처리기간": "30일",
        "신고자": {
            "성명": "홍길동",
            "주민등록번호": "800101-1******",
            "주소": "한빛시 가온구 나래로 12, 101동 1203호",
            "연락처": "010-0000-0000",
            "직업": "회사원",
        },
        "피신고자": {
            "성명": "주식회사 다온산업",
            "주민등록번호": "",
            "주소": "한빛시 라온구 산업로 77",
            "연락처": "",
            "직업": "폐기물 처리업",
        },
        "공익신고 취지 및 이유": "허가받지 않은 곳에 폐기물을 묻어 주민의 건강과 환경을 해치고 있어, 이를 막고자 신고합니다.",
        "공익신고 내용": "2026년 1월부터 2월까지 밤 11시 무렵 다온산업의 화물차가 산업로 뒤편 공터에 폐기물을 묻었습니다."
        "\n차량 번호와 날짜는 붙임의 표와 같습니다. 같은 일이 적어도 여섯 차례 있었습니다.",
        "증거자료 등 첨부서류": "1. 사진 6장\n2. 날짜와 차량 번호를 적은 표 1장",
        "연명": True,
        "담당": "김접수",
        "작성일": "2026-03-02",
        "기관명": "한빛구청",
    },
)
