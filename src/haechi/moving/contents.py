"""What an archive holds: read to its end, every member understood, nothing changed."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from haechi.moving.archive import ArchiveReader, Progress
from haechi.moving.errors import ArchiveRefused
from haechi.moving.rows import read_row
from haechi.moving.tables import Table, table_of

Told = Callable[[Progress], None]
_SECRET = 32


@dataclass
class Contents:
    """What an archive holds, once it was read to its end and everything in it agreed."""

    about: dict[str, str] = field(default_factory=dict)
    peppers: dict[str, bytes] = field(default_factory=dict, repr=False)
    counts: Counter[str] = field(default_factory=Counter)
    blobs: int = 0
    bytes: int = 0
    sha256: str = ""
    users: list[str] = field(default_factory=list)
    first_reports: int = 0


def look(path: Path, passphrase: str, told: Told) -> Contents:
    """Read the whole archive and change nothing.

    Raises:
        ArchiveRefused: damaged, cut short, newer, or another passphrase.
    """
    found, progress = Contents(), Progress()
    with ArchiveReader(path, passphrase) as reader:
        for name, size, source in reader.members():
            if name.startswith("blobs/"):
                found.blobs += 1
                found.bytes += size
            else:
                _look_at(name, source.read(size), found)
            progress.blobs, progress.rows = found.blobs, found.counts.total()
            told(progress)
        found.sha256 = reader.sha256
    if not found.about or len(found.peppers.get("pepper", b"")) != _SECRET:
        raise ArchiveRefused("머리 부분이 없습니다 / its beginning is missing")
    return found


def _look_at(name: str, data: bytes, found: Contents) -> None:
    if name == "about.json":
        found.about = json.loads(data)
    elif name == "secrets.json":
        found.peppers = {key: bytes.fromhex(value) for key, value in json.loads(data).items()}
    else:
        for table, values in rows_of(name, data):
            found.counts[table.label] += 1
            if table.label == "staff.Account":
                found.users.append(values["username"])
            if table.label == "reports.Report" and values.get("derivation", 1) == 1:
                found.first_reports += 1


def rows_of(name: str, data: bytes) -> Iterator[tuple[Table, dict[str, Any]]]:
    """The rows of one member.

    Raises:
        ArchiveRefused: a table or a field that this release does not know.
    """
    table = table_in(name)
    for line in data.splitlines():
        try:
            yield table, read_row(table, line)
        except (ValueError, KeyError):
            raise ArchiveRefused(
                f"이 설치가 모르는 항목이 있습니다({table.label}). 해치를 먼저 올리십시오."
                " / an unknown field: upgrade Haechi first"
            ) from None


def table_in(name: str) -> Table:
    folder, _, rest = name.partition("/")
    table = table_of(rest.partition("/")[0])
    if folder != "rows" or table is None or not table.is_exported:
        raise ArchiveRefused(
            "이 설치가 모르는 표가 있습니다. 해치를 먼저 올리십시오. / an unknown table: upgrade Haechi first"
        )
    return table
