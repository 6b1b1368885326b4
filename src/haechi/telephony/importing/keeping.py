"""One imported call: looked at, sealed as any finished file, told as any record (RC-12).

The day whose key it is sealed to is the call's, not that of the import: it is destroyed when a call recorded
here on that day would be.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from haechi.common.clock import SEOUL
from haechi.telephony.custody import DayKey, new_recording_key
from haechi.telephony.finalising.sealing import Store
from haechi.telephony.importing.audio import Audio
from haechi.telephony.importing.mapping import BadRow, Mapping, Row
from haechi.telephony.plan import InstitutionPlan, Line
from haechi.telephony.records import CallRecord, RecordedFile
from haechi.telephony.types import CallId, Mode, Outcome

OLDEST = 10 * 366 * 86400.0
AHEAD = 600.0
OVER = "its time is over"
NO_LINE = "no line has either number"
NOT_ON = "recording is not switched on for this line"
NO_TIME = "the time cannot be right"
NOT_AS_LONG = "the audio is not as long as the call"


@dataclass(frozen=True)
class Taken:
    """A call and where it belongs. `sha256`: of the audio as it came."""

    call: CallId
    row: Row
    institution: InstitutionPlan
    line: Line
    sha256: str


def day_of(row: Row) -> date:
    """The calendar day of the call in Korea. Raises BadRow."""
    if not time.time() - OLDEST < row.begun_at < time.time() + AHEAD:
        raise BadRow(NO_TIME)
    return moment_of(row.begun_at).date()


def moment_of(seconds: float) -> datetime:
    """In Korea."""
    return datetime.fromtimestamp(seconds, SEOUL)


def check_time(day: date, today: date, keeps_days: int) -> None:
    """Raises BadRow: what was said on that day is destroyed by now."""
    if day + timedelta(days=keeps_days) < today:
        raise BadRow(OVER)


def check_length(audio: Audio, row: Row) -> None:
    """Raises BadRow: a table that tells of another call."""
    if row.seconds and abs(audio.milliseconds / 1000 - row.seconds) > 10 + row.seconds / 5:
        raise BadRow(NOT_AS_LONG)


def keep(taken: Taken, audio: Audio, day: DayKey, mapping: Mapping, done: Path) -> CallRecord:
    """Seal the sound into `done`. Raises OSError, and BadAudio as `look_at` does."""
    row, call, plan, line = taken.row, taken.call, taken.institution, taken.line
    key = new_recording_key(plan.custodian, plan.approver, day)
    store = Store(done, f"{call}-1", call, key.key, plan.audio)
    stored = store.keep(audio.sound(swapped=not mapping.left_is_caller))
    file = RecordedFile(
        stored.name, plan.audio.value, stored.size, stored.sha256, 0, audio.milliseconds,
        False, key.shares, stored.peaks, (),
    )  # fmt: skip
    ended = row.begun_at + (row.seconds or audio.milliseconds / 1000)
    return CallRecord(
        call, plan.id, line.id, line.department, line.official, Mode.IMPORTED, row.caller,
        row.called, row.begun_at, row.begun_at, ended, Outcome.TALKED, (), (file,), taken.sha256,
    )  # fmt: skip
