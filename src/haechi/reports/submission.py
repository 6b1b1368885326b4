"""Submitting a report: one transaction, one Argon2id evaluation, and the same receipt if sent twice."""

import hmac
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from haechi.common.clock import today
from haechi.crypto.credentials import (
    Credential,
    accept_new_password,
    credential_of,
    draw_phrase,
    draw_pin,
    draw_report_key,
    read_password,
    stretch,
)
from haechi.crypto.sealedbox import new_key_pair, seal_to
from haechi.crypto.types import DataKey, Locator
from haechi.custody.models import Officer
from haechi.custody.roster import told_on
from haechi.custody.selectors import current_epoch, intake_members, members
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Category, EntryPoint, Institution
from haechi.institutions.services import count_intake
from haechi.institutions.types import EmailContent
from haechi.live.services import announce, inbox_topic
from haechi.notifications.services import enqueue
from haechi.notifications.types import Notice
from haechi.reports.attachments import Owner, adopt
from haechi.reports.deadline import handling_due
from haechi.reports.drafts import find_draft
from haechi.reports.errors import AlreadySubmitted
from haechi.reports.models import DERIVATION, ErasureKey, Exclusion, Report, ReportSeal
from haechi.reports.peppers import is_taken_elsewhere, pepper_of
from haechi.reports.sealing import new_keys, seal_content, seals_for
from haechi.reports.states import ReportState
from haechi.reports.types import (
    DraftToken,
    OpenReport,
    Receipt,
    ReportContent,
    ReporterSession,
    draft_id,
)

_ATTEMPTS = 8  # a collision of key and password is one in 10^12 per report; eight in a row is a bug


_TAKE_NUMBER = (
    "INSERT INTO reports_reportcounter (institution_id, year, last) VALUES (%s, %s, 1)"
    " ON CONFLICT (institution_id, year) DO UPDATE SET last = reports_reportcounter.last + 1"
    " RETURNING last"
)


@dataclass(frozen=True)
class Submission:
    """Everything a reporter sends. `password` is None for a drawn PIN; `phrase` draws a phrase.

    `desk`: whose key opens it. `follow`: what is stored with it, in its transaction (a named report's
    case); whatever it raises stores nothing. Without a category it is a chat that is no report yet: it
    gets no number, and its own notices (`haechi.talks`).
    """

    institution: Institution
    category: Category | None
    content: ReportContent
    token: DraftToken
    password: str | None = None
    phrase_language: str | None = None
    excluded: Sequence[Officer] = ()
    entry_point: EntryPoint | None = None
    desk: DeskFunction = DeskFunction.INTAKE
    follow: Callable[[OpenReport], None] | None = None


@dataclass(frozen=True)
class Submitted:
    """The receipt, and the session to which report key and password of it lead."""

    receipt: Receipt = field(repr=False)
    session: ReporterSession = field(repr=False)


def submit_report(submission: Submission) -> Receipt:
    """As `submit`; the receipt alone."""
    return submit(submission).receipt


def submit(submission: Submission) -> Submitted:
    """Seal and store the report, queue its notices and return the receipt.

    The same form sent again returns the same receipt (`repeated`), because key and drawn password
    come from a keyed hash of the token that only the reporter's page holds.

    Raises:
        DeskEmpty, NobodyLeft: nobody could read it; nothing is stored.
        WeakPassword: the chosen password is.
        AlreadySubmitted: sent before, with another password.
        django.db.IntegrityError: something it names (an officer, a category) is gone; nothing is stored.
    """
    if submission.password is not None:
        accept_new_password(submission.password)
    tag = bytes.fromhex(draft_id(submission.token))
    for attempt in range(_ATTEMPTS):
        receipt = _receipt(submission, attempt)
        stretched = stretch(receipt.report_key, read_password(receipt.password))
        credential = credential_of(stretched, pepper=pepper_of(submission.institution.pk))
        if is_taken_elsewhere(stretched, credential.locator):
            continue
        try:
            with transaction.atomic():
                report = _store(submission, credential, tag).report
        except IntegrityError:
            holder = Report.threads.filter(locator=credential.locator).first()
            if holder is None:
                if was_submitted(submission.token):
                    raise AlreadySubmitted from None
                raise  # told as what it is: "sent before" would make a reporter leave without a report
            if bytes(holder.submission_tag or b"") == tag:
                return _submitted(replace(receipt, repeated=True), holder, credential)
            continue  # (one in 10^12) the key and password of another report: draw again
        return _submitted(receipt, report, credential)
    raise RuntimeError("eight report keys in a row were taken")


def take_down(submission: Submission) -> OpenReport:
    """Store what an officer enters for somebody: no report key leads to it, and nobody has a password.

    Raises:
        DeskEmpty, NobodyLeft: nobody could read it; nothing is stored.
        AlreadySubmitted: this token was sent before.
    """
    nobody = Credential(Locator(secrets.token_bytes(16)), new_key_pair())
    try:
        with transaction.atomic():
            return _store(submission, nobody, bytes.fromhex(draft_id(submission.token)))
    except IntegrityError:
        if was_submitted(submission.token):
            raise AlreadySubmitted from None
        raise


