"""P-03: what people write lies nowhere readable: not in database, journal, blobs, spool, logs, outbox."""

import pytest
from tests.promises.world import World, written

pytestmark = pytest.mark.process


def test_no_planted_text_is_in_any_file(world: World):
    assert world.holding(*world.planted.contents().values()) == []


def test_key_password_and_form_token_are_in_no_file(world: World):
    paper = world.paper
    assert world.holding(paper.key, paper.draft, world.chat.key) == []
    names = "|".join(path.name for path in world.files())
    assert paper.key not in names


def test_an_officers_telephone_and_address_are_in_no_file(world: World):
    """The demo's `outbox.log` stands for the telephone network: it is where notices leave."""
    found = world.holding(world.planted.phone, world.planted.email)
    assert [line for line in found if "outbox.log" not in line] == []


def test_the_journal_of_the_database_was_among_the_files_searched(world: World):
    names = {path.name for path in world.files()}
    assert {"haechi.sqlite3", "haechi.sqlite3-wal", "serve.log", "outbox.log"} <= names
    assert any("blobs" in path.parts for path in world.files())


def test_a_planted_word_would_be_found_in_every_encoding(world: World):
    word = world.planted.text
    for form in written(word):
        path = world.data / "control"
        path.write_bytes(form)
        try:
            assert len(world.holding(word)) == 1
        finally:
            path.unlink()
