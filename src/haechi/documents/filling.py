"""A form and its data become a sheet. What does not fit its place goes on on a continuation sheet (별지)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import cast

from haechi.documents import sheet as paper
from haechi.documents.formspec import (
    Column,
    Cut,
    FormSpec,
    Kind,
    Label,
    Listing,
    Notice,
    Row,
    Table,
    Value,
    Words,
)
from haechi.documents.sheet import Align, Block, Box, CutLine, Grid, Line, Look, NewPage, Sheet
from haechi.documents.spec import Cell
from haechi.documents.spec import Table as Places
from haechi.documents.values import found, read

GOES_ON = "(별지에 계속)"
LEAST_LINES = 3  # a narrow cell grows to this before its words go on apart
_PLACE = re.compile(r"\{([^{}|]+)(?:\|([^{}]+))?\}")
_SECTION = re.compile(r"\[\[(.*?)\]\]")
_STYLES = (  # what a line begins with → size added, bold, indent, hang, above (mm)
    ("□ ", 1.0, True, 0.0, 5.0, 4.0),
    ("■ ", 0.5, False, 0.0, 5.0, 2.0),
    ("○ ", 0.0, False, 2.0, 5.0, 2.2),
    ("- ", 0.0, False, 7.0, 3.0, 1.0),
    ("※ ", -0.5, False, 2.0, 5.0, 1.8),
)
_NUMBERED = re.compile(r"(\d+|[가-하])\. ")


def fill(
    form: FormSpec,
    data: Mapping[str, object],
    *,
    texts: Mapping[str, str] | None = None,
    on: date | None = None,
    drawings: Mapping[str, paper.Drawing] | None = None,
) -> Sheet:
    """The filled sheet. `texts`: an institution's own words by key; `on`: the day whose default words hold;
    `drawings`: by field, in place of its words.

    Raises:
        FormRefused: a field is missing, unknown or of another kind.
    """
    values = read(form, data)
    if values.get("기관장") is None and values.get("기관명"):
        values["기관장"] = f"{values['기관명']}장"
    own = {text.key: (texts or {}).get(text.key, text.on(on).words) for text in form.texts}
    return _Filling(form, values, own, drawings or {}).sheet()


def blank(form: FormSpec, institution: str = "") -> Sheet:
    """The form to be filled in by hand (제10조제1항)."""
    people: dict[str, dict[str, None]] = {}
    for one in form.fields:
        head, dot, inner = one.name.partition(".")
        if dot:
            people.setdefault(head, {})[inner] = None
    alone = {one.name: None for one in form.fields if "." not in one.name}
    return fill(form, {**alone, **people, "기관명": institution})


@dataclass
class _Filling:
    form: FormSpec
    values: dict[str, object]
    texts: dict[str, str]
    drawings: Mapping[str, paper.Drawing] = field(default_factory=dict)
    apart: list[Block] = field(default_factory=list)

    def sheet(self) -> Sheet:
        blocks: list[Block] = [*paper.lines(self._mark(), Look(size=9.0))]
        for part in self.form.parts:
            blocks += self._part(part)
        if self.apart:
            blocks += [NewPage(), *paper.lines(self._mark(" 별지"), Look(size=9.0)), *self.apart]
        return Sheet(
            title=self.form.title,
            blocks=tuple(blocks),
            landscape=self.form.landscape,
            numbered=bool(self.apart) or self._many(),
        )

    def _mark(self, more: str = "") -> str:
        number = (self.values.get("접수번호") or self.values.get("관리번호")) if more else None
        told = f"  {number}" if number else ""
        return f"■ [별지 제{self.form.number}호 서식]{more}{told}"

    def _many(self) -> bool:
        return any(isinstance(p, Listing) and p.flows for p in self.form.parts)

    def _part(self, part: object) -> list[Block]:
        if isinstance(part, Table):
            return [self._table(part)]
        if isinstance(part, Words):
            yes = not part.only or self.values.get(part.only) is True
            return [*paper.lines(self.said(part.text), part.look)] if yes else []
        if isinstance(part, Notice):
            return [
                line for each in self.texts[part.key].split("\n") for line in _notice(each, part)
            ]
        if isinstance(part, Listing):
            return self._listing(part)
        return [CutLine(part.above)] if isinstance(part, Cut) else [NewPage()]

    def said(self, text: str, item: Mapping[str, object] | None = None) -> str:
        """The words of a place with its fields filled in."""

        def filled(names: str) -> bool:
            return any(self._value(m[1], item) not in (None, "") for m in _PLACE.finditer(names))

        def section(match: re.Match[str]) -> str:
            others = _SECTION.sub("", text)
            # Of a sheet for the pen; a list has rows of its own for that.
            blank = item is None and not filled(others)
            return match[1] if filled(match[1]) or blank else ""

        return _PLACE.sub(lambda m: self._shown(m[1], m[2], item), _SECTION.sub(section, text))

    def _value(self, name: str, item: Mapping[str, object] | None) -> object:
        try:
            return found(item, name) if item is not None else self.values[name]
        except KeyError:
            pass
        try:
            return found(self.values, name)
        except KeyError:
            return None

    def _shown(self, name: str, way: str | None, item: Mapping[str, object] | None) -> str:
        if name.startswith("@"):
            return self.texts[name[1:]]
        known = {one.name: one for one in self.form.fields}.get(name)
        value = self._value(name, item)
        if way:
            return _WAYS[way](value)
        if value is None or value == "":
            return known.blank if known else ""
        return written(value, known.kind if known else Kind.DAY)

    def _table(self, part: Table) -> Grid:
        boxes = []
        places = Places("", part.widths, tuple(_cells(row) for row in part.rows)).places()
        flat = [cell for row in part.rows for cell in row.cells]
        for (at, column, cell), told in zip(places, flat, strict=True):
            room = sum(part.widths[column : column + cell.columns])
            height = sum(row.height for row in part.rows[at : at + cell.rows])
            boxes.append(self._box(told, (at, column), room, height))
        return Grid(
            widths=part.widths,
            heights=tuple(row.height for row in part.rows),
            boxes=tuple(boxes),
            heads=part.heads,
            framed=part.framed,
            above=part.above,
        )

    def _box(self, told: Label | Value, at: tuple[int, int], room: float, height: float) -> Box:
        place = (*at, told.rows, told.columns)
        if isinstance(told, Label):
            look = Look(size=10.0, align=Align.CENTER)
            return Box(*place, paper.lines(told.text, look), shaded=True)
        look = Look(size=told.size, align=told.align, bold=told.bold)
        words = self.said(told.text)
        names = [match[1] for match in _PLACE.finditer(told.text)]
        own = not any(name.startswith("@") for name in names)
        if names and own:
            words = self._cut(names[-1], words, look, room, height)
        made = paper.lines if own else paper.marked
        drawing = next((self.drawings[name] for name in names if name in self.drawings), None)
        return Box(*place, made(words, look), bare=told.bare, top=told.top, drawing=drawing)

    def _cut(self, name: str, words: str, look: Look, room: float, height: float) -> str:
        """What fits of a field; the rest goes to the continuation sheet."""
        width = (room - 2 * paper.INSET) / (look.size * paper.POINT)
        most = max(LEAST_LINES, int((height - 2.0) / look.line))
        held = list(islice(paper.wrapped(words, width), most + 1))
        if len(held) <= most:
            return words
        used = _boundary(words, held[: most - 1])
        self._apart(name, words[used:].lstrip(" "))
        return words[:used].rstrip() + "\n" + GOES_ON

    def _apart(self, name: str, rest: str) -> None:
        told = name.replace(".", " ")
        head = Look(size=12.0, bold=True, above=5.0, heading=2)
        self.apart += [*paper.lines(f"{told} (계속)", head)]
        self.apart += paper.lines(rest, Look(size=10.0, above=0.4))

    def _listing(self, part: Listing) -> list[Block]:
        entries = cast("list[Mapping[str, object]]", self.values[part.field] or [])
        rows = [[self.said(column.text, item) for column in part.columns] for item in entries]
        here = rows if part.flows else rows[: part.rows]
        rest = [] if part.flows else rows[part.rows :]
        empty = [[""] * len(part.columns)] * (part.rows - len(here))
        if rest:
            head = Look(size=12.0, bold=True, above=5.0, heading=2, align=Align.CENTER)
            self.apart += [*paper.lines(f"{part.title} (계속)", head)]
            self.apart += [_list(part, rest, above=3.0, flows=True)]
        return [_list(part, here + empty, above=part.above, flows=part.flows)]


def _cells(row: Row) -> tuple[Cell, ...]:
    return tuple(Cell("", columns=cell.columns, rows=cell.rows) for cell in row.cells)


def _boundary(words: str, lines: list[str]) -> int:
    """How many characters of the words these lines take, line breaks of the writer's own counted."""
    at = 0
    for line in lines:
        at += len(line)
        if at < len(words) and words[at] == "\n":
            at += 1
    return at


