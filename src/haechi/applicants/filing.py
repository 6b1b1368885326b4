"""Form 1 filed by a citizen on the public page (제9조②, RC-7).

It is sealed as it comes in, by public keys alone, to the two desks and to who is responsible. A form sent
again gives the same receipt: key and password come from a keyed hash of the token that only the page knows.
"""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction

from haechi.applicants.keys import REQUEST_KEYS, request_credential
from haechi.applicants.models import Request
from haechi.applicants.numbers import next_number
from haechi.applicants.office import readers, told
from haechi.applicants.proofs import adopt
from haechi.applicants.sealing import write_new
from haechi.applicants.states import State
from haechi.applicants.types import ApplicantKind, ApplicationReceipt, Content, Series, Way
from haechi.common.clock import SEOUL, today
from haechi.crypto.credentials import Credential, draw_pin
from haechi.institutions.models import Institution
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.types import DraftToken, draft_id

_ATTEMPTS = 8


@dataclass(frozen=True)
class Filing:
    """Everything a citizen sends. `law`: the other law by which one who is no party asks."""

    institution: Institution
    way: Way
    content: Content = field(repr=False)
    token: DraftToken = field(repr=False)
    law: str = ""


def file_request(filing: Filing) -> ApplicationReceipt:
    """Number, seal and store it with its files, queue its notices; the receipt is nowhere stored.

    Raises:
        DeskEmpty: nobody sits at the custodian's desk; nothing is stored.
    """
    tag = bytes.fromhex(draft_id(filing.token))
    for attempt in range(_ATTEMPTS):
        key = REQUEST_KEYS.draw(_stream(filing.token, "key", attempt))
        password = draw_pin(_stream(filing.token, "pin", attempt))
        credential = request_credential(filing.institution.pk, key, password)
        try:
            with transaction.atomic():
                row = _store(filing, credential, tag)
        except IntegrityError:
            held = _held(credential)
            if held is None:
                raise
            if bytes(held.submission_tag or b"") == tag:
                receipt = ApplicationReceipt(held.display_number, key, password)
                return replace(receipt, repeated=True)
            continue  # another's key and password, one in 10^12: draw again
        return ApplicationReceipt(row.display_number, key, password)
    raise RuntimeError("eight request keys in a row were taken")


def was_filed(token: DraftToken) -> bool:
    """True where the form of this token was sent before."""
    return Request.objects.filter(submission_tag=bytes.fromhex(draft_id(token))).exists()


def _held(credential: Credential) -> Request | None:
    rows = Request.objects.only("series", "year", "sequence", "submission_tag")
    return rows.filter(locator=credential.locator).first()


def _stream(token: DraftToken, purpose: str, attempt: int) -> bytes:
    label = f"recording request {purpose}:{attempt}".encode()
    return hmac.digest(settings.PEPPER_PROOF, label + b"\0" + token, sha256)


def _store(filing: Filing, credential: Credential, tag: bytes) -> Request:
    institution, day = filing.institution, today()
    row = Request(
        institution=institution,
        series=Series.DISCLOSURE,
        year=day.year,
        sequence=next_number(institution, Series.DISCLOSURE, day.year),
        state=State.RECEIVED,
        way=filing.way,
        applicant_kind=ApplicantKind.CITIZEN,
        is_party=not filing.law.strip(),
        law=filing.law.strip()[:300],
        received_at=datetime.combine(day, time(), SEOUL),  # the day, no time (P-02)
        locator=credential.locator,
        submission_tag=tag,
    )
    keys = write_new(row, filing.content, readers(institution), applicant=credential.pair.public)
    adopt(filing.token, row, keys.data)
    notify(row, Notice.REQUEST_RECEIVED)
    return row


def notify(row: Request, notice: Notice) -> None:
    """Tell who is responsible for recording, inside the transaction of what happened."""
    institution = row.institution
    enqueue(
        institution_id=institution.pk,
        officer_ids=told(institution),
        notice=notice,
        subject=row.reference,
        values={"institution": institution.name_ko, "number": row.display_number},
    )
