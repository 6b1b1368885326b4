"""P-17: SMS and e-mail carry no personal data of a reporter, and nothing plain waits to be sent."""

import json
import time

import pytest
from tests.promises.processes import wait_until_notices_went
from tests.promises.world import World

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import new_key_pair, open_with
from haechi.institutions.models import Institution
from haechi.institutions.types import EmailContent
from haechi.notifications.models import Delivery
from haechi.testing import file_report, make_institution

TEXT = "업체 대표가 봉투를 건넸습니다"


@pytest.mark.process
def test_no_notice_carries_a_word_of_the_report_its_key_or_its_reporter(world: World):
    written = notices(world)
    assert "청렴톡 대화를 인계하였습니다" in written, "a chat was handed over, and told of"
    assert "청렴톡에서 답변을 기다리는" in written
    papers = (world.paper.key, world.paper.draft, world.chat.key)
    for word in (*world.planted.contents().values(), *papers):
        assert word not in written
    for trace in (world.traces.agent, world.traces.forwarded, "127.0.0.77"):
        assert trace not in written


def notices(world: World) -> str:
    wait_until_notices_went(world)
    until = time.monotonic() + 20
    while True:
        written = (world.data / "outbox.log").read_text()
        if written.count("[SMS") >= 2 and written.count("[MAIL]") >= 2:
            return written
        assert time.monotonic() < until
        time.sleep(0.2)


@pytest.mark.process
def test_a_notice_that_went_keeps_neither_payload_nor_time_nor_address(world: World):
    wait_until_notices_went(world)
    rows = world.rows(
        "SELECT length(payload), next_attempt_at, last_error FROM notifications_delivery"
        " WHERE status = 'sent'"
    )
    assert rows
    assert set(rows) == {(0, None, "")}
    stored = repr(world.rows("SELECT * FROM notifications_delivery"))
    assert world.planted.phone not in stored
    assert "@" not in stored


@pytest.mark.django_db
@pytest.mark.parametrize("setting", EmailContent)
def test_what_waits_is_sealed_and_only_the_mail_carries_the_text_where_so_set(settings, setting):
    staffed = make_institution()
    Institution.objects.update(email_content=setting)
    staffed.institution.refresh_from_db()
    filed = file_report(staffed, TEXT, password="가을밤 은행나무 아래")
    assert Delivery.objects.count() == 4
    for delivery in Delivery.objects.all():
        payload = bytes(delivery.payload)
        assert TEXT.encode() not in payload
        with pytest.raises(CannotOpen):
            open_with(new_key_pair(), payload)
        body = json.loads(open_with(settings.OUTBOX, payload))
        carries = setting == EmailContent.REPORT and delivery.channel == "email"
        assert (TEXT in body.get("text", "")) is carries
        shown = json.dumps(body, ensure_ascii=False)
        assert filed.receipt.report_key not in shown
        assert filed.receipt.password not in shown
