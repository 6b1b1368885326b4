"""What a worker tells, as the port's events."""

from haechi.telephony.media.port import (
    DigitPressed,
    MediaEvent,
    MediaSilent,
    NoticeEnded,
    RecordingFailed,
)
from haechi.telephony.media.relay.control import Message
from haechi.telephony.records import NoticePlayed
from haechi.telephony.types import CallId, Leg


def event_of(message: Message) -> MediaEvent:
    call = CallId(message["call"])
    match message["event"]:
        case "notice":
            return NoticeEnded(
                call,
                NoticePlayed(
                    message["notice"],
                    message["sha256"],
                    message["begun_ms"],
                    message["ended_ms"],
                    Leg(message["leg"]),
                    message["complete"],
                ),
            )
        case "digit":
            return DigitPressed(call, Leg(message["leg"]), message["digit"])
        case "silent":
            return MediaSilent(call, message["seconds"])
        case _:
            return RecordingFailed(call, message["reason"])
