"""행정전화 녹취시스템 운영 규정 별지 제4호: 녹취정보 (열람, 제공) 관리대장 (제9조제5항), wide."""

from haechi.documents.formspec import Column, Field, FormSpec, Kind, Listing, fields, heading, right
from haechi.documents.sheet import Align

FORM = FormSpec(
    number=4,
    series="call",
    title="행정전화 녹취시스템 녹취정보(열람, 제공) 관리대장",
    landscape=True,
    fields=(
        Field("기간", later=True),
        Field("관리대장", Kind.LINES),
        *fields("기관명", later=True),
    ),
    parts=(
        heading("행정전화 녹취시스템 녹취정보(열람, 제공) 관리대장", size=18.0, above=2.0),
        right("[[{기관명}]]  [[{기간}]]", size=10.0, above=2.0),
        Listing(
            field="관리대장",
            title="관리대장",
            columns=(
                Column("관리번호", "{관리번호}", 24.0),
                Column("신청 일시", "{신청일시}", 24.0),
                Column("성명\n(기관단체명)", "{성명}", 23.0),
                Column("생년월일\n(법인·사업번호)", "{생년월일}", 25.0),
                Column("주소\n(부서명)", "{주소}", 36.0, Align.LEFT),
                Column("녹취일시", "{녹취일시}", 24.0),
                Column("녹취전화번호", "{녹취전화번호}", 23.0),
                Column("신청목적", "{신청목적}", 24.0),
                Column("비고", "{비고}", 15.0),
                Column("담당자", "{담당자}", 13.0),
                Column("팀장", "{팀장}", 13.0),
                Column("과장", "{과장}", 13.0),
            ),
            groups=(("", 2), ("신청 내용", 7), ("결재", 3)),
            rows=10,
            height=12.0,
            flows=True,
            size=8.5,
            above=2.0,
        ),
    ),
    sample={
        "기관명": "한빛구청",
        "기간": "2026년",
        "관리대장": [
            {
                "관리번호": f"2026 녹취 제{number}호",
                "신청일시": asked,
                "성명": name,
                "생년월일": born,
                "주소": address,
                "녹취일시": when,
                "녹취전화번호": "02-120-1234",
                "신청목적": purpose,
                "비고": way,
                "담당자": "김지기",
                "팀장": "이살핌",
                "과장": "박맡음",
            }
            for number, asked, name, born, address, when, purpose, way in (
                (1, "2026. 3. 5. 10:20", "홍길동", "1980. 1. 1.", "한빛시 가온구 나래로 12",
                 "2026. 3. 2. 14:31", "이의신청 자료", "제공"),
                (2, "2026. 3. 9. 15:05", "최복지", "1991. 5. 8.", "복지과",
                 "2026. 3. 8. 11:02", "폭언 대응", "열람"),
            )
        ],
    },
)  # fmt: skip
