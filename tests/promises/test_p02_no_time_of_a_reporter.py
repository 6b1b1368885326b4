"""P-02: of the time of anything a reporter does, the day at most is kept."""

import re
import time
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import pytest
from tests.promises.processes import wait_until_notices_went
from tests.promises.world import World

from haechi.cli.grants import GRANTS, REPORTER

pytestmark = pytest.mark.process

SEOUL = ZoneInfo("Asia/Seoul")
CLOCK = re.compile(rb"20\d\d-\d\d-\d\d[ T]\d\d:\d\d")
# Every table that the reporter's zone may write to: what is added later is looked at too.
REPORTERS_TABLES = frozenset(
    table
    for table, rights in GRANTS.items()
    if {"INSERT", "UPDATE"} & set(re.findall(r"[A-Z]+", rights.get(REPORTER, "")))
)
# Columns of a time in them, and whose. Nothing else may be added without a word to reporters.
TIMES = {
    ("cases_caseevent", "at"): "an officer's act or a period that ended; empty for a reporter's",
    (
        "disclosures_request",
        "received_at",
    ): "an officer's who took it down; a midnight from the page",
    ("notifications_delivery", "next_attempt_at"): "when a notice that failed is sent again",
}
# Lines of a case's history that the worker writes: a period was over, a record's years were over.
WORKERS = ("supplement-expired", "file-away", "destroy", "recount")


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
            if table in REPORTERS_TABLES:
                rows = connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                names = [column[0] for column in rows.description]
                found += [
                    (table, name, value)
                    for row in rows
                    for name, value in zip(names, row, strict=True)
                ]
    finally:
        connection.close()
    written = {"reports_report", "conversations_message", "cases_case", "cases_party",
               "cases_consent", "cases_caseevent", "practice_practicereport", "disclosures_request",
               "disclosures_proof", "applicants_requestkey", "talks_chat",
               "talks_participationcode"}  # fmt: skip
    assert written <= {table for table, *_ in found}
    return found


def test_no_table_that_a_reporter_writes_to_holds_a_time_of_day(world: World):
    wait_until_notices_went(world)
    texts = [
        (table, name)
        for table, name, value in values_of_reporters(world)
        if isinstance(value, str | bytes)
        and (table, name) not in TIMES
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


def test_the_tables_have_no_column_for_a_time_but_those_that_are_named(world: World):
    columns = {
        (table, name)
        for (table,) in world.rows("SELECT name FROM sqlite_master WHERE type='table'")
        if table in REPORTERS_TABLES
        for _, name, kind, *_ in world.rows(f'PRAGMA table_info("{table}")')
        if kind.lower().startswith(("datetime", "timestamp", "time"))
    }
    assert columns == set(TIMES)


def test_a_line_that_a_reporter_adds_to_a_cases_history_has_a_day_and_no_time(world: World):
    marks = ", ".join("?" * len(WORKERS))
    lines = world.rows(
        f"SELECT event, at FROM cases_caseevent WHERE officer_id IS NULL AND event NOT IN ({marks})",  # noqa: S608
        *WORKERS,
    )
    assert {event for event, _ in lines} >= {"receive"}
    assert [line for line in lines if line[1] is not None] == []
    # The control: an officer's act has its moment.
    assert world.rows("SELECT 1 FROM cases_caseevent WHERE officer_id > 0 AND at IS NOT NULL")


def test_a_request_from_the_public_page_has_a_day_and_no_time(world: World):
    moments = world.rows("SELECT received_at FROM disclosures_request WHERE received_by_id IS NULL")
    assert moments
    utc = [datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("UTC")) for (moment,) in moments]
    assert {each.astimezone(SEOUL).time() for each in utc} == {clock_time(0)}


def test_blobs_and_their_folders_tell_the_day_and_not_the_time(world: World):
    blobs = world.data / "blobs"
    paths = [blobs, *blobs.rglob("*")]
    assert len([path for path in paths if path.is_file()]) >= 3
    times = {datetime.fromtimestamp(path.stat().st_mtime, SEOUL) for path in paths}
    assert {each.time() for each in times} == {clock_time(0)}, "each is a midnight"
    # The demo's files bear the days of its story; those of the journey today's, or yesterday's at its end.
    today = datetime.now(SEOUL).date()
    assert {each.date() for each in times} & {today, today - timedelta(days=1)}
    assert max(times).date() <= today
