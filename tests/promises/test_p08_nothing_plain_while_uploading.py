"""P-08: while a file is sent and cleaned, no file of any process holds a readable byte of it."""

import os
import secrets
import threading

import pytest
from tests.promises.watch import Watcher
from tests.promises.world import Person, World

pytestmark = pytest.mark.process

MEBIBYTE = 1 << 20
SIZE = 20 * MEBIBYTE


def draft_of(world: World, reporter: Person) -> str:
    page = reporter.open(world.at.sign_ins().form)
    return dict(page.form_with("category", "text").form_values())["draft"]


def large_text(mark: bytes) -> bytes:
    """20 MiB of text in which the mark stands in every kilobyte, and which no filter shortens."""
    line = mark + b" " + secrets.token_hex(480).encode() + b"\n"
    return (line * (SIZE // len(line) + 1))[:SIZE]


def test_a_file_sent_by_the_forms_script_is_never_readable_on_a_disk(world: World):
    mark = f"PLAIN-{secrets.token_hex(8)}".encode()
    reporter = world.reporter()
    draft, content = draft_of(world, reporter), large_text(mark)
    with Watcher(world, (mark,)) as watcher:
        answer = reporter.upload(f"{world.at.sign_ins().form}files/", draft, "긴 글.txt", content)
    assert answer.status_code == 200, answer.text
    assert watcher.found == set()
    assert watcher.seen["spool"] > MEBIBYTE, "the watcher saw no spool: it would prove nothing"
    assert watcher.seen["blobs"] > MEBIBYTE
    assert world.holding(mark.decode()) == []


def test_a_file_of_a_form_without_javascript_is_never_readable_on_a_disk(world: World):
    mark = f"PLAIN-{secrets.token_hex(8)}".encode()
    reporter = world.reporter()
    page = reporter.open(world.at.sign_ins().form)
    form = page.form_with("category", "text")
    files = {"files": ("긴 글.txt", large_text(mark), "text/plain")}
    with Watcher(world, (mark, b"plain-text-of-the-form")) as watcher:
        values = {"text": "plain-text-of-the-form", "category": "gapjil"}
        page = reporter.submit(page, form, values, button=("to", "files"), files=files)
    assert "긴 글.txt" in page.text
    assert watcher.found == set()
    assert watcher.seen["spool"] > MEBIBYTE


def test_an_upload_that_is_cut_leaves_nothing_on_the_disk(world: World):
    mark = f"PLAIN-{secrets.token_hex(8)}".encode()
    reporter = world.reporter()
    draft = draft_of(world, reporter)
    before = {path for path in world.files() if "spool" in path.parts or "tmp" in path.parts}
    stop = threading.Event()

    def half():
        yield large_text(mark)[: SIZE // 2]
        stop.wait(0.3)
        raise ConnectionAbortedError

    with Watcher(world, (mark,)) as watcher, pytest.raises(ConnectionAbortedError):
        reporter.raw(
            "POST",
            f"{world.at.sign_ins().form}files/",
            content=half(),
            headers={"X-Draft": draft, "X-File-Name": "x.txt", "Origin": reporter.origin,
                     "Sec-Fetch-Site": "same-origin", "Content-Length": str(SIZE)},
        )  # fmt: skip
    assert watcher.found == set()
    after = {path for path in world.files() if "spool" in path.parts or "tmp" in path.parts}
    assert after == before
    assert world.rows("SELECT 1 FROM reports_draft WHERE id = ?", draft) == []


def test_a_plain_temporary_file_would_be_seen(world: World):
    """The control: the watcher finds a plain file in the folder where temporary files go."""
    mark = f"PLAIN-{secrets.token_hex(8)}".encode()
    path = world.at.folder / "tmp" / "control"
    with Watcher(world, (mark,)) as watcher:
        path.write_bytes(os.urandom(1000) + mark)
        while not watcher.found:
            pass
        path.unlink()
    assert watcher.found == {str(path)}
