"""별지 제10호: 포상금 지급대상자 추천서, front and back (제28조의2).

The picture of the procedure on the back is missing in the copy of the guideline that we have; it is drawn
after 공익신고자 보호법 제26조의2.
"""

from haechi.documents.formspec import (
    NO_DATE,
    PAPER,
    Back,
    Field,
    FormSpec,
    Kind,
    Label,
    Notice,
    Text,
    Value,
    Version,
    fields,
    heading,
    left,
    middle,
    right,
    row,
    table,
)
from haechi.documents.sheet import Align

_BACK = (
    "**※ 구비서류**\n"
    "1. 주민등록증 등 포상금 지급대상자의 신분을 증명할 수 있는 신분증 사본\n"
    "2. 신고 및 조사 등에 관한 자료 사본\n"
    "3. 그 밖에 포상금 지급 결정 등에 참고가 될 수 있는 서류\n"
    "\n"
    "**※ 작성요령**\n"
    "1. ① 란에는 포상금 지급대상자를 추천하는 기관의 기관명, 소관부서명, 담당자 전화번호를 기재합니다.\n"
    "2. ② 란에는 추천하는 포상금 지급대상자의 성명, 주민등록번호, 주소, 연락 가능한 전화번호, 우편물을 받으실 수 있는 "
    "주소 및 소속과 직업을 기재하고, 내부 공익신고자인지 외부공익신고자인지 해당되는 항목의 []에 √를 표시합니다. "
    "또한, 제22조제2항에 따라 당사자에게 포상금 지급대상자 추천 사실을 미리 알리고 동의를 구하였음을 []에 √를 "
    "표시합니다.\n"
    "3. ③ 란에는 포상금 지급대상자로 추천하는 사유를 6하 원칙에 따라 간략히 기재합니다.\n"
    "4. ④ 란에는 신청인이 공익침해행위를 신고한 기관명, 공익신고일자와 신고내용의 요지, 공익신고를 처리한 조사기관 및 "
    "수사기관과 그 결과를 통지받은 날짜, 처리결과의 요지를 기재합니다.\n"
    "5. ⑤ 란에는 신청인이 동일한 공익신고를 이유로 이 법령 또는 다른 법령 상의 보상금 또는 포상금을 청구하거나 수령한 "
    "사실이 있는 경우 해당되는 항목의 []에 √를 표시합니다.\n"
    "6. ⑥ 란에는 추천기관의 소관 부서장의 직위와 이름을 기재하고, 관인을 날인합니다. 다만, 동 추천서를 추천기관의 "
    "관인이 날인된 공문서에 첨부하여 제출할 경우에는 (인)을 생략할 수 있습니다.\n"
    "\n"
    "**※ 이 추천서는 아래와 같이 처리됩니다.**"
)
_STEPS = (("추천서 제출", "추천기관"), ("접수", "국민권익위원회"), ("사실관계 확인", "국민권익위원회"),
          ("심의·의결", "보상심의위원회"), ("결정·통지", "국민권익위원회"))  # fmt: skip


def _step(at: int, of: int) -> tuple[Value, ...]:
    cells: list[Value] = []
    for step in _STEPS:
        arrow = "→" if at == 0 else ""
        cells += [
            Value(step[at], align=Align.CENTER, size=9.0),
            Value(arrow, align=Align.CENTER, bare=True),
        ]
    return tuple(cells[:-1][:of])


