"""A database older than the one that was here is refused until somebody says it is meant (docs/adr/016)."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

from haechi.audit.actions import Action
from haechi.audit.chain import read_head
from haechi.audit.models import AuditHead
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.cli.newest import REFUSAL, behind_generation
from haechi.continuity.marks import accept, generation, known_generation
from haechi.reports.models import ErasureKey

# Beyond what the file of any other zone can know: more hours than a year has.
_LEAP = 10_000


def why_older() -> str:
    """What tells that the database is older; empty where nothing does."""
    return behind_generation() or _behind_trail()


def _behind_trail() -> str:
    """The trail's anchor outside grows with every row, and so finer than by the hour."""
    path = getattr(settings, "AUDIT_HEAD_FILE", None)
    if path is None:  # the reporter's zone has no trail
        return ""
    try:
        head = read_head(path, key=settings.AUDIT_KEY)
    except ValueError:
        return ""  # a changed anchor is the verification's to tell
    try:
        found = AuditHead.objects.values_list("sequence", flat=True).first() or 0
    except DatabaseError:  # not migrated yet
        return ""
    if head and found < head.sequence:
        return f"접속기록/trail {found} < {head.sequence}"
    return ""


def refuses() -> bool:
    """Tell the operator and return True where the process must not start."""
    if not (why := why_older()):
        return False
    print(REFUSAL.format(why=why), file=sys.stderr)
    return True


@dataclass(frozen=True)
class Accepted:
    """`destroyed`: reports whose keys the newest copy does not hold any more."""

    destroyed: int


def accept_older(*, actor: Actor, keys: Path | None) -> Accepted:
    """Go on with this database; with the newest copy of the erasure keys, what was destroyed stays so.

    Raises:
        OSError, ValueError: the copy cannot be read; nothing is changed.
    """
    alive = {json.loads(line)[0] for line in keys.open()} if keys else None
    found, known = generation(), known_generation()
    with transaction.atomic():
        gone = _forget(alive) if alive is not None else 0
        accept(max(found, known) + _LEAP)
        _set_anchor_aside()
        record(
            actor=actor,
            action=Action.OLDER_ACCEPTED,
            subject="database",
            detail={"found": found, "known": known, "destroyed": gone, "keys": keys is not None},
        )
    return Accepted(gone)


def _forget(alive: set[str]) -> int:
    numbers = ErasureKey.objects.values_list("report_id", flat=True)
    dead = [number for number in numbers.iterator(chunk_size=2000) if str(number) not in alive]
    for start in range(0, len(dead), 500):
        ErasureKey.objects.filter(report_id__in=dead[start : start + 500]).delete()
    return len(dead)


def _set_anchor_aside() -> None:
    """The anchor of the lost rows stays as evidence; the next row makes a new one."""
    path = settings.AUDIT_HEAD_FILE
    if path.exists():
        path.replace(path.with_name(f"{path.name}.before-{known_generation()}"))