def _list(part: Listing, rows: list[list[str]], *, above: float, flows: bool) -> Grid:
    heads = _heads(part)
    start = 2 if part.groups else 1
    look = Look(size=part.size)
    boxes = [*heads]
    for at, cells in enumerate(rows, start):
        for column, text in enumerate(cells):
            own = Look(size=look.size, align=part.columns[column].align)
            boxes.append(Box(at, column, 1, 1, paper.lines(text, own)))
    heights = (8.0,) * start + (part.height,) * len(rows)
    widths = tuple(column.width for column in part.columns)
    return Grid(widths, heights, tuple(boxes), heads=start, flows=flows, above=above)


def _heads(part: Listing) -> list[Box]:
    look = Look(size=part.size, align=Align.CENTER)
    if not part.groups:
        return [_head(0, at, 1, 1, one.head, look) for at, one in enumerate(part.columns)]
    boxes, at = [], 0
    for text, columns in part.groups:
        inner: tuple[Column, ...] = part.columns[at : at + columns]
        if text:
            boxes.append(_head(0, at, 1, columns, text, look))
            boxes += [_head(1, at + n, 1, 1, one.head, look) for n, one in enumerate(inner)]
        else:
            boxes += [_head(0, at + n, 2, 1, one.head, look) for n, one in enumerate(inner)]
        at += columns
    return boxes


