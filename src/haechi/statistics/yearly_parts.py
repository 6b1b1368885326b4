"""What the sections of the yearly report share: a year beside the one before, as chart and table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from haechi.documents.spec import Block, Chart, Paragraph, table
from haechi.institutions.models import Institution
from haechi.statistics.figures import Figures

Key = TypeVar("Key")
WIDE = (3.0, 1.2, 1.2, 1.2)


@dataclass(frozen=True)
class Years:
    """A year and the one before, of one institution. `last`: the last day that is counted."""

    institution: Institution
    year: int
    last: date
    this: Figures
    before: Figures

    @property
    def columns(self) -> tuple[str, str, str]:
        this, before = (_("%(year)s") % {"year": year} for year in (self.year, self.year - 1))
        return this, before, _("Difference")


def pictured(
    title: str,
    label: str,
    found: Years,
    this: Mapping[str, int],
    before: Mapping[str, int],
    *,
    upright: bool = False,
) -> Iterable[Block]:
    """A chart of this year and the table of both."""
    if not this:
        yield Paragraph(_("There is nothing to count."))
        return
    yield Chart(title, tuple(this.items()), upright=upright)
    rows = [
        [name, count, before.get(name, 0), signed(count - before.get(name, 0))]
        for name, count in this.items()
    ]
    whole, earlier = sum(this.values()), sum(before.get(name, 0) for name in this)
    rows.append([_("Sum"), whole, earlier, signed(whole - earlier)])
    yield table(title, [label, *found.columns], rows, WIDE)


def named(names: Mapping[Key, str], counts: Mapping[Key, int]) -> dict[str, int]:
    return {name: counts.get(key, 0) for key, name in names.items()}


def month(key: str) -> str:
    """`2026-03` → 3월"""
    return _("%(month)s.") % {"month": int(key[5:])}


def signed(difference: int) -> str:
    return f"{difference:+d}" if difference else "0"
