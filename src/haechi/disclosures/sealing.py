"""How the office opens a request: with a desk's key or an officer's own; both desks, the managing persons and
an official who applied have it.

They decide on it, so they read it; the department of the call and administrators do not.
"""

import contextlib
from collections.abc import Iterable

from haechi.applicants.sealing import (
    desk_epochs,
    desk_seals,
    keys_of,
    officer_seals,
    open_fields,
    request_place,
    seal_fields,
    seal_text_of,
    text_of,
)
from haechi.applicants.types import RegisterLine
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.crypto.types import DataKey, Sealed
from haechi.custody.errors import NoSeat
from haechi.custody.models import Officer
from haechi.custody.selectors import open_epoch
from haechi.custody.types import UnlockedOfficer
from haechi.disclosures.errors import NoSuchRequest
from haechi.disclosures.models import Request, RequestKey, RequestSeal
from haechi.disclosures.types import Certificate, Content, Reply
from haechi.institutions.models import Institution
from haechi.recordings.people import current
from haechi.recordings.types import MANAGING

Words = Content | Certificate | Reply


def seal_words(key: DataKey, request: Request, what: str, words: Words) -> Sealed:
    return seal_fields(key, request, what, words)


def content_of(key: DataKey, request: Request) -> Content:
    return Content(**open_fields(key, request, "content", request.content))


def certificate_of(key: DataKey, request: Request) -> Certificate:
    return Certificate(**open_fields(key, request, "certificate", request.certificate))


def reply_of(key: DataKey, request: Request) -> Reply:
    return Reply(**open_fields(key, request, "reply", request.reply))


def line_of(request: Request, unlocked: UnlockedOfficer) -> RegisterLine:
    """What the register keeps. Raises NoSuchRequest: sealed to others, or over."""
    keys = keys_of(_secret_of(request, unlocked), _halves(request))
    return RegisterLine(**open_fields(keys.entry, request, "entry", request.entry))


def seal_on(request: Request, unlocked: UnlockedOfficer) -> None:
    """To desks and managing persons as they are now, by one who can open it; who has it keeps it."""
    secret = _secret_of(request, unlocked)
    known_desks = set(request.seals.filter(epoch__isnull=False).values_list("epoch_id", flat=True))
    known = set(request.seals.filter(officer__isnull=False).values_list("officer_id", flat=True))
    epochs = [each for each in desk_epochs(request.institution) if each.pk not in known_desks]
    people = [each for each in managing(request.institution) if each.pk not in known]
    RequestSeal.objects.bulk_create(
        [*desk_seals(request, secret, epochs), *officer_seals(request, secret, people)]
    )


def readers(institution: Institution, also: Iterable[Officer] = ()) -> list[Officer]:
    """Who reads a new request besides the desks."""
    return [*managing(institution), *also]


def managing(institution: Institution) -> list[Officer]:
    rows = current(institution).filter(kind__in=MANAGING)
    return [row.officer for row in rows]


def key_of(request: Request, unlocked: UnlockedOfficer) -> DataKey:
    """Raises NoSuchRequest: it is sealed to others, or its papers are destroyed."""
    halves = _halves(request)
    if not bytes(halves.papers):
        raise NoSuchRequest
    return keys_of(_secret_of(request, unlocked), halves).data


def _halves(request: Request) -> RequestKey:
    found = RequestKey.objects.filter(pk=request.pk).first()
    if found is None:
        raise NoSuchRequest
    return found


def _secret_of(request: Request, unlocked: UnlockedOfficer) -> bytes:
    own = request.seals.filter(officer_id=unlocked.officer_id).first()
    if own is not None:
        return open_with(unlocked.pair, own.sealed_key)
    rows = request.seals.filter(epoch__seats__officer_id=unlocked.officer_id)
    for row in rows.distinct():
        with contextlib.suppress(CannotOpen, NoSeat):
            return open_with(open_epoch(unlocked, row.epoch_id or 0), row.sealed_key)
    raise NoSuchRequest


__all__ = [
    "certificate_of",
    "content_of",
    "key_of",
    "line_of",
    "managing",
    "open_fields",
    "readers",
    "reply_of",
    "request_place",
    "seal_on",
    "seal_text_of",
    "seal_words",
    "text_of",
]
