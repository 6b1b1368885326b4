"""Finding the people of a case: one by her row, and whom notices go to."""

import uuid

from haechi.cases.models import Case, Party
from haechi.cases.types import OpenCase, PartyKind
from haechi.casework.errors import NoSuchCase


def party_of(opened: OpenCase, party_id: str | uuid.UUID) -> Party:
    """Raises NoSuchCase."""
    try:
        row = Party.objects.filter(case=opened.case, pk=uuid.UUID(str(party_id))).first()
    except ValueError:
        row = None
    if row is None:
        raise NoSuchCase
    return row


def addressee(case: Case) -> Party | None:
    """Whom notices go to: the representative, else a proxy who is a lawyer, else the first reporter."""
    rows = [row for row in case.parties.all() if row.left_on is None and row.kind in _TOLD]
    return min(rows, key=_rank, default=None)


_TOLD = frozenset({PartyKind.REPORTER.value, PartyKind.PROXY.value})


def _rank(row: Party) -> tuple[int, int]:
    """A lawyer stands between us and her client; otherwise the representative comes first."""
    if row.kind == PartyKind.PROXY:
        return (0 if row.proxy_kind == "lawyer" else 3, row.number)
    return (1 if row.is_representative else 2, row.number)
