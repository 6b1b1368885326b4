"""The certificate of destruction (파기 증명서): a paper of two parties, in Korean."""

from datetime import date
from pathlib import Path

from haechi.continuity.models import Departure
from haechi.documents.engine import typeset, without_tool

_DRAWING = Path(__file__).parent / "print" / "certificate.typ"
_COUNTED = (
    ("신고", "건", "reports.Report"),
    ("신고마다의 파기용 열쇠", "개", "reports.ErasureKey"),
    ("공익신고 사건", "건", "cases.Case"),
    ("신고자와 주고받은 메시지", "건", "conversations.Message"),
    ("첨부파일", "개", "blobs"),
    ("내부 메모", "건", "inbox.InternalNote"),
    ("담당자의 개인 열쇠", "개", "staff.OfficerSecret"),
    ("접수 창구의 열쇠", "개", "custody.DeskSeat"),
)
_METHOD = (
    "열쇠를 먼저 없앤 뒤 암호화된 파일과 데이터베이스의 행을 지웠습니다. "
    "열쇠가 없는 암호문은 되살릴 수 없습니다. "
    "날짜별 백업에는 신고의 파기용 열쇠가 들어 있지 않아, 남아 있는 백업으로도 신고를 열 수 없습니다."
)
_STAYS = (
    "법령에 따라 접속기록(2년), 접근권한 기록(3년), 파기 기록만 남습니다. "
    "옛 주소로 찾아온 사람에게 옮겼음을 알리기 위해 기관 이름과 새 주소가 남습니다. "
    "남는 것에는 신고 내용도, 신고자에 관한 것도 없습니다."
)
_SIGN = "성명:                                        (서명 또는 인)"


def certificate(departure: Departure, operator: str) -> bytes:
    """The PDF (PDF/UA-1), for a departure that ended. `operator`: who ran the installation.

    Raises:
        ValueError: nothing was destroyed yet.
    """
    if departure.destroyed_on is None:
        raise ValueError("not destroyed yet")
    counts = [(name, f"{departure.counts.get(key, 0):,}{unit}") for name, unit, key in _COUNTED]
    job = {
        "title": "파기 증명서",
        "day": _day(departure.destroyed_on),
        "issuer": operator or "해치 운영자",
        "parts": [
            _part("1. 무엇을 왜 파기하였는가", rows=_facts(departure, departure.destroyed_on)),
            _part("2. 종류별로 파기한 수", rows=counts),
            _part("3. 방법과 남는 것", paragraphs=[_METHOD, _STAYS]),
            _part(
                "4. 확인: 위와 같이 파기하였음을 증명합니다", rows=_signatures(departure), tall=True
            ),
        ],
    }
    return without_tool(typeset(_DRAWING.read_bytes(), job, accessible=True)[0])


def _part(
    title: str,
    *,
    rows: list[tuple[str, str]] | None = None,
    paragraphs: list[str] | None = None,
    tall: bool = False,
) -> dict[str, object]:
    return {"title": title, "rows": rows or [], "paragraphs": paragraphs or [], "tall": tall}


def _facts(departure: Departure, ended: date) -> list[tuple[str, str]]:
    took = "기관이 자료를 가지고 떠남 (위탁의 종료)"
    return [
        ("기관", f"{departure.name_ko} ({departure.slug})"),
        ("파기한 기간", f"{_day(departure.begun_on)} ~ {_day(ended)}"),
        ("파기한 까닭", took if departure.sha256 else departure.reason),
        ("근거", "개인정보 보호법 제21조, 개인정보의 안전성 확보조치 기준 제13조"),
        ("내보낸 파일의 해시 (SHA-256)", _grouped(departure.sha256) or "내보내지 않고 파기함"),
        ("새 주소", departure.new_address or "-"),
    ]


def _signatures(departure: Departure) -> list[tuple[str, str]]:
    return [
        ("파기한 사람", _SIGN),
        ("입회한 사람", _SIGN),
        (f"{departure.name_ko} 인수자", _SIGN),
    ]


def _grouped(digits: str) -> str:
    """Eight digits at a time: two people read it to each other."""
    return " ".join(digits[start : start + 8] for start in range(0, len(digits), 8))


def _day(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"
