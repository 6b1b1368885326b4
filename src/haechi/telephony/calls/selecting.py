"""Selective recording: `*1` by the official, a notice to the other party, then it is stored; `*2` ends it."""

from haechi.telephony.calls.in_path import InPathCall
from haechi.telephony.calls.tones import Tone
from haechi.telephony.media.port import DigitPressed, NoticeEnded
from haechi.telephony.sip.events import Informed
from haechi.telephony.sip.keypad import START
from haechi.telephony.types import Leg, Mode


def told(call: InPathCall, event: Informed) -> None:
    """SIP INFO of the official's leg."""
    if event.digit is not None:
        _key(call, event.digit)


def pressed(call: InPathCall, event: DigitPressed) -> None:
    """RFC 4733, or a tone in the sound. The caller's keys mean nothing to us."""
    if event.leg is Leg.OFFICIAL:
        _key(call, event.digit)


def _key(call: InPathCall, digit: str) -> None:
    command = call.keypad.pressed(digit)
    if command is None or call.line is None or call.line.mode is not Mode.SELECTIVE:
        return
    if command == START:
        _start(call)
    else:
        _stop(call)


def _start(call: InPathCall) -> None:
    institution, recorder = call.ticket.institution, call.recorder
    if institution is None or recorder is None or recorder.on or call.announced is not None:
        return
    notice = institution.selective_notice
    if notice is None or not recorder.possible():
        call.sound(Tone.REFUSED, Leg.OFFICIAL)
        return
    call.announce(notice)


def _stop(call: InPathCall) -> None:
    if call.announced is not None:
        call.around.engine.hush(call.ticket.call, Leg.CALLER)
    call.stop_storing()


def announced(call: InPathCall, event: NoticeEnded) -> None:
    """Stored from here on, if the other party heard the notice to its end."""
    if call.announced is None or event.played.notice != call.announced[0].id:
        call.sounded(event.played)
        return
    call.announcement_over(event.played)
    if event.played.complete and not call.store():
        call.sound(Tone.REFUSED, Leg.OFFICIAL)
