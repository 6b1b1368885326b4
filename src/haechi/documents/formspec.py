"""What an official form says and where: rows, labels, fields, spans, texts. One `FormSpec` a form.

Words in braces are fields of the form: `{신고자.성명}` in a person, `{선정자.0.성명}` of the first in a list.
`{이름|예}` and `{이름|아니오}` are boxes for a yes or a no (`□`, `■`), `{이름|예표}` and `{이름|아니오표}`
the same as `[ ]`, `[√]`; `{이름|말}` says 동의 or 부동의. `{@key}` is a text of the form. `[[…]]` falls away
where its fields are empty though others of the same place are filled.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from haechi.documents.sheet import Align, Look

NO_DATE = "20    년    월    일"
NO_DAY = "20   .    .    ."
NO_NUMBER = "20      공익 제        호"
PAPER = "210mm×297mm[일반용지 60g/㎡(재활용품)]"


class Kind(StrEnum):
    """What a field takes. DAY is a date written as 2026. 3. 2.; LINES a list of mappings."""

    TEXT = "text"
    DATE = "date"
    DAY = "day"
    YES_NO = "yes or no"
    COUNT = "number"
    LINES = "list"


@dataclass(frozen=True)
class Field:
    """`blank`: what stands there when nothing is filled in. `later`: may be left out; it is written by hand."""

    name: str
    kind: Kind = Kind.TEXT
    blank: str = ""
    later: bool = False


@dataclass(frozen=True)
class Version:
    """The words of a text in force from a day on; None: as the guideline prints them. `source`: why."""

    words: str
    since: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Text:
    """A text that an institution may change. `versions`: oldest first; each says since when."""

    key: str
    name: str
    versions: tuple[Version, ...]

    def on(self, day: date | None = None) -> Version:
        """The words in force on a day; the newest without one."""
        if day is None:
            return self.versions[-1]
        due = [one for one in self.versions if one.since is None or one.since <= day]
        return due[-1] if due else self.versions[0]


@dataclass(frozen=True)
class Label:
    """Words printed in a shaded cell."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Value:
    """A cell of words and fields; what is too long for it goes on apart. `bare`: no lines around."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    align: Align = Align.LEFT
    size: float = 10.0
    bold: bool = False
    top: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Row:
    """`height`: at least, mm."""

    height: float
    cells: tuple[Label | Value, ...]


@dataclass(frozen=True)
class Table:
    """`widths`: mm, one a column; rows list the cells that begin in them."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    above: float = 0.0
    framed: bool = True
    heads: int = 0


@dataclass(frozen=True)
class Words:
    """A paragraph. `only`: the field that must be yes for it to be printed."""

    text: str
    look: Look
    only: str = ""


@dataclass(frozen=True)
class Notice:
    """A text of the form, set by what its lines begin with: □, ○, -, ※, ◦, 가., 1."""

    key: str
    size: float = 10.0


@dataclass(frozen=True)
class Column:
    head: str
    text: str
    width: float
    align: Align = Align.CENTER


@dataclass(frozen=True)
class Listing:
    """A table with one row for each entry of a list, and at least `rows` of them.

    `groups`: a row of headings above the columns, each with how many it covers ("" for none).
    `flows`: goes on over the next pages; otherwise what does not fit is listed on a sheet of its own.
    """

    field: str
    title: str
    columns: tuple[Column, ...]
    rows: int
    height: float = 9.0
    groups: tuple[tuple[str, int], ...] = ()
    flows: bool = False
    size: float = 9.5
    above: float = 0.0


@dataclass(frozen=True)
class Cut:
    """The sheet is cut here."""

    above: float = 6.0


@dataclass(frozen=True)
class Back:
    """The other side (뒤쪽)."""


Part = Table | Words | Notice | Listing | Cut | Back


@dataclass(frozen=True)
class FormSpec:
    """`number` of the form in the guideline, or in the regulation of `series`; `sample`: data for a first
    look, nobody's.
    """

    number: int
    title: str
    fields: tuple[Field, ...]
    parts: tuple[Part, ...]
    texts: tuple[Text, ...] = ()
    landscape: bool = False
    sample: Mapping[str, object] = field(default_factory=dict)
    series: str = ""

    @property
    def key(self) -> str:
        """What the command line calls it: 1, call-1."""
        return f"{self.series}-{self.number}" if self.series else str(self.number)

    def text(self, key: str) -> Text:
        """Raises KeyError: the form has no such text."""
        found = {text.key: text for text in self.texts}
        return found[key]


REGULATION = Field(
    "규정", blank="행정전화 녹취시스템 운영 규정", later=True
)  # an institution's own


def row(height: float, *cells: Label | Value) -> Row:
    return Row(height, cells)


def table(
    widths: tuple[float, ...], *rows: Row, above: float = 0.0, framed: bool = True, heads: int = 0
) -> Table:
    return Table(widths, rows, above, framed, heads)


def fields(
    names: str, kind: Kind = Kind.TEXT, blank: str = "", *, later: bool = False
) -> list[Field]:
    """Several fields alike; their names are separated by semicolons."""
    return [Field(name.strip(), kind, blank, later) for name in names.split(";")]


def person_rows(name: str, first: float, rest: float) -> tuple[Row, Row, Row]:
    """Who somebody is, in a table of five columns: the person's field, the rows' heights in mm."""
    return (
        row(
            first,
            Label(name, rows=3),
            Label("성명"),
            Value(f"{{{name}.성명}}"),
            Label("주민등록번호"),
            Value(f"{{{name}.주민등록번호}}"),
        ),
        row(rest, Label("주소"), Value(f"{{{name}.주소}}", columns=3)),
        row(rest, Label("연락처"), Value(f"{{{name}.연락처}}", columns=3)),
    )


def report_rows(height: float) -> tuple[Row, Row]:
    """Which report it is, in the same table."""
    return (
        row(height, Label("공익신고", rows=2), Label("제목"), Value("{신고제목}", columns=3)),
        row(height, Label("접수일자"), Value("{접수일자}"), Label("접수번호"), Value("{접수번호}")),
    )


def heading(text: str, size: float = 20.0, above: float = 6.0) -> Words:
    """The name of the form, in the middle."""
    return Words(text, Look(size=size, bold=True, align=Align.CENTER, above=above, heading=1))


def middle(text: str, size: float = 11.0, above: float = 5.0) -> Words:
    return Words(text, Look(size=size, align=Align.CENTER, above=above))


def right(text: str, size: float = 11.0, above: float = 4.0, only: str = "") -> Words:
    return Words(text, Look(size=size, align=Align.RIGHT, above=above), only)


def addressee(above: float = 7.0) -> Words:
    """To the head of the institution, spaced as such lines are."""
    return Words("{기관장|벌려} 귀하", Look(size=15.0, bold=True, above=above))


def left(text: str, size: float = 10.0, above: float = 1.5, bold: bool = False) -> Words:
    return Words(text, Look(size=size, above=above, bold=bold))
