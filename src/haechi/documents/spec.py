"""What a paper says, without how it looks: every writer sets the same `Document`.

Words come translated. Whoever needs a new kind of block adds it here and in both writers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """`level` 1 to 3; numbered by the writers from level 1 on."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `small` for notes below a table."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell over `columns` × `rows`; header cells are shaded and told to readers of the screen."""

    text: str
    header: bool = False
    numeric: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """`widths`: shares of the page's width, one a column; the first `heads` rows repeat on each page.

    Rows list the cells that begin in them: what a span covers is left out, as in HTML.
    """

    caption: str
    widths: tuple[float, ...]
    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 1

    def places(self) -> list[tuple[int, int, Cell]]:
        """Each cell with the row and the column in which it begins.

        Raises:
            ValueError: cells lie over each other, stand out of the table or leave a gap.
        """
        taken: set[tuple[int, int]] = set()
        found = []
        for row, cells in enumerate(self.rows):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                covered = {
                    (row + down, column + right)
                    for down in range(cell.rows)
                    for right in range(cell.columns)
                }
                if covered & taken:
                    raise ValueError("cells lie over each other")
                taken |= covered
                found.append((row, column, cell))
        whole = {
            (row, column) for row in range(len(self.rows)) for column in range(len(self.widths))
        }
        if taken != whole:
            raise ValueError("the cells do not fill the table")
        return found


@dataclass(frozen=True)
class Chart:
    """Bars beside a label (`upright`: above it). The numbers stand in the table that follows it."""

    title: str
    bars: tuple[tuple[str, int], ...]
    upright: bool = False

    @property
    def description(self) -> str:
        """For who cannot see the picture."""
        return f"{self.title}: " + ", ".join(f"{label} {value}" for label, value in self.bars)


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True)
class Document:
    """A paper with a cover. `language`: ko or en; `contents`: the heading of the table of contents."""

    title: str
    subtitle: str
    institution: str
    day: str
    language: str
    contents: str
    blocks: tuple[Block, ...]

    def headings(self) -> Iterator[tuple[str, Heading]]:
        """Each heading with its number: `1`, `1.1`, …"""
        counts: list[int] = []
        for block in self.blocks:
            if isinstance(block, Heading):
                counts = [*counts[: block.level], *[0] * (block.level - len(counts))]
                counts[-1] += 1
                yield ".".join(str(count) for count in counts), block


def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[float]
) -> Table:
    """A plain table: one row of headings, names in the first column, numbers to the right."""
    head = tuple(Cell(text, header=True) for text in columns)
    body = tuple(
        (Cell(str(row[0]), header=True), *(Cell(str(value), numeric=True) for value in row[1:]))
        for row in rows
    )
    return Table(caption, tuple(widths), (head, *body))
