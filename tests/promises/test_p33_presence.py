"""P-33: who is there and who is typing is known for seconds and stored nowhere."""

import threading

import httpx
import pytest
from tests.promises.story import sign_in_with, type_something
from tests.promises.world import OFFICER_ADDRESS, REPORTER_ADDRESS, Person, World

pytestmark = pytest.mark.process

# Written whether or not anybody is in a chat: officers' sessions, notices being sent, the recorder's state.
OTHERS = ("django_session", "notifications_", "recordings_")


class Listener(threading.Thread):
    """An open page: the stream that its script listens to, until `wanted` came."""

    def __init__(self, origin: str, path: str, person: Person, address: str, wanted: bytes) -> None:
        super().__init__(daemon=True)
        self._url, self._cookies = f"{origin}{path}", person._client.cookies
        self._transport = httpx.HTTPTransport(local_address=address)
        self._wanted, self.seen = wanted, b""
        self.open, self.heard = threading.Event(), threading.Event()

    def run(self) -> None:
        with (
            httpx.Client(transport=self._transport, cookies=self._cookies, timeout=30) as client,
            client.stream("GET", self._url) as answer,
        ):
            for chunk in answer.iter_raw():
                self.seen += chunk
                self.open.set()
                if self._wanted in self.seen:
                    self.heard.set()
                    return


def everything(world: World) -> dict[str, list[tuple]]:  # type: ignore[type-arg]
    """Every row of every table."""
    tables = world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        name: world.rows(f'SELECT * FROM "{name}"')  # noqa: S608
        for (name,) in tables
        if not name.startswith(OTHERS)
    }


def test_both_see_each_other_and_type_and_no_row_of_any_table_changes(world: World):
    reporter, (officer, _) = world.reporter(), world.officer("seoyeon")
    page = sign_in_with(reporter, world.chat)
    board = officer.open(world.chat_address)
    token = dict(board.form_with("csrfmiddlewaretoken").form_values())["csrfmiddlewaretoken"]
    log, before = world.at.log.read_text(), everything(world)

    chat = world.chat_address.removeprefix("/talks/?chat=")
    path = f"/talks/events?chat={chat}"
    at_board = Listener(world.at.staff, path, officer, OFFICER_ADDRESS, b"talk__presence--here")
    at_board.start()
    assert at_board.open.wait(10)
    in_chat = Listener(
        world.at.reporter, "/thread/events", reporter, REPORTER_ADDRESS, b"event: typing"
    )
    in_chat.start()
    assert at_board.heard.wait(15), "the officer's page was told that the reporter is there"
    type_something(reporter, page)
    assert in_chat.open.wait(10)
    headers = {"Origin": officer.origin, "Sec-Fetch-Site": "same-origin"}
    sent = {"csrfmiddlewaretoken": token}
    typed = officer.raw("POST", f"/talks/{chat}/typing", data=sent, headers=headers)
    assert typed.status_code == 204
    assert in_chat.heard.wait(15), "the reporter's page was told that somebody writes"
    assert b"event: presence" in in_chat.seen

    after = everything(world)
    assert [table for table in before if before[table] != after[table]] == []
    assert world.at.log.read_text() == log


def test_no_table_has_a_column_for_presence_or_typing(world: World):
    columns = {
        name
        for (table,) in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        if table.startswith(("talks_", "reports_", "conversations_"))
        for _, name, *_ in world.rows(f'PRAGMA table_info("{table}")')
    }
    assert {"state", "taken_by_id", "is_read"} <= columns
    assert [c for c in columns if any(w in c for w in ("seen", "typ", "here", "last_at"))] == []
