"""How a case is sealed: two keys, contents for the centre's desk, identities for the 책임관's (PI-16).

Each key is `BLAKE2b(secret, key=erasure key)` as a report's is (docs/adr/007). With exclusions the
desk's key must not open it: every remaining member gets a seal of her own.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from haechi.cases.models import Case, CaseKey, CaseSeal
from haechi.cases.types import CaseContent, Identity, NumberKind
from haechi.crypto.aead import open_sealed, open_text, place, seal, seal_text
from haechi.crypto.sealedbox import seal_to
from haechi.crypto.types import Buffer, DataKey, PublicKey, Sealed
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import Officer
from haechi.custody.selectors import current_epoch, members
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.reports.sealing import NewKeys, new_keys


@dataclass(frozen=True)
class CaseKeys:
    """A case's keys at birth; `identity` is forgotten when the transaction ends."""

    content: NewKeys = field(repr=False)
    identity: NewKeys = field(repr=False)


def new_case_keys() -> CaseKeys:
    return CaseKeys(new_keys(), new_keys())


def case_place(case_id: object, what: str) -> bytes:
    """Associated data of one sealed field of one case."""
    return place("case", str(case_id), what)


def seal_words(key: DataKey, case_id: object, what: str, text: str) -> Sealed:
    return seal_text(key, text, case_place(case_id, what))


def open_words(key: DataKey, case_id: object, what: str, sealed: Buffer) -> str:
    """ "" where nothing was sealed."""
    return open_text(key, sealed, case_place(case_id, what)) if bytes(sealed) else ""


def seal_fields(key: DataKey, case_id: object, what: str, fields: Mapping[str, object]) -> Sealed:
    return seal_words(key, case_id, what, json.dumps(fields, ensure_ascii=False))


def open_fields(key: DataKey, case_id: object, what: str, sealed: Buffer) -> dict[str, str]:
    text = open_words(key, case_id, what, sealed)
    return dict(json.loads(text)) if text else {}


def seal_content(key: DataKey, case_id: object, content: CaseContent) -> Sealed:
    return seal_fields(key, case_id, "content", asdict(content))


def content_of(key: DataKey, case: Case) -> CaseContent:
    return CaseContent(**(open_fields(key, case.pk, "content", case.content) or {"title": ""}))


def seal_identity(key: DataKey, party_id: uuid.UUID, identity: Identity) -> Sealed:
    return seal_fields(key, party_id, "identity", asdict(identity))


def identity_of(key: DataKey, party_id: uuid.UUID, sealed: Buffer) -> Identity:
    """Raises CannotOpen."""
    fields = open_fields(key, party_id, "identity", sealed)
    kind = NumberKind(fields.pop("number_kind", ""))
    return Identity(number_kind=kind, **fields)


def seal_report_key(key: DataKey, case_id: object, report_key: DataKey) -> Sealed:
    return seal(key, report_key, case_place(case_id, "report key"))


def report_key_of(key: DataKey, case: Case) -> DataKey:
    return DataKey(open_sealed(key, case.report_key, case_place(case.pk, "report key")))


def store_keys(
    case: Case, keys: CaseKeys, institution: Institution, barred: Iterable[int] = ()
) -> None:
    """Write the erasure halves and the seals of both secrets.

    Raises:
        DeskEmpty: nobody sits at the centre's desk, or at the 책임관's, or all were excluded.
    """
    CaseKey.objects.create(case=case, content=keys.content.erasure, identity=keys.identity.erasure)
    out = set(barred)
    CaseSeal.objects.bulk_create(
        [
            *seals_for(case, keys.content.secret, institution, barred=out),
            *seals_for(case, keys.identity.secret, institution, barred=out, is_identity=True),
        ]
    )


def seals_for(
    case: Case,
    secret: bytes,
    institution: Institution,
    *,
    barred: set[int],
    is_identity: bool = False,
) -> list[CaseSeal]:
    """Unsaved seals of one secret: to the desk, or to each member who is not barred and to recovery.

    Raises:
        DeskEmpty: nobody could open it.
    """
    function = DeskFunction.PROTECTION if is_identity else DeskFunction.CASES
    epoch = current_epoch(institution, function)
    seated = list(members(epoch))
    if not barred & {officer.pk for officer in seated}:
        sealed = seal_to(PublicKey(bytes(epoch.public_key)), secret)
        return [CaseSeal(case=case, is_identity=is_identity, epoch=epoch, sealed_key=sealed)]
    remaining = [officer for officer in seated if officer.pk not in barred]
    if not remaining:
        raise DeskEmpty
    return _personal(case, secret, remaining, institution, is_identity=is_identity)


def _personal(
    case: Case,
    secret: bytes,
    officers: list[Officer],
    institution: Institution,
    *,
    is_identity: bool,
) -> list[CaseSeal]:
    seals = [
        CaseSeal(
            case=case,
            is_identity=is_identity,
            officer=officer,
            sealed_key=seal_to(PublicKey(bytes(officer.public_key)), secret),
        )
        for officer in officers
    ]
    if institution.recovery_public_key:
        to_shares = seal_to(PublicKey(bytes(institution.recovery_public_key)), secret)
        seals.append(
            CaseSeal(case=case, is_identity=is_identity, is_recovery=True, sealed_key=to_shares)
        )
    return seals
