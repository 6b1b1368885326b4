"""Finding the people of a case: one by her row, whom notices go to, and who reports."""

import uuid

from haechi.cases.models import Case, Party
from haechi.cases.types import OpenCase, PartyKind, ProxyKind
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


def reporter_of(case: Case) -> Party | None:
    """Who reports, as official forms name her: the representative, else the first. Never a proxy."""
    rows = [
        row for row in case.parties.all() if row.left_on is None and row.kind == PartyKind.REPORTER
    ]
    return min(rows, key=_rank, default=None)


def lawyer_of(case: Case) -> Party | None:
    """The proxy who is a lawyer."""
    rows = case.parties.filter(left_on__isnull=True, kind=PartyKind.PROXY)
    return rows.filter(proxy_kind=ProxyKind.LAWYER).first()


_TOLD = frozenset({PartyKind.REPORTER.value, PartyKind.PROXY.value})


def _rank(row: Party) -> tuple[int, int]:
    """A lawyer stands between us and her client; otherwise the representative comes first."""
    if row.kind == PartyKind.PROXY:
        return (0 if row.proxy_kind == ProxyKind.LAWYER else 3, row.number)
    return (1 if row.is_representative else 2, row.number)
