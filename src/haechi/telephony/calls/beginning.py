"""From the INVITE until both talk, or until it is clear that they will not."""

from haechi.telephony.calls.in_path import InPathCall, Stage
from haechi.telephony.calls.party import IN_PATH, Format, Party
from haechi.telephony.calls.tones import Tone
from haechi.telephony.media.port import NoticeEnded
from haechi.telephony.plan import AnswerBy, Notice, WhenFull
from haechi.telephony.sip import sdp
from haechi.telephony.sip.address import Malformed
from haechi.telephony.sip.events import Answered, Body, Confirmed, Progressed, Refused, State
from haechi.telephony.types import Mode, Outcome

_OUTCOMES = {486: Outcome.BUSY, 600: Outcome.BUSY, 408: Outcome.NO_ANSWER, 480: Outcome.NO_ANSWER,
             487: Outcome.NO_ANSWER, 403: Outcome.REFUSED, 603: Outcome.REFUSED}  # fmt: skip


def begin(call: InPathCall, offer: Body | None) -> None:
    """A new call. Raises Malformed (488) before anything was answered."""
    if offer is not None:
        call.caller.take(offer)
        call.point(call.caller)
    notice = _promised(call)
    if notice is not None:
        _answer_first(call, notice, offered=offer is not None)
    elif _must_refuse(call):
        call.caller.leg.refuse(503)
        call.finish(Outcome.REFUSED)
    else:
        ring(call)


def _promised(call: InPathCall) -> Notice | None:
    """The notice of a call that will be recorded from its beginning."""
    institution, line = call.ticket.institution, call.line
    if institution is None or line is None or line.mode is not Mode.FULL or call.recorder is None:
        return None
    return institution.full_notice if call.recorder.possible() else None


def _must_refuse(call: InPathCall) -> bool:
    institution, line = call.ticket.institution, call.line
    full = line is not None and line.mode is Mode.FULL
    return full and institution is not None and institution.when_full is WhenFull.REFUSE_CALL


def _answer_first(call: InPathCall, notice: Notice, *, offered: bool) -> None:
    caller, institution = call.caller, call.ticket.institution
    call.enter(Stage.ANNOUNCING, call.around.patience.answering + notice.milliseconds / 1000)
    if not offered:
        caller.leg.answer(caller.offer(sdp.offer(caller.address, IN_PATH[:2]).codecs, sdp.EVENTS))
        return
    answer = caller.answer(caller.prefer())
    call.point(caller)
    if institution is not None and institution.answer_by is AnswerBy.EARLY_MEDIA:
        caller.leg.progress(183, answer)
        call.announce(notice)
    else:
        caller.leg.answer(answer)


def caller_ready(call: InPathCall, event: Confirmed) -> None:
    """The caller has our 200: now it hears."""
    institution = call.ticket.institution
    if call.announced is not None or institution is None or institution.full_notice is None:
        return
    if call.caller.agreed is None and not late_answer(call, event):
        return
    call.announce(institution.full_notice)


def late_answer(call: InPathCall, event: Confirmed) -> bool:
    """Of a caller whose INVITE made no offer: its ACK has the answer. False: it fits not."""
    caller = call.caller
    if event.body is None:
        return True
    try:
        caller.take(event.body)
    except Malformed:
        call.finish(Outcome.FAILED)
        return False
    caller.agreed = caller.agreed or caller.formats()[0]
    call.point(caller)
    return True


def notice_over(call: InPathCall, event: NoticeEnded) -> None:
    """Stored from here on, and only now does the official learn of the call.

    A notice that could not be played claims nothing. If nothing can be stored after all, the institution's
    choice holds.
    """
    call.announcement_over(event.played)
    if not (event.played.complete and call.store()) and _must_refuse(call):
        call.finish(Outcome.FAILED)
    else:
        ring(call)


def ring(call: InPathCall) -> None:
    call.enter(Stage.CALLING, call.around.patience.ringing)
    call.official = call.dial(call.ticket.called)


def ringing(call: InPathCall, event: Progressed) -> None:
    if event.body is not None:
        _early_media(call, event.body)
    elif call.caller.agreed is not None:
        call.sound(Tone.RINGING)
    else:
        call.caller.leg.progress(180)


def _early_media(call: InPathCall, body: Body) -> None:
    """The officials' side speaks before it answers: an announcement, or its own ringing."""
    if not _take(call, body):
        return
    call.hush()
    call.around.engine.connect(call.ticket.call)
    if call.caller.leg.state is State.EARLY and call.caller.stream is not None:
        call.caller.leg.progress(183, call.caller.answer(_agreed(call)))
        call.point(call.caller)


def ring_on(call: InPathCall, event: NoticeEnded) -> None:
    if call.sounded(event.played) is Tone.RINGING and event.played.complete:
        call.sound(Tone.RINGING)


def answered(call: InPathCall, event: Answered) -> None:
    if not _take(call, event.body):
        return
    caller = call.caller
    agreed = _agreed(call)
    call.hush()
    if caller.leg.state is State.EARLY:
        delayed = caller.stream is None
        caller.leg.answer(caller.offer((agreed,), sdp.EVENTS) if delayed else caller.answer(agreed))
        call.point(caller)
    call.around.engine.connect(call.ticket.call)
    call.connected()
    call.enter(Stage.TALKING, call.around.patience.longest)


def _take(call: InPathCall, body: Body | None) -> bool:
    """The official's answer; what we cannot keep ends the call."""
    official = call.official
    if official is None:
        return False
    try:
        if body is not None or official.stream is None:
            official.take(body)
    except Malformed:
        not_reached(call, Refused(488))
        return False
    official.agreed = official.formats()[0]
    call.point(official)
    return True


def _agreed(call: InPathCall) -> Format:
    """What the caller is told: what the official chose, under the caller's number for it."""
    official: Party | None = call.official
    assert official is not None  # noqa: S101 (only called after _take)
    chosen = official.formats()[0]
    return next((one for one in call.caller.formats() if one[1] == chosen[1]), chosen)


def not_reached(call: InPathCall, event: Refused) -> None:
    """Busy, no answer, refused: a caller who was answered hears it, another is told by its network."""
    outcome = _OUTCOMES.get(event.code, Outcome.FAILED)
    caller = call.caller.leg
    if call.official is not None:
        call.official.leg.hang_up()
    if caller.state is State.EARLY:
        caller.refuse(event.code if 400 <= event.code < 700 else 480)
        call.finish(outcome)
        return
    call.hush()
    call.refusal = outcome
    call.enter(Stage.RELEASING, call.around.patience.releasing)
    call.sound(Tone.BUSY)


def nobody_answers(call: InPathCall, _event: object) -> None:
    not_reached(call, Refused(480))


def released(call: InPathCall, event: NoticeEnded) -> None:
    if call.sounded(event.played) is Tone.BUSY:
        call.finish(call.refusal)


def give_up(call: InPathCall, _event: object) -> None:
    call.finish(call.refusal)


def left_in_notice(call: InPathCall, _event: object) -> None:
    call.finish(Outcome.LEFT_IN_NOTICE)


def cancelled(call: InPathCall, _event: object) -> None:
    call.finish(Outcome.CANCELLED)