def _head(row: int, column: int, rows: int, columns: int, text: str, look: Look) -> Box:
    return Box(row, column, rows, columns, paper.lines(text, look), shaded=True)


def _notice(text: str, part: Notice) -> tuple[Line, ...]:
    for sign, more, bold, indent, hang, above in _STYLES:
        if text.startswith(sign):
            look = Look(part.size + more, bold, Align.LEFT, indent, hang, above, 2 if bold else 0)
            return paper.marked(text, look)
    if _NUMBERED.match(text):
        top = text[0].isdecimal()
        indent, above = (0.0, 3.0) if top else (9.0, 1.2)
        return paper.marked(text, Look(part.size, False, Align.LEFT, indent, 5.0, above))
    return paper.marked(text, Look(part.size, above=2.0 if text else 0.0))


def written(value: object, kind: Kind) -> str:
    """A value as it is printed."""
    if isinstance(value, date):
        if kind is Kind.DAY:
            return f"{value.year}. {value.month}. {value.day}."
        return f"{value.year}년 {value.month}월 {value.day}일"
    return paper.clean(str(value))


def _spaced(value: object) -> str:
    return " ".join(str(value)) if value else " " * 24


_WAYS = {
    "예": lambda value: "■" if value is True else "□",
    "아니오": lambda value: "■" if value is False else "□",
    "예표": lambda value: "[√]" if value is True else "[  ]",
    "아니오표": lambda value: "[√]" if value is False else "[  ]",
    "말": lambda value: {True: "동의", False: "부동의"}.get(value, "") if value is not None else "",
    "벌려": _spaced,
}