FORM = FormSpec(
    number=10,
    title="포상금 지급대상자 추천서",
    fields=(
        *fields("추천일자; 신고일자; 결과통지일자", Kind.DATE),
        *fields("접수번호; 추천기관명; 신고기관; 신고내용; 통지내용"),
        Field("추천사유 호", blank="     "),
        Field("처리기간", blank="90일"),
        *fields("포상금 지급대상자.성명; 포상금 지급대상자.주민등록번호; 포상금 지급대상자.주소"),
        *fields("포상금 지급대상자.연락처; 포상금 지급대상자.소속; 포상금 지급대상자.직업"),
        *fields("내부 공익신고자; 외부 공익신고자; 사전 동의", Kind.YES_NO),
        *fields("소관부서; 추천사유; 조사수사기관; 첨부서류", later=True),
        *fields("추천인 직위; 추천인 성명", blank="                    ", later=True),
        Field("전화번호", blank="                    ", later=True),
        *fields("청구여부; 수령여부", Kind.YES_NO, later=True),
        *fields("청구 기관명; 수령 금액", blank="                    ", later=True),
        Field("작성일", Kind.DATE, NO_DATE, later=True),
        *fields("기관명", later=True),
    ),
    texts=(
        Text("뒤쪽", "구비서류와 작성요령", (Version(_BACK),)),
        Text(
            "추천",
            "추천하는 말",
            (
                Version(
                    "「공익신고자 보호법」 제26조의2제1항에 따른 포상금의 지급대상자를 위와 같이 추천합니다."
                ),
            ),
        ),
    ),
    parts=(
        heading("포상금 지급대상자 추천서", above=2.0),
        table(
            (22.0, 38.0, 22.0, 44.0, 22.0, 22.0),
            row(
                9,
                Label("추천일자"),
                Value("{추천일자}"),
                Label("접수번호"),
                Value("{접수번호}"),
                Label("처리기간"),
                Value("{처리기간}"),
            ),
            above=3.0,
        ),
        table(
            (36.0, 26.0, 44.0, 28.0, 36.0),
            row(
                8.5,
                Label("① 추천기관", rows=2),
                Label("추천기관명"),
                Value("{추천기관명}", columns=3),
            ),
            row(8.5, Label("소관부서"), Value("{소관부서}   (전화번호  {전화번호})", columns=3)),
            row(
                8.5,
                Label("② 포상금\n지급대상자", rows=7),
                Label("성명"),
                Value("{포상금 지급대상자.성명}"),
                Label("주민등록번호"),
                Value("{포상금 지급대상자.주민등록번호}"),
            ),
            row(8.5, Label("주소"), Value("{포상금 지급대상자.주소}", columns=3)),
            row(8.5, Label("연락처"), Value("{포상금 지급대상자.연락처}", columns=3)),
            row(8.5, Label("소속"), Value("{포상금 지급대상자.소속}", columns=3)),
            row(8.5, Label("직업(직위)"), Value("{포상금 지급대상자.직업}", columns=3)),
            row(
                8.5,
                Value("{내부 공익신고자|예} 내부 공익신고자", columns=2, align=Align.CENTER),
                Value("{외부 공익신고자|예} 외부 공익신고자", columns=2, align=Align.CENTER),
            ),
            row(
                8.5,
                Value(
                    "{사전 동의|예} 포상금 지급대상자로 추천함을 사전에 알리고 동의를 구함.",
                    columns=4,
                ),
            ),
            row(
                16,
                Label("③ 추천사유"),
                Value("[[(제28조의2제1항제{추천사유 호}호) ]]{추천사유}", columns=4, top=True),
            ),
            row(
                8.5,
                Label("④ 공익신고\n조사결과", rows=4),
                Label("신고기관"),
                Value("{신고기관}"),
                Label("신고일자"),
                Value("{신고일자}"),
            ),
            row(20, Label("신고내용"), Value("{신고내용}", columns=3, top=True)),
            row(
                8.5,
                Label("조사수사기관"),
                Value("{조사수사기관}"),
                Label("결과통지일자"),
                Value("{결과통지일자}"),
            ),
            row(16, Label("통지내용"), Value("{통지내용}", columns=3, top=True)),
            row(
                8.5,
                Label("⑤ 다른 법령 등에 의한\n보상금 및 포상금\n청구 또는 수령사항", rows=2),
                Label("청구여부"),
                Value(
                    "{청구여부|예} 있음 (기관명 : {청구 기관명})     {청구여부|아니오} 없음",
                    columns=3,
                ),
            ),
            row(
                8.5,
                Label("수령여부"),
                Value(
                    "{수령여부|예} 있음 (금액 : {수령 금액})     {수령여부|아니오} 없음", columns=3
                ),
            ),
            above=2.0,
        ),
        middle("{@추천}", size=10.0, above=3.0),
        left("첨부서류 :  {첨부서류}", above=2.0),
        middle("{작성일}", size=10.5, above=1.5),
        right(
            "⑥ 추천인 :  직위  {추천인 직위}      성명  {추천인 성명}      (인)",
            size=10.5,
            above=2.0,
        ),
        left("국민권익위원회위원장 귀하", size=14.0, above=3.0, bold=True),
        right("※ 구비서류 및 작성요령 : 뒤쪽 참조      " + PAPER, size=8.0, above=2.0),
        Back(),
        right("(뒤쪽)", size=9.0, above=0.0),
        Notice("뒤쪽", size=10.5),
        table(
            (28.0, 7.5, 28.0, 7.5, 28.0, 7.5, 28.0, 7.5, 28.0),
            row(11, *_step(0, 9)),
            row(9, *_step(1, 9)),
            above=3.0,
            framed=False,
        ),
        right(PAPER, size=8.0, above=8.0),
    ),
    sample={
        "추천일자": "2026-05-04",
        "접수번호": "2026 공익 제12호",
        "처리기간": "90일",
        "추천기관명": "한빛구청",
        "소관부서": "감사담당관",
        "전화번호": "02-0000-0000",
        "포상금 지급대상자": {
            "성명": "홍길동",
            "주민등록번호": "800101-1******",
            "주소": "한빛시 가온구 나래로 12, 101동 1203호",
            "연락처": "010-0000-0000",
            "소속": "",
            "직업": "회사원",
        },
        "내부 공익신고자": False,
        "외부 공익신고자": True,
        "사전 동의": True,
        "추천사유 호": "4",
        "추천사유": "폐기물 불법 매립을 신고하여 과태료 부과와 원상복구에 이르게 하였음.",
        "신고기관": "한빛구청",
        "신고일자": "2026-03-02",
        "신고내용": "허가받지 않은 공터에 폐기물을 여섯 차례 묻음.",
        "조사수사기관": "한빛구청 자원순환과",
        "결과통지일자": "2026-03-23",
        "통지내용": "과태료 1천만원 부과, 원상복구 명령.",
        "청구여부": False,
        "수령여부": False,
        "첨부서류": "신분증 사본 1부, 조사 자료 사본 1부",
        "작성일": "2026-05-04",
        "추천인 직위": "감사담당관",
        "추천인 성명": "박과장",
        "기관명": "한빛구청",
    },
)
