"""The reporter's zone files, agrees, reads and writes with the rights of its own database role (ALL-6)."""

import uuid
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction

from haechi.cases.clocks import start_clock
from haechi.cases.filing import Particulars, Proxy, become_named, file_named_report
from haechi.cases.models import Case, PaperFile, Party, Supplement
from haechi.cases.reporter import case_of, give_consent, post_message, takes_cases, taking_cases
from haechi.cases.reporter_acts import Act, send_act, standing_of
from haechi.cases.states import CaseState
from haechi.cases.types import ClockKind, ConsentKind, Identity, ProxyKind
from haechi.casework.tests.conftest import CONTENT, HONG
from haechi.casework.tests.hands import filed
from haechi.cli.database import apply_grants
from haechi.cli.grants import REPORTER
from haechi.crypto.spool import EncryptedSpool
from haechi.institutions.types import UncleanableFiles
from haechi.reports.drafts import add_file
from haechi.reports.submission import Submission
from haechi.reports.types import ReportContent, new_draft_token
from haechi.testing import file_report

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles")


@contextmanager
def reporter_zone():
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {REPORTER}")
        try:
            yield
        finally:
            cursor.execute("RESET ROLE")


def test_a_reporter_does_everything_of_hers_and_reads_no_identity(centre):
    apply_grants()
    anonymous = file_report(centre.staffed)
    with reporter_zone():
        _, _, opened = filed(centre)
        assert case_of(opened).number == "2026 공익 제1호"
        give_consent(opened=opened, kind=ConsentKind.TRANSFER, given=True)
        token = new_draft_token()
        post_message(opened=opened, text="덧붙입니다.", token=token, uid=uuid.uuid4())
        send_act(opened=opened, act=Act.RETALIATION, text="전보", token=token, uid=uuid.uuid4())
        assert len(standing_of(opened, "ko").sent) == 1
        become_named(opened=anonymous.opened(), particulars=Particulars(CONTENT, HONG))
        for query in (Party.objects.values("sealed"), Case.objects.values("content")):
            with pytest.raises(ProgrammingError), transaction.atomic():
                list(query)
    assert Case.objects.count() == 2


def test_a_reporter_files_a_proof_that_she_cannot_read_again(centre):
    """PI-6: the proxy's papers go under the identity key with the rights of the reporter's zone."""
    apply_grants()
    staffed, token = centre.staffed, new_draft_token()
    source = EncryptedSpool(settings.SPOOL_DIR)
    source.write(b"no known kind of file")
    source.seek(0)
    staffed.institution.uncleanable_files = UncleanableFiles.SEAL
    staffed.institution.save()
    with reporter_zone():
        view = add_file(
            institution=staffed.institution, token=token, source=source, name="proof.xyz"
        )
        submission = Submission(
            institution=staffed.institution,
            category=staffed.category,
            content=ReportContent("폐수를 내보냅니다."),
            token=token,
        )
        proxy = Proxy(ProxyKind.SPOUSE, Identity("배우자"))
        given = Particulars(CONTENT, HONG, proxies=[proxy], proofs=[view.id])
        file_named_report(submission=submission, particulars=given)
        with pytest.raises(ProgrammingError), transaction.atomic():
            list(PaperFile.objects.values("sealed_key"))
    assert PaperFile.objects.get().is_identity


def test_a_reporter_reads_her_last_days_and_objects(centre):
    apply_grants()
    with reporter_zone():
        _, _, opened = filed(centre)
        assert takes_cases(centre.staffed.institution)
        assert taking_cases([centre.staffed.institution]) == {centre.staffed.institution.pk}
    case = Case.objects.get()
    start_clock(case, ClockKind.SUPPLEMENT, case.received_on)
    Case.objects.update(state=CaseState.SUPPLEMENTING)
    Supplement.objects.create(
        case=case, number=1, requested_on=case.received_on, due_on=case.due_on
    )
    with reporter_zone():
        assert standing_of(opened, "ko").supplement.due_on
    start_clock(case, ClockKind.OBJECTION, case.received_on)
    Case.objects.update(state=CaseState.NOTIFIED)
    with reporter_zone():
        assert standing_of(opened, "ko").may_object
        token = new_draft_token()
        send_act(opened=opened, act=Act.OBJECTION, text="이의", token=token, uid=uuid.uuid4())
        assert not standing_of(opened, "ko").may_object