def _submitted(receipt: Receipt, report: Report, credential: Credential) -> Submitted:
    session = ReporterSession(str(report.pk), credential.pair, receipt.report_key)
    return Submitted(receipt, session)


def was_submitted(token: DraftToken) -> bool:
    """True where the form of this token was sent before."""
    return Report.threads.filter(submission_tag=bytes.fromhex(draft_id(token))).exists()


def _stream(token: DraftToken, purpose: str, attempt: int) -> bytes:
    label = f"{purpose}:{attempt}".encode()
    return hmac.digest(settings.PEPPER_PROOF, label + b"\0" + token, sha256)


def _receipt(submission: Submission, attempt: int) -> Receipt:
    key = draw_report_key(_stream(submission.token, "key", attempt))
    if submission.password is not None:
        return Receipt(key, submission.password)
    if submission.phrase_language:
        stream = _stream(submission.token, "phrase", attempt)
        return Receipt(key, draw_phrase(submission.phrase_language, stream))
    return Receipt(key, draw_pin(_stream(submission.token, "pin", attempt)))


def _store(submission: Submission, credential: Credential, tag: bytes) -> OpenReport:
    institution, category, day = submission.institution, submission.category, today()
    keys, report_id = new_keys(), uuid.uuid4()
    seals = seals_for(
        keys.secret, report_id, institution, submission.excluded, desk=submission.desk
    )
    report = Report.threads.create(
        id=report_id,
        institution=institution,
        category=category,
        number=next_number(institution, day.year) if category else None,
        received_on=day,
        due_on=handling_due(institution, day),
        state_on=day,
        locator=credential.locator,
        submission_tag=tag,
        derivation=DERIVATION,
        reporter_public_key=credential.pair.public,
        reporter_seal=seal_to(credential.pair.public, keys.secret),
        content=seal_content(keys.data_key, report_id, submission.content),
        state=ReportState.RECEIVED,
    )
    ErasureKey.objects.create(report=report, key=keys.erasure)
    ReportSeal.objects.bulk_create(seals)
    Exclusion.objects.bulk_create(
        Exclusion(report=report, officer_id=officer_id)
        for officer_id in {officer.pk for officer in submission.excluded}
    )
    _adopt_files(submission, report, keys.data_key)
    if submission.entry_point:
        count_intake(entry_point=submission.entry_point, day=day)
    opened = OpenReport(report, keys.data_key)
    if submission.follow:
        submission.follow(opened)
    if category:
        _notify(submission, category, report)
    announce(inbox_topic(institution.pk))
    return opened


def next_number(institution: Institution, year: int) -> int:
    """Take the next number of the year: one statement, so that no two reports share one."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_NUMBER, [institution.pk, year])
        (last,) = cursor.fetchone()
    return year * 1_000_000 + int(last)


def _adopt_files(submission: Submission, report: Report, key: DataKey) -> None:
    draft = find_draft(submission.token)
    if draft is None or draft.draft is None:
        return
    adopt(draft=draft, report=Owner(key=key, report=report))
    draft.draft.delete()


def recipients(institution: Institution, category: Category | None, barred: set[int]) -> list[int]:
    """Who is on duty today by the roster, or every intake member where none is left; never the barred.

    Without a category, who is on duty for any.
    """
    wanted = [category] if category else institution.categories.filter(is_active=True)
    duty = dict.fromkeys(
        officer for each in wanted for officer in told_on(each, today(), barred=barred)
    )
    return list(duty) or [o.pk for o in intake_members(institution) if o.pk not in barred]


def _notify(submission: Submission, category: Category, report: Report) -> None:
    institution = submission.institution
    anonymous = submission.desk == DeskFunction.INTAKE
    carries_text = anonymous and institution.email_content == EmailContent.REPORT
    enqueue(
        institution_id=institution.pk,
        officer_ids=_told(submission, category),
        notice=Notice.REPORT_RECEIVED,
        subject=f"report:{report.pk}",
        values={"institution": institution.name_ko, "number": report.display_number},
        email_text=_email_text(submission, category) if carries_text else "",
    )


def _told(submission: Submission, category: Category) -> list[int]:
    """A named report is for its desk alone: those on duty at the intake desk are not told of it."""
    barred = {officer.pk for officer in submission.excluded}
    if submission.desk == DeskFunction.INTAKE:
        return recipients(submission.institution, category, barred)
    seated = members(current_epoch(submission.institution, submission.desk))
    return [officer.pk for officer in seated if officer.pk not in barred]


def _email_text(submission: Submission, category: Category) -> str:
    content = submission.content
    lines = [
        f"[분야] {category.name_ko}",
        f"[언제] {content.when}",
        f"[어디서] {content.where}",
        f"[누가] {content.who}",
        *(f"[{answer.ko}] {answer.text}" for answer in content.answered),
        "",
        content.text,
    ]
    return "\n".join(lines)
