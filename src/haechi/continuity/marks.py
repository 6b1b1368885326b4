"""Is this the database that was here? A number that only grows, inside and outside of it (docs/adr/016).

Every process keeps, in a file of its own folder, the largest generation it saw. A database that was laid
back from a copy is smaller: reports, closings and destructions since are missing from it, and whoever went on
working in it would bring back what was destroyed.
"""

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from haechi.common.durable import replace_text
from haechi.common.errors import HaechiError
from haechi.continuity.models import Generation

FILE_NAME = "generation"


class OlderDatabase(HaechiError):
    """The database is an older state than the one that this process, or another of its folder, last saw."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"generation {found} found, {known} known")
        self.found, self.known = found, known


def mark_file() -> Path:
    return Path(settings.DATA_DIR) / FILE_NAME


def generation() -> int:
    """The database's; 0 before its first hour, and for a release that knew none."""
    if Generation._meta.db_table not in connection.introspection.table_names():
        return 0
    return Generation.objects.values_list("number", flat=True).first() or 0


def known_generation() -> int:
    """The file's; 0 where there is none yet. A file that is no number counts as none."""
    try:
        text = mark_file().read_text().strip()
    except FileNotFoundError:
        return 0
    return int(text) if text.isascii() and text.isdigit() else 0


def check_generation() -> None:
    """See that the database is not older than the file says, and remember a newer one.

    Raises:
        OlderDatabase: it is older.
    """
    found, known = generation(), known_generation()
    if found < known:
        raise OlderDatabase(found, known)
    remember(found)


def remember(number: int) -> None:
    """Write the file; a smaller number never replaces a larger one."""
    if number <= known_generation():
        return
    replace_text(mark_file(), f"{number}\n")


def grow() -> int:
    """One generation on. By the hour, never by a report: the file's time must tell nothing of one."""
    with transaction.atomic():
        Generation.objects.get_or_create(id=1)
        Generation.objects.filter(id=1).update(number=F("number") + 1)
        number = generation()
    remember(number)
    return number


def accept(number: int) -> None:
    """Take the database that is here as the newest from now on."""
    with transaction.atomic():
        Generation.objects.update_or_create(id=1, defaults={"number": number})
    remember(number)
