"""How a request is sealed: a secret for those who decide on it and, from the public page, for its applicant.

Two keys are made of it, each with a half that no dated backup holds: one of the papers, one of the
register's line, which is kept longer (docs/adr/024).
"""

import contextlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from haechi.applicants.models import Request, RequestKey, RequestSeal
from haechi.applicants.types import Content, Keys, RegisterLine
from haechi.crypto.aead import open_text, place, seal_text
from haechi.crypto.sealedbox import seal_to
from haechi.crypto.types import Buffer, DataKey, PublicKey, Sealed
from haechi.custody.errors import DeskEmpty
from haechi.custody.models import DeskEpoch, Officer
from haechi.custody.selectors import current_epoch
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.reports.sealing import data_key_of

DESKS = (DeskFunction.RECORDING_CUSTODIAN, DeskFunction.RECORDING_APPROVER)


def request_place(request: Request, what: str) -> bytes:
    """By its number: a request is sealed before its row has a key."""
    number = f"{request.institution_id} {request.series} {request.year} {request.sequence}"
    return place("disclosure", number, what)


def seal_fields(key: DataKey, request: Request, what: str, words: Any) -> Sealed:  # noqa: ANN401
    """`words`: a dataclass of plain values."""
    return seal_text_of(key, request, what, json.dumps(asdict(words), ensure_ascii=False))


def open_fields(key: DataKey, request: Request, what: str, sealed: Buffer) -> dict[str, Any]:
    """Empty where nothing was sealed. Raises CannotOpen."""
    if not bytes(sealed):
        return {}
    found: dict[str, Any] = json.loads(open_text(key, sealed, request_place(request, what)))
    return found


def seal_text_of(key: DataKey, request: Request, what: str, text: str) -> Sealed:
    return seal_text(key, text, request_place(request, what))


def text_of(key: DataKey, request: Request, what: str, sealed: Buffer) -> str:
    return open_text(key, sealed, request_place(request, what)) if bytes(sealed) else ""


def keys_of(secret: bytes, halves: RequestKey) -> Keys:
    """A half that was destroyed gives a key that opens nothing."""
    return Keys(
        data=data_key_of(secret, halves.papers),
        entry=data_key_of(secret, halves.entry),
        secret=secret,
    )


def papers_key(secret: bytes, halves: RequestKey) -> DataKey:
    """For an applicant, whose zone reads the one half alone."""
    return data_key_of(secret, halves.papers)


def write_new(
    row: Request,
    content: Content,
    people: Iterable[Officer],
    *,
    applicant: PublicKey | None = None,
) -> Keys:
    """Seal and store a request that has its number already; `people` read it besides the two desks, and
    `applicant` opens what the office answers.

    Raises:
        DeskEmpty: nobody sits at the custodian's desk: it could be carried out by nobody.
    """
    epochs = desk_epochs(row.institution)
    halves = RequestKey(papers=secrets.token_bytes(32), entry=secrets.token_bytes(32))
    keys = keys_of(secrets.token_bytes(32), halves)
    line = {name: getattr(content, name) for name in RegisterLine.__dataclass_fields__}
    row.content = seal_fields(keys.data, row, "content", content)
    row.entry = seal_fields(keys.entry, row, "entry", RegisterLine(**line))
    row.applicant_seal = seal_to(applicant, keys.secret) if applicant else None
    row.save(force_insert=True)
    halves.request = row
    halves.save(force_insert=True)
    RequestSeal.objects.bulk_create(
        [*desk_seals(row, keys.secret, epochs), *officer_seals(row, keys.secret, people)]
    )
    return keys


def desk_epochs(institution: Institution) -> list[DeskEpoch]:
    """Of both desks as they are now; the approver's may still be empty. Raises DeskEmpty."""
    custodian, approver = DESKS
    epochs = [current_epoch(institution, custodian)]
    with contextlib.suppress(DeskEmpty):
        epochs.append(current_epoch(institution, approver))
    return epochs


def desk_seals(request: Request, secret: bytes, epochs: Iterable[DeskEpoch]) -> list[RequestSeal]:
    """Unsaved."""
    return [
        RequestSeal(request=request, epoch=each, sealed_key=_sealed(each.public_key, secret))
        for each in epochs
    ]


def officer_seals(request: Request, secret: bytes, people: Iterable[Officer]) -> list[RequestSeal]:
    """Unsaved, one for each of them."""
    named = {officer.pk: officer for officer in people}
    return [
        RequestSeal(request=request, officer=each, sealed_key=_sealed(each.public_key, secret))
        for _pk, each in sorted(named.items())
    ]


def _sealed(public: Buffer, secret: bytes) -> bytes:
    return seal_to(PublicKey(bytes(public)), secret)
