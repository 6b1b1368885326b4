"""The A4 sheet for the staff's notice board: the participation code, a QR code, three steps. No bleed."""

from django.utils.translation import override

from haechi.publicity import qr as codes
from haechi.publicity.drawing import Ink, Item, Rect, Sheet, Text, block, qr
from haechi.publicity.pieces.office import EDGE, HEIGHT, INNER, WIDTH, promise, steps
from haechi.publicity.pieces.parts import sizes, typed
from haechi.publicity.setting import Box, fit
from haechi.talks.announcing import Announcement, days_of

HEAD = 58.0
BAND = 44.0  # of the participation code
CODE = 84.0
STEPS = (
    "개인 휴대전화로 QR을 찍고 참여코드를 넣습니다.",
    "주제를 고르고, 화면에 나온 리포트키와 비밀번호를 적어 둡니다.",
    "감사담당자와 1:1로 대화합니다. 사진·동영상·음성도 보낼 수 있습니다.",
)
PROMISE = (
    "이름·전화번호·IP 주소를 저장하지 않습니다. 코드가 바뀌어도 이미 시작한 대화는 이어집니다."
)
ENGLISH = "Talk one to one with the audit officer, without a name. Scan, enter the code, write."


def sheet_of(told: Announcement) -> Sheet:
    """Raises CannotPrint."""
    items = [*_head(told), *_band(told), *_code(told), *_steps()]
    return Sheet(WIDTH, HEIGHT, f"청렴톡 {told.institution_ko}", "ko", tuple(items), bleed=0.0)


def _head(told: Announcement) -> list[Item]:
    name = fit(told.institution_ko, Box("name", INNER, sizes(20, 9), 1, 700))
    line = fit(
        "감사담당자와 이름 없이 1:1로 이야기하십시오",
        Box("lead", INNER, sizes(24, 13), 1, 700),
    )
    return [
        Rect(0, 0, WIDTH, HEAD, Ink.NAVY),
        *block(name, EDGE, 10, fill=Ink.PALE)[0],
        Text(EDGE, 36, "청렴톡", 46, Ink.WHITE, 700),
        *block(line, EDGE, 42, fill=Ink.WHITE)[0],
    ]


def _band(told: Announcement) -> list[Item]:
    """The participation code, to be read from across a room."""
    top = HEAD + 8
    with override("ko"):
        days = days_of(told)
    signs = fit(told.code, Box("code", INNER - 8, sizes(58, 20), 1, 700))
    when = fit(days, Box("days", INNER - 8, sizes(17, 10), 1))
    return [
        Rect(EDGE, top, INNER, BAND, Ink.SAND, 4),
        Text(WIDTH / 2, top + 10, "참여코드", 17, Ink.NAVY, 700, "center"),
        *block(signs, WIDTH / 2, top + 22 - signs.height / 2 + 1, align="center")[0],
        *block(when, WIDTH / 2, top + BAND - when.height - 3, fill=Ink.GREY, align="center")[0],
    ]


def _code(told: Announcement) -> list[Item]:
    left, top = (WIDTH - CODE) / 2, HEAD + BAND + 12
    address = fit(typed(told.url), Box("address", INNER, sizes(16, 8), 2, 700))
    return [
        *qr(codes.code(told.url), left, top, CODE),
        *block(address, WIDTH / 2, top + CODE + 1, fill=Ink.NAVY, align="center")[0],
    ]


def _steps() -> list[Item]:
    items, below = steps(STEPS, HEAD + BAND + CODE + 26, largest=16, gap=3)
    return [*items, *promise(PROMISE, ENGLISH, below + 2, Ink.PALE)]
