"""When a call in the path does what. What is not named here is ignored: crossing events are usual in SIP."""

from collections.abc import Callable
from typing import Any

from haechi.telephony.calls import beginning, changing, selecting
from haechi.telephony.calls.in_path import Event, InPathCall, Late, Stage, Who
from haechi.telephony.media.port import (
    DigitPressed,
    MediaLost,
    MediaSilent,
    NoticeEnded,
    RecordingFailed,
)
from haechi.telephony.sip.events import (
    Answered,
    Confirmed,
    Ended,
    Informed,
    Offered,
    Progressed,
    Referred,
    Refused,
)

Handler = Callable[[InPathCall, Any], None]
CALLER, OFFICIAL, SUCCESSOR, MEDIA, CLOCK = Who

TABLE: dict[tuple[Stage, Who, type], Handler] = {
    (Stage.ANNOUNCING, CALLER, Confirmed): beginning.caller_ready,
    (Stage.ANNOUNCING, MEDIA, NoticeEnded): beginning.notice_over,
    (Stage.ANNOUNCING, CALLER, Offered): changing.caller_offers_alone,
    (Stage.ANNOUNCING, CALLER, Ended): beginning.left_in_notice,
    (Stage.ANNOUNCING, CLOCK, Late): beginning.left_in_notice,
    (Stage.CALLING, OFFICIAL, Progressed): beginning.ringing,
    (Stage.CALLING, OFFICIAL, Answered): beginning.answered,
    (Stage.CALLING, OFFICIAL, Refused): beginning.not_reached,
    (Stage.CALLING, MEDIA, NoticeEnded): beginning.ring_on,
    (Stage.CALLING, CALLER, Offered): changing.caller_offers_alone,
    (Stage.CALLING, CALLER, Ended): beginning.cancelled,
    (Stage.CALLING, CLOCK, Late): beginning.nobody_answers,
    (Stage.TALKING, CALLER, Confirmed): changing.late_answer_of_caller,
    (Stage.TALKING, CALLER, Offered): changing.caller_offers,
    (Stage.TALKING, CALLER, Answered): changing.caller_accepts,
    (Stage.TALKING, CALLER, Refused): changing.not_accepted,
    (Stage.TALKING, CALLER, Ended): changing.end,
    (Stage.TALKING, OFFICIAL, Confirmed): changing.late_answer_of_official,
    (Stage.TALKING, OFFICIAL, Offered): changing.official_offers,
    (Stage.TALKING, OFFICIAL, Answered): changing.official_accepts,
    (Stage.TALKING, OFFICIAL, Refused): changing.not_accepted,
    (Stage.TALKING, OFFICIAL, Informed): selecting.told,
    (Stage.TALKING, OFFICIAL, Referred): changing.hand_over,
    (Stage.TALKING, OFFICIAL, Ended): changing.official_leaves,
    (Stage.TALKING, SUCCESSOR, Progressed): changing.successor_rings,
    (Stage.TALKING, SUCCESSOR, Answered): changing.successor_answers,
    (Stage.TALKING, SUCCESSOR, Refused): changing.successor_refuses,
    (Stage.TALKING, SUCCESSOR, Ended): changing.successor_leaves,
    (Stage.TALKING, MEDIA, DigitPressed): selecting.pressed,
    (Stage.TALKING, MEDIA, NoticeEnded): selecting.announced,
    (Stage.TALKING, MEDIA, MediaSilent): changing.silent,
    (Stage.TALKING, MEDIA, RecordingFailed): changing.storing_failed,
    (Stage.TALKING, CLOCK, Late): changing.too_long,
    (Stage.RELEASING, MEDIA, NoticeEnded): beginning.released,
    (Stage.RELEASING, CALLER, Offered): changing.caller_offers_alone,
    (Stage.RELEASING, CALLER, Ended): beginning.give_up,
    (Stage.RELEASING, CLOCK, Late): beginning.give_up,
    **{
        (stage, MEDIA, MediaLost): changing.media_lost for stage in Stage if stage is not Stage.OVER
    },
}


def happened(call: InPathCall, who: Who, event: Event) -> None:
    handler = TABLE.get((call.stage, who, type(event)))
    if handler is not None:
        handler(call, event)
