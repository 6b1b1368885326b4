"""The only way back to a practice report: key and password, then the session they made.

The guard is the real form's own, on rows of its own (`PRACTICE`): a hall of people who mistype in one
afternoon costs no real reporter a second, and no guess here helps there.
"""

from uuid import UUID

from django.db import transaction

from haechi.common.clock import today
from haechi.crypto.credentials import KEY_BUCKETS, read_password
from haechi.crypto.sealedbox import open_with
from haechi.crypto.types import KeyPair
from haechi.practice.errors import TalkedEnough
from haechi.practice.keys import PRACTICE_KEYS, practice_credential
from haechi.practice.models import PracticeReport, PracticeSession
from haechi.practice.sealing import open_talk, seal_talk
from haechi.practice.selectors import live_practice
from haechi.practice.types import Line, OpenPractice, Talk
from haechi.reports.errors import WrongCredential
from haechi.reports.guarded import attempt
from haechi.reports.sealing import data_key_of, open_content
from haechi.reports.throttle import Realm
from haechi.reports.types import ReportContent, ReporterSession

PRACTICE = Realm(whole="p:all", word="v", first_bucket=KEY_BUCKETS, population=live_practice)
MOST_LINES = 20


def sign_in_to_practice(
    *,
    session: PracticeSession,
    typed_key: str,
    typed_password: str,
    challenge: str = "",
    work: str = "",
) -> ReporterSession:
    """Find the practice report of this session that answers to key and password.

    Raises:
        MalformedKey: it cannot be a practice key (counted as nothing, tried against nothing).
        MustWait: waiting or work is due first.
        WrongCredential: nothing answers.
    """
    key, password = PRACTICE_KEYS.read(typed_key), read_password(typed_password)

    def find() -> tuple[UUID, KeyPair] | None:
        credential = practice_credential(key, password)
        found = PracticeReport.objects.filter(session=session, locator=credential.locator)
        report_id = found.values_list("pk", flat=True).first()
        return None if report_id is None else (report_id, credential.pair)

    report_id, pair = attempt(
        key=key, password=password, find=find, challenge=challenge, work=work, realm=PRACTICE
    )
    return ReporterSession(str(report_id), pair, key)


def open_practice(session: PracticeSession, signed_in: ReporterSession) -> OpenPractice:
    """Raises WrongCredential, CannotOpen: not this session's, or gone."""
    row = (
        PracticeReport.objects.select_related("session__erasure_key")
        .filter(pk=signed_in.report_id, session=session, session__erasure_key__isnull=False)
        .first()
    )
    if row is None:
        raise WrongCredential
    secret = open_with(signed_in.pair, row.reporter_seal)
    return OpenPractice(row, data_key_of(secret, row.session.erasure_key.key))


def content_of(opened: OpenPractice) -> ReportContent:
    return open_content(opened.data_key, opened.report.pk, opened.report.content)


def talk_of(opened: OpenPractice) -> Talk:
    return open_talk(opened.data_key, opened.report.pk, opened.report.talk)


@transaction.atomic
def write_line(*, opened: OpenPractice, text: str) -> None:
    """Add a message of the trainee.

    Raises:
        TalkedEnough: there are `MOST_LINES` already.
    """
    row = PracticeReport.objects.select_for_update().get(pk=opened.report.pk)
    talk = open_talk(opened.data_key, row.pk, row.talk)
    if len(talk.lines) >= MOST_LINES:
        raise TalkedEnough
    lines = (*talk.lines, Line(text, today().isoformat()))
    longer = Talk(talk.category, talk.sent_on, talk.files, lines)
    row.talk = seal_talk(opened.data_key, row.pk, longer)
    row.save(update_fields=["talk"])
