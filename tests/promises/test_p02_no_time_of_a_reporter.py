"""P-02: of the time of anything a reporter does, the day at most is kept."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.promises.processes import wait_until_notices_went
from tests.promises.world import World

pytestmark = pytest.mark.process

SEOUL = ZoneInfo("Asia/Seoul")
CLOCK = re.compile(rb"20\d\d-\d\d-\d\d[ T]\d\d:\d\d")
# What reporters' acts write. The trail, notes, sessions and accounts are officers' own.
REPORTERS_TABLES = (
    "reports_",
    "conversations_message",
    "notifications_",
    "institutions_intakecount",
)


def values_of_reporters(world: World) -> list[tuple[str, str, object]]:
    """(table, column, value) of every table that a reporter's act writes to."""
    found = []
    connection = world.database()
    try:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        for table in tables:
            if table.startswith(REPORTERS_TABLES):
                rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                names = [column[0] for column in rows.description]
                found += [
                    (table, name, value)
                    for row in rows
                    for name, value in zip(names, row, strict=True)
                ]
    finally:
        connection.close()
    assert {"reports_report", "conversations_message"} <= {table for table, *_ in found}
    return found


def test_no_table_that_a_reporter_writes_to_holds_a_time_of_day(world: World):
    wait_until_notices_went(world)
    texts = [
        (table, name)
        for table, name, value in values_of_reporters(world)
        if isinstance(value, str | bytes)
        and CLOCK.search(value if isinstance(value, bytes) else value.encode())
    ]
    assert texts == []


def test_no_number_in_them_is_a_moment_of_the_journey(world: World):
    """Unix minutes are cut to the hour, seconds and milliseconds to the day."""
    wait_until_notices_went(world)
    units = ((1 / 60, 60), (1, 86_400), (1000, 86_400_000))
    moments = [
        (table, name, value)
        for table, name, value in values_of_reporters(world)
        for unit, step in units
        if isinstance(value, int | float) and in_journey(world, value / unit) and value % step
    ]
    assert moments == []


def in_journey(world: World, seconds: float) -> bool:
    return world.begun - 3600 < seconds < time.time() + 3600


def test_the_tables_have_no_column_for_a_time_except_a_notice_that_waits(world: World):
    columns = [
        (table, name)
        for (table,) in world.rows("SELECT name FROM sqlite_master WHERE type='table'")
        if table.startswith(REPORTERS_TABLES)
        for _, name, kind, *_ in world.rows(f'PRAGMA table_info("{table}")')
        if kind.lower().startswith(("datetime", "timestamp", "time"))
    ]
    assert columns == [("notifications_delivery", "next_attempt_at")]


def test_blobs_and_their_folders_tell_the_day_and_not_the_time(world: World):
    blobs = world.data / "blobs"
    midnight = datetime.now(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    allowed = {midnight.timestamp(), (midnight - timedelta(days=1)).timestamp()}
    paths = [blobs, *blobs.rglob("*")]
    assert len([path for path in paths if path.is_file()]) >= 3
    assert {path.stat().st_mtime for path in paths} <= allowed
