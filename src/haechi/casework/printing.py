"""Official forms of a case, filled in: names only after purpose and reason, a row each time (PI-22)."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.form_fields import Fields
from haechi.cases.models import Party
from haechi.cases.types import Identity, OpenCase, PartyKind, ProxyKind, Purpose, Track
from haechi.casework.access import open_case, open_to_change
from haechi.casework.filed import file_handed_out
from haechi.casework.forms import form_data
from haechi.casework.identity import client_agreed, open_identity, open_number
from haechi.casework.trail import leave_row
from haechi.common.clock import today
from haechi.staff.types import OfficerAtWork

NAMED = frozenset({1, 3, 4, 5, 6, 9, 10})
"""The forms that have a place for a reporter's name."""
_NUMBERED = frozenset({1, 4, 5, 9, 10})


@transaction.atomic
def form_fields(
    *,
    actor: OfficerAtWork,
    case_id: str | uuid.UUID,
    forms: Sequence[int],
    with_names: bool = False,
    reason: str = "",
    keep: bool = False,
) -> list[Fields]:
    """The fields of each form. Names are opened one by one, each with a row of its own.

    `keep`: copies of what is handed out (receipt, guidance) go into the binder, without names.

    Raises:
        NoSuchCase, IdentityRefused, ReasonNeeded.
        KeyError: no such form of a case.
    """
    opened = open_to_change(actor, case_id) if keep else open_case(actor, case_id)
    known = _identities(actor, opened, forms, reason) if with_names else {}
    made = [
        form_data(opened, number, officer=actor.officer.name, identities=known)
        | {"작성일": today()}
        for number in forms
    ]
    kept = file_handed_out(opened, forms, actor.officer) if keep else []
    leave_row(
        actor,
        Action.CASE_PAPER_OPENED,
        opened.case,
        forms=_listed(forms),
        names=with_names,
        kept=_listed(kept),
    )
    return made


def _listed(forms: Sequence[int]) -> str:
    return " ".join(str(number) for number in forms)


def _identities(
    actor: OfficerAtWork, opened: OpenCase, forms: Sequence[int], reason: str
) -> dict[uuid.UUID, Identity]:
    if not NAMED & set(forms):
        return {}
    rows = [
        row for row in opened.case.parties.filter(left_on__isnull=True) if _printed(opened, row)
    ]
    whole = bool(_NUMBERED & set(forms))  # a receipt has no place for the number (제30조)
    given: dict[str, Any] = {
        "actor": actor,
        "case_id": opened.case.pk,
        "purpose": Purpose.FORM,
        "reason": reason,
    }
    return {
        row.pk: open_number(**given, party_id=row.pk)
        if whole and row.kind == PartyKind.REPORTER
        else replace(open_identity(**given, party_id=row.pk), number="")
        for row in rows
    }


def _printed(opened: OpenCase, row: Party) -> bool:
    """Those whose names stand on forms: reporters, and the lawyer of one who is not named.

    A client who did not agree to be opened is printed unnamed.
    """
    if not bytes(row.sealed):
        return False
    if row.kind == PartyKind.REPORTER:
        return not row.by_consent_only or client_agreed(opened)
    return opened.case.track == Track.LAWYER and row.proxy_kind == ProxyKind.LAWYER
