"""One recording session of an SBC: both streams stored, nothing relayed, nothing played (RFC 7866).

The notice is the SBC's or the exchange's business: a recording server has no one to play it to.
"""

import logging
import time
from collections.abc import Callable

from haechi.telephony.calls.recording import Recorder
from haechi.telephony.calls.siprec.metadata import BadMetadata, Metadata, parse
from haechi.telephony.calls.siprec.multipart import SDP, parts_of
from haechi.telephony.calls.siprec.streams import Streams
from haechi.telephony.calls.surroundings import Finished, Surroundings
from haechi.telephony.media.port import (
    EngineRefused,
    MediaEvent,
    MediaLost,
    MediaSilent,
    RecordedContainer,
    RecordingFailed,
)
from haechi.telephony.plan import InstitutionPlan, Line
from haechi.telephony.records import CallRecord
from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.events import Body, Ended, Informed, LegEvent, Offered
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.sip.message import Request
from haechi.telephony.sip.parties import ANONYMOUS
from haechi.telephony.sip.replies import body_of
from haechi.telephony.types import CallId, Mode, Outcome, PhoneNumber

log = logging.getLogger(__name__)
METADATA = "application/rs-metadata+xml"


def is_siprec(request: Request) -> bool:
    """The recording client says so (RFC 7866, 6.1.1), or sends its metadata."""
    if "siprec" in request.headers.tokens("require"):
        return True
    kind = (request.headers.first("content-type") or "").lower()
    return "+sip.src" in (request.headers.first("contact") or "") or (
        kind.startswith("multipart/") and b"rs-metadata" in request.body
    )


class SiprecCall:
    def __init__(self, around: Surroundings, call: CallId, leg: CallLeg) -> None:
        self.on_over: Callable[[Outcome], None] = lambda _: None
        self._around, self._call, self._leg = around, call, leg
        leg.dialog.features = ";+sip.srs"  # RFC 7866, 6.2
        self._metadata = Metadata(complete=True, sessions=())
        self._found: tuple[InstitutionPlan, Line] | None = None
        self._recorder: Recorder | None = None
        self._streams: Streams | None = None
        self._begun_at, self._begun, self._over = time.time(), time.monotonic(), False

    @property
    def at(self) -> tuple[int, int] | None:
        """Institution and line, as of a call in the path."""
        return (self._found[0].id, self._found[1].id) if self._found else None

    @property
    def stored(self) -> bool:
        return self._recorder is not None and self._recorder.on

    def begin(self, request: Request) -> None:
        try:
            description = self._learn(body_of(request))
            if description is None:
                raise Malformed("no session description", 488)
            code = self._open(description)
        except (Malformed, BadMetadata) as error:
            code = error.code if isinstance(error, Malformed) else 400
        except EngineRefused:
            code = 503
        if code:
            self._leg.refuse(code)
            self.finish(Outcome.REFUSED)

    def heard(self, event: LegEvent) -> None:
        match event:
            case Offered(body):
                self._change(body)
            case Informed(_, body):
                self._note(body)
            case Ended():
                self.finish(Outcome.TALKED)
            case _:
                pass

    def media(self, event: MediaEvent) -> None:
        match event:
            case MediaSilent() if self.stored and event.seconds >= self._around.patience.silence:
                self.finish(Outcome.INTERRUPTED)
            case MediaLost():
                self.finish(Outcome.INTERRUPTED)
            case RecordingFailed() if self._recorder:
                self._recorder.stop()
            case _:
                pass

    def finish(self, outcome: Outcome) -> None:
        if self._over:
            return
        self._over = True
        self._leg.hang_up()
        containers: tuple[RecordedContainer, ...] = ()
        if self._recorder is not None:
            self._recorder.stop()
            containers = tuple(self._recorder.containers)
        if self._streams is not None:
            self._around.engine.close(self._call)
        if self._found is not None and self._streams is not None:
            self._around.finished(Finished(self._record(outcome), containers, self._found[0].audio))
        self.on_over(outcome)

    def _learn(self, body: Body | None) -> Body | None:
        """Take the metadata of a body in; its session description is returned."""
        parts = parts_of(body)
        if METADATA in parts:
            self._metadata = self._metadata.merged(parse(parts[METADATA].content))
        return parts.get(SDP)

    def _open(self, description: Body) -> int:
        """0, or with what the session is refused: 403 where none of its lines is switched on."""
        self._found = self._line()
        if self._found is None:
            return 403
        institution = self._found[0]
        self._recorder = Recorder(self._around, self._call, institution)
        if not self._recorder.possible():
            self._found = None
            return 503
        self._streams = Streams.opened(self._around.engine, self._call, description)
        self._leg.answer(self._apply())
        return 0

    def _apply(self) -> bytes:
        """Point the engine, begin or pause storing; returns our answer."""
        assert self._streams is not None  # noqa: S101 (opened before)
        self._streams.point(self._official_label())
        if self._recorder is not None:
            if self._streams.flowing:
                self._recorder.start(self._record(Outcome.INTERRUPTED))
            else:
                self._recorder.stop()
        return self._streams.answer()

    def _change(self, body: Body | None) -> None:
        """A re-INVITE or UPDATE: other streams, a pause, or metadata alone."""
        try:
            description = self._learn(body)
            if self._streams is None or description is None:
                self._leg.accept(None if self._streams is None else self._streams.answer())
                return
            self._streams.take(description)
            self._leg.accept(self._apply())
        except BadMetadata:
            self._leg.decline(400)
        except Malformed as error:
            self._leg.decline(error.code)

    def _note(self, body: Body | None) -> None:
        try:
            self._learn(body)
        except (BadMetadata, Malformed):
            log.warning("siprec: an update was not readable")

    def _line(self) -> tuple[InstitutionPlan, Line] | None:
        for participant in self._metadata.participants.values():
            for number in participant.numbers:
                found = self._around.plans.line(number)
                if found is not None and found[1].mode is Mode.SIPREC:
                    return found
        return None

    def _official_label(self) -> str | None:
        """The label of the stream that the line's own participant sends."""
        labels = self._streams.labels if self._streams else ()
        for label in labels:
            speaker = self._metadata.speaker(label)
            if speaker is not None and self._is_ours(speaker.numbers):
                return label
        return None

    def _is_ours(self, numbers: tuple[PhoneNumber, ...]) -> bool:
        ours = self._found[1].id if self._found else None
        return any((found := self._around.plans.line(n)) and found[1].id == ours for n in numbers)

    def _others(self) -> PhoneNumber:
        for participant in self._metadata.participants.values():
            if participant.numbers and not self._is_ours(participant.numbers):
                return participant.numbers[0]
        return ANONYMOUS

    def _record(self, outcome: Outcome) -> CallRecord:
        assert self._found is not None  # noqa: S101 (only of a line that is recorded)
        institution, line = self._found
        ended_at = self._begun_at + time.monotonic() - self._begun  # a clock may be set meanwhile
        return CallRecord(
            call=self._call, institution=institution.id, line=line.id, department=line.department,
            official=line.official, mode=Mode.SIPREC, caller=self._others(), called=line.number,
            begun_at=self._begun_at, connected_at=self._begun_at, ended_at=ended_at, outcome=outcome,
            notices=(), files=(), session=self._metadata.session(),
        )  # fmt: skip
