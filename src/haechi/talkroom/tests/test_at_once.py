"""An officer reads while the reporter writes: on PostgreSQL each sees only what the other has stored."""

import threading
import time
import uuid

import pytest
from django.db import connection, connections, transaction

from haechi.conversations.models import Message
from haechi.reports.models import Report
from haechi.reports.types import new_draft_token
from haechi.talkroom.services import saw
from haechi.talks import pace
from haechi.talks.services import say
from haechi.talks.tests.people import begin_chat, offer_talk, thread_of
from haechi.testing import at_work, make_institution

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time"),
]
LONG = 20  # seconds


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        (waiting,) = cursor.fetchone()
    return bool(waiting)


def test_a_line_that_is_being_said_while_the_officer_reads_stays_news_tk_3(
    settings, tmp_path
) -> None:
    settings.AUDIT_HEAD_FILE = tmp_path / "audit-head"
    pace._left.clear()
    staffed = make_institution()
    opened = thread_of(begin_chat(staffed.institution, offer_talk(staffed.institution)))
    read = say(opened=opened, text="처음", token=new_draft_token(), uid=uuid.uuid4())
    faults: list[BaseException] = []

    def reads() -> None:
        try:
            saw(actor=at_work(staffed.officers[0]), chat_id=opened.report.pk, up_to=read.pk)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    officer = threading.Thread(target=reads)
    with transaction.atomic():
        said = say(opened=opened, text="방금", token=new_draft_token(), uid=uuid.uuid4())
        officer.start()
        until = time.monotonic() + LONG
        while not waits_for_a_lock():
            assert time.monotonic() < until, "the officer waits for nothing"
            time.sleep(0.01)
    officer.join(LONG)
    assert not faults
    assert not Message.objects.get(pk=said.pk).is_read
    assert Report.threads.get(pk=opened.report.pk).has_news
