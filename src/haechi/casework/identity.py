"""Opening who somebody is: with a reason, recorded, refused to those outside (PI-16, PI-20)."""

import uuid
from dataclasses import dataclass, replace

from django.db import transaction

from haechi.audit.actions import Action
from haechi.cases.identifiers import mask, mask_name
from haechi.cases.models import IdentityOpening, Paper, Party
from haechi.cases.people import consents_now
from haechi.cases.sealing import identity_of, open_words, seal_words
from haechi.cases.types import ConsentKind, Identity, OpenCase, PartyKind, Purpose
from haechi.casework.access import identity_key, open_to_change
from haechi.casework.errors import IdentityRefused, ReasonNeeded
from haechi.casework.parties import party_of
from haechi.casework.trail import leave_row
from haechi.common.clock import now
from haechi.staff.types import OfficerAtWork

_SHORTEST = 5

CaseId = str | uuid.UUID


@dataclass(frozen=True)
class AccusedView:
    """An accused as the page shows her: masked until a violation is found (제23조②)."""

    party_id: uuid.UUID
    identity: Identity
    is_masked: bool


@transaction.atomic
def open_identity(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    party_id: str | uuid.UUID,
    purpose: Purpose,
    reason: str,
) -> Identity:
    """Who a reporter (or proxy, or cooperator) is. The number comes masked; `open_number` gives it whole.

    Raises:
        ReasonNeeded: none, or a few signs.
        IdentityRefused: not of the 책임관's desk, excluded, unknown, or a client who did not agree.
    """
    identity = _opened(actor, case_id, party_id, purpose, reason, Action.CASE_IDENTITY)
    return replace(identity, number=mask(identity.number_kind, identity.number))


@transaction.atomic
def open_number(
    *,
    actor: OfficerAtWork,
    case_id: CaseId,
    party_id: str | uuid.UUID,
    purpose: Purpose,
    reason: str,
) -> Identity:
    """As `open_identity`, with the whole number: for an official form, where it is unavoidable (제30조)."""
    return _opened(actor, case_id, party_id, purpose, reason, Action.CASE_IDENTITY, number=True)


@transaction.atomic
def open_accused(
    *, actor: OfficerAtWork, case_id: CaseId, party_id: str | uuid.UUID, reason: str
) -> Identity:
    """Who the accused is, before a violation is found: for those who investigate, with a reason.

    Raises:
        ReasonNeeded.
        IdentityRefused: not an accused, or unknown.
    """
    opened = open_to_change(actor, case_id)
    check_reason(reason)
    party = party_of(opened, party_id)
    if party.kind != PartyKind.ACCUSED or not bytes(party.sealed):
        raise IdentityRefused
    note_opening(actor, opened, Purpose.INVESTIGATION, reason, party=party)
    leave_row(actor, Action.CASE_ACCUSED, opened.case, party=party.number)
    return identity_of(opened.data_key, party.pk, party.sealed)


def accused_of(opened: OpenCase) -> list[AccusedView]:
    """The accused, masked until a violation was found."""
    masked = not opened.case.violation_found
    found = []
    for party in opened.case.parties.filter(kind=PartyKind.ACCUSED):
        if not bytes(party.sealed):
            continue
        identity = identity_of(opened.data_key, party.pk, party.sealed)
        shown = masked_identity(identity) if masked else identity
        number = mask(identity.number_kind, identity.number)
        found.append(AccusedView(party.pk, replace(shown, number=number), masked))
    return found


def masked_identity(identity: Identity) -> Identity:
    return Identity(name=mask_name(identity.name), number_kind=identity.number_kind)


def openings_of(opened: OpenCase) -> list[tuple[IdentityOpening, str]]:
    """Who opened whom, when, and the reason in words."""
    rows = IdentityOpening.objects.filter(case=opened.case).select_related(
        "officer", "party", "paper"
    )
    key, case_id = opened.data_key, opened.case.pk
    return [(row, open_words(key, case_id, f"opening {row.pk}", row.reason)) for row in rows]


def _opened(
    actor: OfficerAtWork,
    case_id: CaseId,
    party_id: str | uuid.UUID,
    purpose: Purpose,
    reason: str,
    action: Action,
    *,
    number: bool = False,
) -> Identity:
    opened = open_to_change(actor, case_id)
    check_reason(reason)
    party = party_of(opened, party_id)
    if party.kind == PartyKind.ACCUSED or not bytes(party.sealed):
        raise IdentityRefused
    if party.by_consent_only and not client_agreed(opened):
        raise IdentityRefused
    key = identity_key(actor, opened.case)
    note_opening(actor, opened, purpose, reason, party=party)
    leave_row(actor, action, opened.case, party=party.number, purpose=purpose.value, number=number)
    return identity_of(key, party.pk, party.sealed)


def client_agreed(opened: OpenCase) -> bool:
    """Whether a lawyer's client agreed to be opened (비실명 대리신고)."""
    return consents_now(opened.case).get(ConsentKind.OPEN_SEALED, False)


def check_reason(reason: str) -> None:
    """Raises ReasonNeeded."""
    if len(reason.strip()) < _SHORTEST:
        raise ReasonNeeded


def note_opening(
    actor: OfficerAtWork,
    opened: OpenCase,
    purpose: Purpose,
    reason: str,
    *,
    party: Party | None = None,
    paper: Paper | None = None,
) -> None:
    """The line in the record: who opened whom, or which sealed paper, when, and why."""
    row = IdentityOpening(
        case=opened.case, party=party, paper=paper, officer=actor.officer, at=now(), purpose=purpose
    )
    row.reason = seal_words(opened.data_key, opened.case.pk, f"opening {row.pk}", reason)
    row.save(force_insert=True)
