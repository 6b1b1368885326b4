"""The reporter's zone files, agrees, reads and writes with the rights of its own database role (ALL-6)."""

import uuid
from contextlib import contextmanager

import pytest
from django.db import ProgrammingError, connection, transaction

from haechi.cases.models import Case, Party
from haechi.cases.reporter import Particulars, become_named, case_of, give_consent, post_message
from haechi.cases.reporter_acts import Act, send_act, standing_of
from haechi.cases.types import ConsentKind
from haechi.casework.tests.conftest import CONTENT, HONG
from haechi.casework.tests.test_centre import filed
from haechi.cli.database import apply_grants
from haechi.cli.grants import REPORTER
from haechi.reports.types import new_draft_token
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
