"""How a request is sealed: one key, for the two desks, the managing persons and an official who applied.

They decide on it, so they read it; the department of the call and administrators do not.
"""

import contextlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from haechi.crypto.aead import open_text, place, seal_text
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import Buffer, DataKey, PublicKey, Sealed
from haechi.custody.errors import DeskEmpty, NoSeat
from haechi.custody.models import Officer
from haechi.custody.selectors import current_epoch, open_epoch
from haechi.custody.types import UnlockedOfficer
from haechi.disclosures.errors import NoSuchRequest
from haechi.disclosures.models import Request, RequestSeal
from haechi.disclosures.types import Certificate, Content, Reply
from haechi.institutions.models import Institution
from haechi.recordings.people import DESKS, current
from haechi.recordings.types import MANAGING

Words = Content | Certificate | Reply


def request_place(request: Request, what: str) -> bytes:
    """By its number: a request is sealed before its row has a key."""
    number = f"{request.institution_id} {request.series} {request.year} {request.sequence}"
    return place("disclosure", number, what)


def seal_words(key: DataKey, request: Request, what: str, words: Words) -> Sealed:
    told = json.dumps(asdict(words), ensure_ascii=False)
    return seal_text(key, told, request_place(request, what))


def open_fields(key: DataKey, request: Request, what: str, sealed: Buffer) -> dict[str, Any]:
    """Empty where nothing was sealed. Raises CannotOpen."""
    if not bytes(sealed):
        return {}
    found: dict[str, Any] = json.loads(open_text(key, sealed, request_place(request, what)))
    return found


def content_of(key: DataKey, request: Request) -> Content:
    return Content(**open_fields(key, request, "content", request.content))


def certificate_of(key: DataKey, request: Request) -> Certificate:
    return Certificate(**open_fields(key, request, "certificate", request.certificate))


def reply_of(key: DataKey, request: Request) -> Reply:
    return Reply(**open_fields(key, request, "reply", request.reply))


def seal_text_of(key: DataKey, request: Request, what: str, text: str) -> Sealed:
    return seal_text(key, text, request_place(request, what))


def text_of(key: DataKey, request: Request, what: str, sealed: Buffer) -> str:
    return open_text(key, sealed, request_place(request, what)) if bytes(sealed) else ""


def seal_to_desks(request: Request, key: DataKey) -> None:
    """To both desks as they are now.

    Raises:
        DeskEmpty: nobody sits at the custodian's desk: a request could be carried out by nobody.
    """
    custodian, approver = DESKS
    epochs = [current_epoch(request.institution, custodian)]
    with contextlib.suppress(DeskEmpty):
        epochs.append(current_epoch(request.institution, approver))
    known = set(request.seals.filter(epoch__isnull=False).values_list("epoch_id", flat=True))
    RequestSeal.objects.bulk_create(
        RequestSeal(
            request=request,
            epoch=epoch,
            sealed_key=seal_to(PublicKey(bytes(epoch.public_key)), key),
        )
        for epoch in epochs
        if epoch.pk not in known
    )


def seal_to_people(request: Request, key: DataKey, also: Iterable[Officer] = ()) -> None:
    """To 정책임자, 부책임자 and 관리자 as they are now; who has it already keeps it."""
    named = managing(request.institution)
    known = set(request.seals.filter(officer__isnull=False).values_list("officer_id", flat=True))
    people = {officer.pk: officer for officer in (*named, *also)}
    RequestSeal.objects.bulk_create(
        RequestSeal(
            request=request,
            officer=officer,
            sealed_key=seal_to(PublicKey(bytes(officer.public_key)), key),
        )
        for pk, officer in sorted(people.items())
        if pk not in known
    )


def managing(institution: Institution) -> list[Officer]:
    rows = current(institution).filter(kind__in=MANAGING)
    return [row.officer for row in rows]


def key_of(request: Request, unlocked: UnlockedOfficer) -> DataKey:
    """Raises NoSuchRequest: it is sealed to others."""
    own = request.seals.filter(officer_id=unlocked.officer_id).first()
    if own is not None:
        return DataKey(open_with(unlocked.pair, own.sealed_key))
    rows = request.seals.filter(epoch__seats__officer_id=unlocked.officer_id)
    for row in rows.distinct():
        try:
            return DataKey(open_with(open_epoch(unlocked, row.epoch_id or 0), row.sealed_key))
        except (CannotOpen, NoSeat):
            continue
    raise NoSuchRequest
