"""P-19: at rest the length of a text is hidden, so that short and long sentences look alike."""

import uuid

import pytest

from haechi.conversations.models import Message
from haechi.conversations.services import post_from_reporter
from haechi.crypto.aead import padded_length
from haechi.inbox.services import add_note, open_report, set_result
from haechi.reports.types import new_draft_token
from haechi.testing import at_work, file_report, make_institution

SHORT, LONGER = "네", "내일 오후 세 시에 서류를 더 올리겠습니다"

pytestmark = pytest.mark.django_db


def test_short_texts_of_every_kind_are_stored_at_one_length():
    staffed = make_institution()
    officer = at_work(staffed.officers[0])
    sizes: dict[str, set[int]] = {}
    for text in (SHORT, LONGER):
        filed = file_report(staffed, text)
        opened = open_report(actor=officer, report_id=filed.report.pk)
        note = add_note(actor=officer, opened=opened, text=text, uid=uuid.uuid4())
        set_result(actor=officer, opened=opened, text=text)
        post_from_reporter(
            opened=filed.opened(), text=text, token=new_draft_token(), uid=uuid.uuid4()
        )
        filed.report.refresh_from_db()
        for kind, stored in (
            ("report", filed.report.content),
            ("result", filed.report.result),
            ("note", note.body),
            ("message", Message.objects.get(report=filed.report).body),
        ):
            sizes.setdefault(kind, set()).add(len(bytes(stored)))
    assert {kind: len(lengths) for kind, lengths in sizes.items()} == dict.fromkeys(sizes, 1)


def test_long_texts_fall_into_few_lengths():
    """A text of 3,000 and one of 3,100 bytes are the same length at rest."""
    assert len({padded_length(n) for n in range(3000, 3070)}) == 1
    assert len({padded_length(n) for n in range(100_000)}) < 200
