"""A list of officers as spreadsheets write it, read into rows: encodings, separators, Excel's habits.

Nothing is created here. What a cell may do to a spreadsheet later (a formula, CWE-1236) is refused.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum

MAX_BYTES = 256 * 1024
MAX_ROWS = 100  # each costs a third of a second of a core: a password is hashed, a key is wrapped
_SEPARATORS = ",;\t"
_TEXT_FORMULA = re.compile(r'="(.*)"')  # how a spreadsheet is made to keep the zero of 010
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff]")
_LOST_ZERO = re.compile(r"1[016789]\d{7,8}")


class Problem(Enum):
    """Why a file cannot be read at all."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    TOO_MANY_ROWS = "too many rows"
    ENCODING = "encoding"
    NOT_A_TABLE = "not a table"
    COLUMNS = "columns"


class BadFile(Exception):
    """The file is not a list of officers; `columns`: the needed ones that it lacks."""

    def __init__(self, problem: Problem, columns: tuple[str, ...] = ()) -> None:
        self.problem = problem
        self.columns = columns
        super().__init__(problem.value)


COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("이름", "성명", "name"),
    "position": ("직위", "직급", "position"),
    "username": ("사용자 이름", "아이디", "user name", "username", "id"),
    "role": ("역할", "role"),
    "department": ("부서", "department"),
    "duties": ("담당 분야", "분야", "duties", "on duty for"),
    "phone": ("휴대전화", "휴대폰", "전화번호", "mobile phone", "phone"),
    "email": ("전자우편", "이메일", "e-mail", "email"),
}
NEEDED = ("name", "position", "username")
_BY_HEADING = {heading: key for key, headings in COLUMNS.items() for heading in headings}


@dataclass(frozen=True)
class Row:
    """One line of the list: `cells` by column, `formulas` the columns that would run as one."""

    line: int
    cells: dict[str, str] = field(repr=False)
    formulas: tuple[str, ...] = ()
    has_too_many: bool = False


@dataclass(frozen=True)
class Sheet:
    rows: list[Row]
    ignored: tuple[str, ...]  # headings that mean nothing here


def read_sheet(data: bytes) -> Sheet:
    """The rows of a list of officers.

    Raises:
        BadFile: with what to do about it in `problem`.
    """
    if len(data) > MAX_BYTES:
        raise BadFile(Problem.TOO_LARGE)
    text = _decoded(data)
    lines = _lines(text)
    if not lines:
        raise BadFile(Problem.EMPTY)
    headings = [_heading(cell) for cell in lines[0][1]]
    keys = [_BY_HEADING.get(heading) for heading in headings]
    missing = tuple(COLUMNS[key][0] for key in NEEDED if key not in keys)
    if missing:
        raise BadFile(Problem.COLUMNS, missing)
    if len(lines) == 1:
        raise BadFile(Problem.EMPTY)
    if len(lines) - 1 > MAX_ROWS:
        raise BadFile(Problem.TOO_MANY_ROWS)
    ignored = tuple(h for h, key in zip(headings, keys, strict=True) if h and key is None)
    return Sheet([_row(line, cells, keys) for line, cells in lines[1:]], ignored)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)  # a spreadsheet's "Unicode text"
    else:
        encodings = ("utf-8-sig", "cp949")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile(Problem.ENCODING)


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Lines that hold something, with their number in the file."""
    first, _, rest = text.partition("\n")
    named = re.fullmatch(r'"?sep=(.)"?\s*', first)  # a line by which Excel is told the separator
    body, skipped = (rest, 1) if named else (text, 0)
    separator = named[1] if named else _separator(first)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    found = []
    try:
        for cells in reader:
            tidy = [_tidy(cell) for cell in cells]
            if any(tidy):
                found.append((reader.line_num + skipped, tidy))
    except csv.Error:
        raise BadFile(Problem.NOT_A_TABLE) from None
    return found


def _separator(first: str) -> str:
    return max(_SEPARATORS, key=first.count)


def _tidy(cell: str) -> str:
    """Without what spreadsheets add: no-break spaces, invisible signs, ="…", a leading apostrophe."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", cell.replace("\xa0", " "))).strip(
        " \r\n"
    )
    if wrapped := _TEXT_FORMULA.fullmatch(text):
        text = wrapped[1].replace('""', '"').strip()
    return text.removeprefix("'")


def _heading(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).casefold().replace("*", "").split())


def _row(line: int, cells: list[str], keys: list[str | None]) -> Row:
    values = dict.fromkeys(COLUMNS, "")
    for key, cell in zip(keys, cells, strict=False):
        if key:
            values[key] = cell
    values["phone"] = _phone(values["phone"])
    for key in ("username", "email", "role"):
        values[key] = unicodedata.normalize("NFKC", values[key]).strip()
    formulas = tuple(key for key, value in values.items() if value.startswith(_FORMULA))
    return Row(line, values, formulas, any(cells[len(keys) :]))


def _phone(cell: str) -> str:
    """Digits as they were before a spreadsheet took them for a number."""
    text = unicodedata.normalize("NFKC", cell).strip()
    if text.startswith("+82"):
        text = "0" + text.removeprefix("+82").lstrip(" -0")
    plain = re.sub(r"[\s-]", "", text).removesuffix(".0")
    return f"0{plain}" if _LOST_ZERO.fullmatch(plain) else text
