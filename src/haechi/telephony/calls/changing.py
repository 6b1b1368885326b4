"""While both talk: hold and resume, handing over, and what ends a call."""

from haechi.telephony.calls.beginning import late_answer
from haechi.telephony.calls.in_path import InPathCall, Stage
from haechi.telephony.calls.party import Party
from haechi.telephony.calls.tones import Tone
from haechi.telephony.media.port import MediaSilent, RecordingFailed
from haechi.telephony.plan import WhenFull
from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.events import Answered, Confirmed, Offered, Progressed, Referred, Refused
from haechi.telephony.types import Mode, Outcome, PhoneNumber


def caller_offers(call: InPathCall, event: Offered) -> None:
    _offered(call, call.caller, call.official, event)


def official_offers(call: InPathCall, event: Offered) -> None:
    if call.official is not None:
        _offered(call, call.official, call.caller, event)


def caller_offers_alone(call: InPathCall, event: Offered) -> None:
    """Nobody else is there yet, or the other end is being replaced."""
    _offered(call, call.caller, None, event)


def _offered(call: InPathCall, party: Party, other: Party | None, event: Offered) -> None:
    """A new address is ours to note; a new direction (hold) is asked of the other end (RFC 3264, 8.4)."""
    if event.body is None:
        party.leg.accept(party.again())
        return
    before = party.direction
    try:
        party.take(event.body)
    except Malformed:
        party.leg.decline(488)
        return
    call.point(party)
    agreed = party.agreed or party.formats()[0]
    if other is None or other.agreed is None or party.direction == before or call.successor:
        party.leg.accept(party.answer(agreed))
    elif call.waiting is None and other.leg.reoffer(
        other.offer((other.agreed,), other.events, party.direction)
    ):
        call.waiting = party
    else:
        party.leg.decline(491)


def caller_accepts(call: InPathCall, event: Answered) -> None:
    _accepted(call, call.caller, event)


def official_accepts(call: InPathCall, event: Answered) -> None:
    if call.official is not None:
        _accepted(call, call.official, event)


def _accepted(call: InPathCall, party: Party, event: Answered) -> None:
    """The other end agrees to be held, or to talk on."""
    try:
        if event.body is not None:
            party.take(event.body)
            call.point(party)
    except Malformed:
        call.finish(Outcome.FAILED)
        return
    _let_wait_no_longer(call)


def not_accepted(call: InPathCall, _event: Refused) -> None:
    """A phone that cannot be held is not told of it; the one who holds may."""
    _let_wait_no_longer(call)


def _let_wait_no_longer(call: InPathCall) -> None:
    party, call.waiting = call.waiting, None
    if party is not None and party.agreed is not None:
        party.leg.accept(party.answer(party.agreed))


def late_answer_of_caller(call: InPathCall, event: Confirmed) -> None:
    late_answer(call, event)


def late_answer_of_official(call: InPathCall, event: Confirmed) -> None:
    official = call.official
    if official is None or event.body is None:
        return
    try:
        official.take(event.body)
    except Malformed:
        call.finish(Outcome.FAILED)
        return
    call.point(official)


# Handing over (REFER, RFC 3515)


def hand_over(call: InPathCall, event: Referred) -> None:
    if call.successor is not None or call.official is None:
        return  # declined
    call.official.leg.take_referral()
    headers = (("replaces", event.replaces),) if event.replaces else ()
    call.successor = call.dial(event.target, *headers)
    call.successor_number = event.target
    call.official.leg.notify(100, last=False)


def successor_rings(call: InPathCall, event: Progressed) -> None:
    if call.official is None:
        call.sound(Tone.RINGING)
    else:
        call.official.leg.notify(event.code, last=False)


def successor_answers(call: InPathCall, event: Answered) -> None:
    """The call goes on with the successor; it is stored on only where the successor's line is recorded too."""
    successor, before = call.successor, call.official
    call.successor = None
    if successor is None:
        return
    try:
        successor.take(event.body)
    except Malformed:
        successor.leg.hang_up()
        _not_handed_over(call, 488)
        return
    if not _recorded_too(call, call.successor_number):
        call.stop_storing()
    call.hush()
    successor.agreed = successor.formats()[0]
    call.official, call.transferred, call.waiting = successor, True, None
    call.point(successor)
    if before is not None:
        before.leg.notify(200, last=True)
        before.leg.hang_up()


def _recorded_too(call: InPathCall, number: PhoneNumber) -> bool:
    found = call.around.plans.line(number)
    ours = call.ticket.institution
    if found is None or ours is None or call.line is None:
        return False
    institution, line = found
    return line.mode is Mode.FULL and call.line.mode is Mode.FULL and institution.id == ours.id


def successor_refuses(call: InPathCall, event: Refused) -> None:
    _not_handed_over(call, event.code)


def successor_leaves(call: InPathCall, _event: object) -> None:
    _not_handed_over(call, 480)


def _not_handed_over(call: InPathCall, code: int) -> None:
    call.successor = None
    if call.official is not None:
        call.official.leg.notify(code, last=True)
        return
    call.hush()
    call.refusal = Outcome.TALKED
    call.enter(Stage.RELEASING, call.around.patience.releasing)
    call.sound(Tone.BUSY)


def official_leaves(call: InPathCall, _event: object) -> None:
    """Who hands over may hang up before the successor answers."""
    if call.successor is not None:
        call.official = None
        return
    end(call, _event)


# Ends


def end(call: InPathCall, _event: object) -> None:
    call.finish(Outcome.TRANSFERRED if call.transferred else Outcome.TALKED)


def too_long(call: InPathCall, _event: object) -> None:
    call.finish(Outcome.INTERRUPTED)


def silent(call: InPathCall, event: MediaSilent) -> None:
    """No packet from anybody: a BYE was lost, or the call never had sound. On hold that is usual."""
    if not call.held and call.successor is None and event.seconds >= call.around.patience.silence:
        call.finish(Outcome.INTERRUPTED)


def media_lost(call: InPathCall, _event: object) -> None:
    call.finish(Outcome.INTERRUPTED)


def storing_failed(call: InPathCall, _event: RecordingFailed) -> None:
    """The disk is full in the middle: what is there is kept, and the institution's choice holds."""
    call.stop_storing()
    institution = call.ticket.institution
    if institution is not None and institution.when_full is WhenFull.REFUSE_CALL:
        call.finish(Outcome.INTERRUPTED)
