"""A restart while two hundred chats are open: they come back by themselves with everything, once."""

import os
import signal
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.faults.chats import OpenChat, Writer, doubled, followed, mark, open_chats
from tests.faults.people import persist
from tests.faults.processes import find, until
from tests.promises.world import Person, World

pytestmark = pytest.mark.process

CHATS, ANSWERED, WRITING, LINES = 200, 8, 4, 15
TABS, QUICK = 2, 25


def restart(world: World, *sites: str) -> None:
    """SIGTERM; the supervisor starts them again."""
    before = {site: find(world, site) for site in sites}
    for pid in before.values():
        assert pid
        os.kill(pid, signal.SIGTERM)
    for site, pid in before.items():
        until(lambda site=site, pid=pid: find(world, site) not in {pid, None}, f"{site} is back")  # type: ignore[misc]


def speak(chat: OpenChat, count: int) -> list[str]:
    """One tab of the chat's page."""
    writer, said = Writer(chat), [mark() for _ in range(count)]
    try:
        for text in said:
            writer.say(text)
    finally:
        writer.close()
    return said


def answers(world: World, officer: Person) -> list[str]:
    """An officer at the board, whose page is as old as the restart."""
    rows = world.rows("SELECT report_id FROM talks_chat ORDER BY rowid DESC LIMIT ?", ANSWERED)
    board = officer.open("/talks/")
    token = dict(board.form_with("csrfmiddlewaretoken").form_values())["csrfmiddlewaretoken"]
    said = []
    for (report_id,) in rows:
        text, uid = mark(), str(uuid.uuid4())
        fields = {"csrfmiddlewaretoken": token, "text": text, "uid": uid}
        path = f"/talks/{uuid.UUID(report_id)}/messages"

        def send(path: str = path, fields: dict[str, str] = fields) -> None:
            accept = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
            assert officer.raw("POST", path, data=fields, headers=accept).status_code == 200

        persist(send, impatient=officer)
        said.append(text)
    return said


def test_200_open_chats_survive_a_restart_and_nothing_in_them_is_lost_or_doubled(
    world: World,
) -> None:
    """Fault: both sites are restarted while 200 chats are open, some are written in, an officer answers, and
    one reporter sends fifty messages in a second from two tabs. Every page's stream comes back by itself
    from the last message it had; every message is there once, and was shown once, in its order (TK-3)."""
    stored = world.rows("SELECT count(*) FROM conversations_message")[0][0]
    officer, _ = world.officer("seoyeon")
    chats = open_chats(world, CHATS)
    with followed(chats), ThreadPoolExecutor(TABS + WRITING + 1) as threads:
        until(lambda: all(chat.connected for chat in chats), "every chat's stream")
        quick = [threads.submit(speak, chats[0], QUICK) for _ in range(TABS)]
        said = {0: [text for tab in quick for text in tab.result()]}
        writing = {n: threads.submit(speak, chats[n], LINES) for n in range(1, WRITING + 1)}
        answering = threads.submit(answers, world, officer)
        until(lambda: chats[1].marks, "they write")
        restart(world, "reporter", "staff")
        said |= {number: each.result() for number, each in writing.items()}
        told = answering.result()
        until(lambda: all(chat.connected > 1 for chat in chats), "every chat's stream again")
        wanted = sum(map(len, said.values())) + len(told)
        until(lambda: sum(len(chat.got) for chat in chats) >= wanted, "every message on its page")
    assert not doubled(chats)
    for number, texts in said.items():
        assert set(texts) <= set(chats[number].marks)
    everywhere = [text for chat in chats for text in chat.marks]
    assert sorted(everywhere) == sorted(
        [*told, *(text for texts in said.values() for text in texts)]
    )
    assert world.rows("SELECT count(*) FROM conversations_message")[0][0] == stored + wanted
