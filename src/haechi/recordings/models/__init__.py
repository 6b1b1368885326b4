"""Tables of the catalogue."""

from haechi.recordings.models.catalogue import (
    Call,
    Claim,
    DayKey,
    Grant,
    Hold,
    NoticeProof,
    RecordingFile,
)
from haechi.recordings.models.imports import ImportBatch, ImportFile, ImportMapping
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
    "Claim",
    "DayKey",
    "Designation",
    "Grant",
    "Hold",
    "ImportBatch",
    "ImportFile",
    "ImportMapping",
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
