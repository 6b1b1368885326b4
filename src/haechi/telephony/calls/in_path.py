"""A call in the path: what it knows, and what it can do. `table` says when it does what."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from haechi.telephony.calls.party import IN_PATH, Party
from haechi.telephony.calls.recording import Recorder
from haechi.telephony.calls.surroundings import Finished, Surroundings
from haechi.telephony.calls.tones import TONE_ID, Tone
from haechi.telephony.media.port import Address, MediaEvent
from haechi.telephony.plan import AudioFormat, InstitutionPlan, Line, Notice
from haechi.telephony.records import CallRecord, NoticePlayed
from haechi.telephony.sip import sdp
from haechi.telephony.sip.events import LegEvent, State
from haechi.telephony.sip.keypad import Keypad
from haechi.telephony.sip.leg import CallLeg
from haechi.telephony.sip.timers import Timer
from haechi.telephony.types import CallId, Leg, Mode, Outcome, PhoneNumber


class Stage(Enum):
    ANNOUNCING = auto()  # the caller hears the notice; the official knows of nothing
    CALLING = auto()  # the official's phone rings
    TALKING = auto()
    RELEASING = auto()  # the caller hears that nobody could be reached
    OVER = auto()


class Who(Enum):
    CALLER = auto()
    OFFICIAL = auto()
    SUCCESSOR = auto()  # to whom the official hands the call over
    MEDIA = auto()
    CLOCK = auto()


@dataclass(frozen=True)
class Late:
    """The stage has lasted too long."""


Event = LegEvent | MediaEvent | Late


@dataclass(frozen=True)
class Ticket:
    """What is known of a call when it comes in. `line` None: nothing of it is stored or catalogued.

    `dial` makes a leg to a number of the officials' side, `headers` and `hops` are what its INVITE carries.
    """

    call: CallId
    caller: PhoneNumber
    called: PhoneNumber
    institution: InstitutionPlan | None
    line: Line | None
    dial: Callable[[PhoneNumber], CallLeg]
    headers: tuple[tuple[str, str], ...]
    hops: int


class InPathCall:
    def __init__(
        self, around: Surroundings, ticket: Ticket, caller: Party, official_address: Address,
        on_event: Callable[["InPathCall", Who, Event], None],
    ) -> None:  # fmt: skip
        self.around, self.ticket, self.caller = around, ticket, caller
        self.stage = Stage.CALLING
        self.official: Party | None = None
        self.successor: Party | None = None
        self.successor_number = PhoneNumber("")
        self.waiting: Party | None = None  # its re-INVITE waits for the other end
        self.recorder: Recorder | None = None
        if ticket.institution is not None:
            self.recorder = Recorder(around, ticket.call, ticket.institution)
        self.keypad = Keypad()
        self.announced: tuple[Notice, int] | None = None  # what plays, and since when (ms)
        self.transferred = False
        self.refusal = Outcome.FAILED  # while RELEASING: why
        self.notices: list[NoticePlayed] = []
        self.on_over: Callable[[Outcome], None] = lambda _: None
        self._address, self._on_event = official_address, on_event
        self._clock = Timer()
        self._begun, self._begun_at = time.monotonic(), time.time()
        self._connected_at: float | None = None
        self._tone: Tone | None = None
        caller.leg.listener = self._heard

    # What it knows

    @property
    def line(self) -> Line | None:
        return self.ticket.line

    @property
    def at(self) -> tuple[int, int] | None:
        """Institution and line, of a call that both have."""
        institution, line = self.ticket.institution, self.line
        return (institution.id, line.id) if institution and line else None

    @property
    def stored(self) -> bool:
        return self.recorder is not None and self.recorder.on

    @property
    def held(self) -> bool:
        both = [party for party in (self.caller, self.official) if party]
        return any(party.direction != "sendrecv" for party in both)

    def ms(self) -> int:
        return round((time.monotonic() - self._begun) * 1000)

    def _now(self) -> float:
        """By the clock as it was when the call began: one that is set meanwhile bends no call."""
        return self._begun_at + time.monotonic() - self._begun

    def party(self, who: Who) -> Party | None:
        return {
            Who.CALLER: self.caller,
            Who.OFFICIAL: self.official,
            Who.SUCCESSOR: self.successor,
        }.get(who)

    def who(self, leg: CallLeg) -> Who | None:
        for who in (Who.CALLER, Who.OFFICIAL, Who.SUCCESSOR):
            party = self.party(who)
            if party is not None and party.leg is leg:
                return who
        return None

    def record(self, outcome: Outcome) -> CallRecord | None:
        institution, line = self.ticket.institution, self.line
        if institution is None or line is None or line.mode is None:
            return None
        return CallRecord(
            call=self.ticket.call, institution=institution.id, line=line.id, department=line.department,
            official=line.official, mode=Mode(line.mode), caller=self.ticket.caller,
            called=self.ticket.called, begun_at=self._begun_at, connected_at=self._connected_at,
            ended_at=self._now(), outcome=outcome, notices=tuple(self.notices), files=(),
        )  # fmt: skip

    # What it does

    def enter(self, stage: Stage, seconds: float) -> None:
        """Go on to a stage that may last so long."""
        self.stage = stage
        self._clock.start(seconds, lambda: self._on_event(self, Who.CLOCK, Late()))

    def announce(self, notice: Notice) -> None:
        self.announced = (notice, self.ms())
        self.around.engine.play(self.ticket.call, Leg.CALLER, notice, self.around.folders.notices)

    def announcement_over(self, played: NoticePlayed) -> None:
        self.announced = None
        self.notices.append(played)

    def sound(self, tone: Tone, leg: Leg = Leg.CALLER) -> None:
        """Does nothing while the caller hears that tone."""
        if leg is Leg.CALLER:
            if self._tone is tone:
                return
            self._tone = tone
        notice = self.around.tones[tone]
        self.around.engine.play(self.ticket.call, leg, notice, self.around.folders.tones)

    def sounded(self, played: NoticePlayed) -> Tone | None:
        """Which of the caller's tones that was; None for a notice, or for one that another has replaced."""
        tone = self._tone
        if played.notice != TONE_ID or tone is None or played.to_leg is not Leg.CALLER:
            return None
        if played.sha256 != self.around.tones[tone].sha256:
            return None
        self._tone = None
        return tone

    def hush(self) -> None:
        if self._tone is not None:
            self.around.engine.hush(self.ticket.call, Leg.CALLER)

    def dial(self, number: PhoneNumber, *headers: tuple[str, str]) -> Party:
        """INVITE to the officials' side, with what the caller can speak."""
        party = Party(self.ticket.dial(number), Leg.OFFICIAL, self._address)
        party.leg.listener = self._heard
        caller = self.caller
        formats = (caller.agreed,) if caller.agreed else caller.formats()
        events = caller.events if caller.events is not None else sdp.EVENTS
        offer = party.offer(formats or sdp.offer(self._address, IN_PATH).codecs, events)
        party.leg.invite(offer, *self.ticket.headers, *headers, hops=self.ticket.hops)
        return party

    def point(self, party: Party) -> None:
        self.around.engine.point(self.ticket.call, party.side, party.remote())

    def connected(self) -> None:
        self._connected_at = self._now()

    def store(self) -> bool:
        record = self.record(Outcome.INTERRUPTED)
        return record is not None and self.recorder is not None and self.recorder.start(record)

    def stop_storing(self) -> None:
        if self.recorder is not None:
            self.recorder.stop()

    def finish(self, outcome: Outcome) -> None:
        """End every leg, give everything back, hand the record over. Happens once."""
        if self.stage is Stage.OVER:
            return
        self.stage = Stage.OVER
        self._clock.stop()
        for party in (self.successor, self.official, self.caller):
            if party is not None and party.leg.state is not State.OVER:
                party.leg.hang_up()
        self._cut_announcement()
        self.stop_storing()
        if self.recorder is not None and self._connected_at is None:
            self.recorder.discard()
        self.around.engine.close(self.ticket.call)
        record = self.record(outcome)
        if record is not None:
            containers = tuple(self.recorder.containers) if self.recorder else ()
            audio = self.ticket.institution.audio if self.ticket.institution else AudioFormat.FLAC
            self.around.finished(Finished(record, containers, audio))
        self.on_over(outcome)

    def _cut_announcement(self) -> None:
        if self.announced is not None:
            notice, since = self.announced
            heard = NoticePlayed(
                notice.id, notice.sha256, since, self.ms(), Leg.CALLER, complete=False
            )
            self.announcement_over(heard)

    def _heard(self, leg: CallLeg, event: LegEvent) -> None:
        who = self.who(leg)
        if who is not None:
            self._on_event(self, who, event)
