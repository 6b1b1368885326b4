"""The session's A4 sheet: 연습 in large letters, the code, three steps. For an office printer, no bleed."""

from haechi.common.clock import today
from haechi.practice.models import PracticeSession
from haechi.practice.selectors import practice_url
from haechi.publicity import qr as codes
from haechi.publicity.drawing import Ink, Item, Rect, Sheet, Text, block, qr
from haechi.publicity.errors import CannotPrint
from haechi.publicity.pieces.office import EDGE, HEIGHT, INNER, WIDTH, promise, steps
from haechi.publicity.pieces.parts import sizes, typed
from haechi.publicity.setting import Box, Fitted, fit

HEAD = 64.0  # where the band ends
CODE = 104.0
STEPS = (
    "휴대전화로 QR을 찍습니다.",
    "연습으로 신고를 써서 보냅니다. 실제 이름이나 사건은 쓰지 마십시오.",
    "리포트키와 비밀번호를 적어 두었다가 다시 들어와 답변을 확인합니다.",
)
PROMISE = (
    "아무에게도 접수되지 않으며, 누가 무엇을 썼는지 알 수 없습니다. 기간이 지나면 모두 지워집니다."
)
ENGLISH = "Practice only. Nobody receives it; everything deletes itself."


def sheet_of(session: PracticeSession) -> Sheet:
    """Raises CannotPrint."""
    url = practice_url(session)
    items = [*_head(session), *_code(session, url), *_steps()]
    return Sheet(WIDTH, HEIGHT, f"연습 {session.title}", "ko", tuple(items), bleed=0.0)


def printable(title: str) -> bool:
    """True where the sheet has room and letters for the title."""
    day = today()
    session = PracticeSession(title=title, first_day=day, last_day=day)
    try:
        _title(session)
    except CannotPrint:
        return False
    return True


def _head(session: PracticeSession) -> list[Item]:
    """White on navy: the word, the title, whose it is."""
    title = _title(session)
    top = HEAD / 2 + 6 - title.height / 2
    name = fit(session.institution.name_ko, Box("name", INNER - 50, sizes(22, 9), 1, 700))
    return [
        Rect(0, 0, WIDTH, HEAD, Ink.NAVY),
        Rect(EDGE, 12, 44, 20, Ink.WHITE, 3),
        Text(EDGE + 22, 26.3, "연습", 40, Ink.NAVY, 700, "center"),
        *block(name, EDGE + 50, 22 - name.height / 2, fill=Ink.PALE)[0],
        *block(title, EDGE, max(top, 35), fill=Ink.WHITE)[0],
    ]


def _title(session: PracticeSession) -> Fitted:
    box = Box("title", INNER, sizes(36, 13), 3, 700, balanced=True, height=27, line=1.2)
    return fit(session.title, box)


def _code(session: PracticeSession, url: str) -> list[Item]:
    left, top = (WIDTH - CODE) / 2, HEAD + 9
    days = f"{session.first_day:%Y. %-m. %-d.}"
    if session.last_day != session.first_day:
        days += f" ~ {session.last_day:%Y. %-m. %-d.}"
    when = fit(days, Box("days", INNER, sizes(20, 12), 1, 700))
    shown, below = block(when, WIDTH / 2, top + CODE + 2, align="center")
    address = fit(typed(url), Box("address", INNER, sizes(17, 8), 2, 700))
    return [
        *qr(codes.code(url), left, top, CODE),
        *shown,
        *block(address, WIDTH / 2, below + 1, fill=Ink.NAVY, align="center")[0],
    ]


def _steps() -> list[Item]:
    items, below = steps(STEPS, HEAD + CODE + 36, largest=17, gap=4)
    return [*items, *promise(PROMISE, ENGLISH, below + 3, Ink.SAND)]
