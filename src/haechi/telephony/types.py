"""Names of telephony shared by signalling, media and what is left for the worker."""

from enum import IntEnum, StrEnum
from typing import NewType

CallId = NewType("CallId", str)  # 32 hex digits of our own drawing; never the SIP Call-ID
PhoneNumber = NewType("PhoneNumber", str)  # as dialled: digits, may start with +


class Leg(IntEnum):
    """A party of a call; also its channel in the finished recording (left, right)."""

    CALLER = 0
    OFFICIAL = 1


class Codec(StrEnum):
    """What is relayed and recorded (RFC 3551, table 4); everything else is not offered in the path."""

    PCMU = "PCMU"
    PCMA = "PCMA"
    G722 = "G722"


class Mode(StrEnum):
    """How a call comes to be recorded (행정전화 녹취시스템 운영 규정 제2조 3, 4)."""

    FULL = "full"
    SELECTIVE = "selective"
    SIPREC = "siprec"
    IMPORTED = "imported"


class Outcome(StrEnum):
    """How a call ended, as its row in the catalogue says."""

    TALKED = "talked"
    LEFT_IN_NOTICE = "left-in-notice"
    CANCELLED = "cancelled"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    TRANSFERRED = "transferred"
    INTERRUPTED = "interrupted"
    FAILED = "failed"
