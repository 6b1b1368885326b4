"""Sending a practice report: stored for its writer alone, counted for its department.

No number is taken, nobody is told, no link is counted, no desk gets a key. The steps of
`reports.submission`, without everything that makes a report one.
"""

import hmac
import uuid
from dataclasses import dataclass, replace
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from haechi.common.clock import today
from haechi.crypto.credentials import Credential, accept_new_password, draw_phrase, draw_pin
from haechi.crypto.sealedbox import seal_to
from haechi.custody.selectors import current_epoch
from haechi.custody.types import DeskFunction
from haechi.live.services import announce
from haechi.practice.errors import NoSuchSession, NotThisDay
from haechi.practice.keys import PRACTICE_KEYS, practice_credential
from haechi.practice.models import (
    PracticeDepartment,
    PracticeKey,
    PracticeReport,
    PracticeSession,
)
from haechi.practice.sealing import seal_name, seal_talk
from haechi.practice.selectors import practice_topic
from haechi.practice.types import SentFile, Talk
from haechi.reports.drafts import drop_draft, files_of
from haechi.reports.errors import AlreadySubmitted
from haechi.reports.sealing import new_keys, seal_content
from haechi.reports.types import DraftToken, Receipt, ReportContent, draft_id

_ATTEMPTS = 8


@dataclass(frozen=True)
class PracticeSubmission:
    """Everything a trainee sends. `department` None: not said; `name` empty: none given."""

    session: PracticeSession
    category: str
    content: ReportContent
    token: DraftToken
    password: str | None = None
    phrase_language: str | None = None
    department: PracticeDepartment | None = None
    name: str = ""


def submit_practice(sent: PracticeSubmission) -> Receipt:
    """Store and count once; the same form sent again returns the same receipt (`repeated`).

    Raises:
        NotThisDay: the session is not open; nothing is stored.
        WeakPassword: the chosen password is.
        AlreadySubmitted: sent before, with another password.
        DeskEmpty: a name was given, and nobody is there to read it; nothing is stored.
    """
    if sent.password is not None:
        accept_new_password(sent.password)
    tag = bytes.fromhex(draft_id(sent.token))
    for attempt in range(_ATTEMPTS):
        receipt = _receipt(sent, attempt)
        credential = practice_credential(receipt.report_key, receipt.password)
        try:
            with transaction.atomic():
                _store(sent, credential, tag)
        except IntegrityError:
            holder = PracticeReport.objects.filter(locator=credential.locator).first()
            if holder is None:
                if was_practised(sent.token):
                    raise AlreadySubmitted from None
                raise
            if bytes(holder.submission_tag or b"") == tag:
                return replace(receipt, repeated=True)
            continue
        return receipt
    raise RuntimeError("eight practice keys in a row were taken")


def was_practised(token: DraftToken) -> bool:
    """True where the form of this token was sent before."""
    return PracticeReport.objects.filter(submission_tag=bytes.fromhex(draft_id(token))).exists()


def _stream(token: DraftToken, purpose: str, attempt: int) -> bytes:
    label = f"practice {purpose}:{attempt}".encode()
    return hmac.digest(settings.PEPPER_PROOF, label + b"\0" + token, sha256)


def _receipt(sent: PracticeSubmission, attempt: int) -> Receipt:
    key = PRACTICE_KEYS.draw(_stream(sent.token, "key", attempt))
    if sent.password is not None:
        return Receipt(key, sent.password)
    if sent.phrase_language:
        phrase = draw_phrase(sent.phrase_language, _stream(sent.token, "phrase", attempt))
        return Receipt(key, phrase)
    return Receipt(key, draw_pin(_stream(sent.token, "pin", attempt)))


def _store(sent: PracticeSubmission, credential: Credential, tag: bytes) -> None:
    day = today()
    if not sent.session.is_open(day):
        raise NotThisDay
    erasure = PracticeKey.objects.filter(session=sent.session).first()
    if erasure is None:
        raise NoSuchSession
    keys, report_id = replace(new_keys(), erasure=bytes(erasure.key)), uuid.uuid4()
    talk = Talk(sent.category, day.isoformat(), _files(sent.token))
    PracticeReport.objects.create(
        id=report_id,
        session=sent.session,
        locator=credential.locator,
        submission_tag=tag,
        reporter_seal=seal_to(credential.pair.public, keys.secret),
        content=seal_content(keys.data_key, report_id, sent.content),
        talk=seal_talk(keys.data_key, report_id, talk),
    )
    _attend(sent, erasure)
    drop_draft(sent.token)
    announce(practice_topic(sent.session.pk))


def _files(token: DraftToken) -> tuple[SentFile, ...]:
    return tuple(
        SentFile(view.name, view.size, view.removed, view.warnings) for view in files_of(token)
    )


def _attend(sent: PracticeSubmission, erasure: PracticeKey) -> None:
    """One more from the department; the name, where one was given, for whoever keeps the list."""
    session = sent.session
    if sent.department:
        row = PracticeDepartment.objects.filter(pk=sent.department.pk, session=session)
        row.update(taken=F("taken") + 1)
    else:
        PracticeSession.objects.filter(pk=session.pk).update(unsaid=F("unsaid") + 1)
    if sent.name:
        epoch = current_epoch(session.institution, DeskFunction.INTAKE)
        seal_name(
            sent.name,
            session=session,
            department=sent.department,
            epoch=epoch,
            erasure=erasure.key,
        ).save(force_insert=True)
