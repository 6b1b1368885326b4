"""The feed for a portal, and a messenger's bot that knows nothing (TK-2, TK-6)."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from haechi.institutions.models import Institution
from haechi.sites.reporter.tests.site import SiteClient
from haechi.sites.reporter.views import talk_told
from haechi.talks.models import TalkSettings
from haechi.talks.tests.people import CODE, offer_talk
from haechi.testing import StaffedInstitution

# The bot's view looks into the database from a thread of its own.
pytestmark = pytest.mark.django_db(transaction=True)
FEED = "Zm9vYmFyLXVuZ3Vlc3NhYmxlLWFkZHI"
# As a skill server is called, by the builder's own guide.
CALL = {
    "intent": {"id": "5a56ec0008cc1461d75291f6", "name": "청렴톡"},
    "userRequest": {
        "timezone": "Asia/Seoul",
        "block": {"id": "5a56ec0008cc1461d75291f6", "name": "청렴톡"},
        "utterance": "우리 과장이 뇌물을 받았어요",
        "lang": "kr",
        "user": {
            "id": "bot-user-620678",
            "type": "botUserKey",
            "properties": {"plusfriendUserKey": "BlGTEYoiNoSh"},
        },
    },
    "bot": {"id": "5a548e36aea1a43fa851ecd9", "name": "청렴"},
    "action": {"id": "5a56ebaa211ee046633e958d", "name": "안내", "params": {}, "detailParams": {}},
}


@pytest.fixture
def talking(staffed: StaffedInstitution) -> Institution:
    offer_talk(staffed.institution, feed=FEED, messenger="kakao", hours_ko="평일 9시~18시")
    return staffed.institution


def ask(client: SiteClient, path: str = "/hanbit/talk/messenger/kakao", **call: object):
    return client.post(path, json.dumps({**CALL, **call}), content_type="application/json")


def test_the_feed_tells_the_code_of_today_at_its_own_address_alone(
    client: SiteClient, talking: Institution
):
    found = client.get(f"/hanbit/talk/feed/{FEED}.atom")
    assert found.status_code == 200
    assert found["Content-Type"].startswith("application/atom+xml")
    assert f"{CODE[:4]} {CODE[4:]}" in found.content.decode()
    assert not found.cookies
    assert client.get(f"/hanbit/talk/feed/{FEED[:-1]}x.atom").status_code == 404
    TalkSettings.objects.update(is_on=False)
    assert client.get(f"/hanbit/talk/feed/{FEED}.atom").status_code == 404


def test_the_bot_is_answered_alike_whoever_asks_and_whatever_was_typed(
    client: SiteClient, talking: Institution
):
    start = time.monotonic()
    first = ask(client)
    assert time.monotonic() - start < 5, "the messenger waits five seconds"
    others = [
        ask(client, userRequest={}),
        client.post("/hanbit/talk/messenger/kakao", b"\xff{", content_type="application/json"),
    ]
    assert {each.content for each in others} == {first.content}
    told = first.content.decode()
    assert json.loads(told)["version"] == "2.0"
    assert "메신저 운영사는 누가 쓰는지 알고 있으며" in told
    assert "/hanbit/talk/" in told
    for secret in (CODE, CODE[:4], "BlGTEYoiNoSh", "뇌물", "620678"):
        assert secret not in told
    assert not first.cookies


def test_a_messenger_that_was_not_chosen_gets_no_answer(client: SiteClient, talking: Institution):
    TalkSettings.objects.update(messenger="")
    assert ask(client).status_code == 404
    assert ask(client, "/hanbit/talk/messenger/other").status_code == 404


@contextmanager
def another_holds_the_table() -> Iterator[None]:
    """A real lock by another connection: in SQLite's shared memory a reader fails, in PostgreSQL it hangs."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("LOCK TABLE talks_talksettings IN ACCESS EXCLUSIVE MODE")
            TalkSettings.objects.update(hours_ko="다른 시간")
            held.set()
            done.wait(30)
            transaction.set_rollback(True)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(10)
        yield
    finally:
        done.set()
        thread.join()


def test_the_bot_is_answered_in_time_while_the_database_is_not_to_be_had(
    client: SiteClient, talking: Institution
):
    """TK-6: what was told last; and where nothing was told yet, the way all the same."""
    talk_told._told.clear()
    with another_holds_the_table():
        bare = _in_time(client)
    assert "/hanbit/talk/" in bare
    assert "한빛구청" not in bare
    told = _in_time(client)
    assert "한빛구청" in told
    with another_holds_the_table():
        assert _in_time(client) == told
    TalkSettings.objects.update(is_on=False)
    assert ask(client).status_code == 404
    assert talk_told._told == {}, "switched off, nothing of it is told any more"


def _in_time(client: SiteClient) -> str:
    start = time.monotonic()
    answer = ask(client)
    assert time.monotonic() - start < 5
    assert (answer.status_code, json.loads(answer.content)["version"]) == (200, "2.0")
    return str(answer.content.decode())
