"""P-32: a participation code says how many chats it opened, never who opened one or which."""

import pytest
from tests.promises.story import begin_chat, code_of_today
from tests.promises.world import World

pytestmark = pytest.mark.process

TABLE = "talks_participationcode"
COLUMNS = {"id", "institution_id", "text", "first_day", "last_day", "replaced_on", "opened"}


def tables(world: World) -> list[str]:
    return [name for (name,) in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]


def test_opening_a_chat_changes_one_number_of_its_code(world: World):
    asked = f"SELECT * FROM {TABLE} ORDER BY id"  # noqa: S608
    names = [column for _, column, *_ in world.rows(f"PRAGMA table_info({TABLE})")]
    assert set(names) == COLUMNS, "what is added here is a word about chats"
    code, before = code_of_today(world), world.rows(asked)
    begin_chat(world, world.reporter())
    after = world.rows(asked)
    changed = [
        (name, new)
        for old_row, new_row in zip(before, after, strict=True)
        for name, old, new in zip(names, old_row, new_row, strict=True)
        if old != new
    ]
    ((opened,),) = world.rows(f"SELECT opened FROM {TABLE} WHERE text = ?", code)  # noqa: S608
    assert changed == [("opened", opened)]


def test_no_row_of_any_table_leads_to_a_code(world: World):
    leading = [
        table
        for table in tables(world)
        for _, _, to, *_ in world.rows(f'PRAGMA foreign_key_list("{table}")')
        if to == TABLE
    ]
    assert leading == []
    codes = [code for (code,) in world.rows(f"SELECT text FROM {TABLE}")]  # noqa: S608
    holding = {
        table
        for table in tables(world)
        for row in world.rows(f'SELECT * FROM "{table}"')  # noqa: S608
        for value in row
        if isinstance(value, str) and any(code in value for code in codes)
    }
    assert holding == {TABLE}, "the control: its own table holds it"


def test_no_file_but_the_database_holds_the_code_with_which_a_chat_was_opened(world: World):
    places = {line.split(":")[0].rsplit("/", 1)[-1] for line in world.holding(code_of_today(world))}
    assert places
    assert all(place.startswith("haechi.sqlite3") for place in places), places
