"""Tables of the catalogue."""

from haechi.recordings.models.catalogue import Call, DayKey, Grant, Hold, NoticeProof, RecordingFile
from haechi.recordings.models.office import (
    Designation,
    Line,
    Notice,
    Pledge,
    RecordingSettings,
    RecordingUse,
)
from haechi.recordings.models.room import RecorderAlarm, RoomState

__all__ = [
    "Call",
    "DayKey",
    "Designation",
    "Grant",
    "Hold",
    "Line",
    "Notice",
    "NoticeProof",
    "Pledge",
    "RecorderAlarm",
    "RecordingFile",
    "RecordingSettings",
    "RecordingUse",
    "RoomState",
]
