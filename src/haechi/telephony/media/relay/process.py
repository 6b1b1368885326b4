"""A worker process: `python -m haechi.telephony.media.relay.process FD`, FD one end of `control.pair`.

It ends when the other end does, after storing what it had received; signals are for the recorder alone.
"""

import base64
import contextlib
import ipaddress
import logging
import os
import resource
import signal
import socket
import sys
import time
from collections import deque
from pathlib import Path

from haechi.crypto.types import DataKey
from haechi.telephony.container.counts import encode_counts
from haechi.telephony.media.relay import control
from haechi.telephony.media.relay.call import CallState, Recording
from haechi.telephony.media.relay.leg import LegState
from haechi.telephony.media.relay.loop import Loop
from haechi.telephony.media.relay.player import Player
from haechi.telephony.types import CallId, Leg

logger = logging.getLogger(__name__)

STATUS_SECONDS = 1.0
WAITING_MOST = 10_000


class Worker:
    """Commands of the engine, carried out between two turns of the loop."""

    def __init__(self, channel: socket.socket, silent_after: float, learn_from: list[str]) -> None:
        self._channel = channel
        channel.setblocking(False)
        self._networks = tuple(ipaddress.ip_network(each, strict=False) for each in learn_from)
        self._waiting: deque[control.Message] = deque(maxlen=WAITING_MOST)
        self._cpu, self._told = time.process_time(), time.monotonic()
        self.loop = Loop(silent_after, self._tell)
        self.loop.watch(channel.fileno(), self._commands)
        self.loop.every(STATUS_SECONDS, self._status)
        self._status()

    def _commands(self) -> None:
        for _ in range(32):
            try:
                message, descriptors = control.receive(self._channel)
            except BlockingIOError:
                return
            except (control.Gone, OSError):
                self._end()
                return
            try:
                self._obey(message, descriptors)
            except OSError as error:  # no socket, no file: the engine hears why, other calls go on
                self._tell(
                    {"event": "failed", "call": message["call"], "reason": str(error.strerror)}
                )

    def _obey(self, message: control.Message, descriptors: list[int]) -> None:
        call = self.loop.calls.get(CallId(message["call"]))
        if message["do"] == "open":
            self._open(message, descriptors, call)
        elif call is None:
            for each in descriptors:
                os.close(each)
            if "id" in message:
                self._tell({"reply": message["id"], "finished": False, "counts": "{}"})
        else:
            getattr(self, "_do_" + message["do"])(call, message, descriptors)

    def _open(
        self, message: control.Message, descriptors: list[int], call: CallState | None
    ) -> None:
        if call is None:
            call = CallState(CallId(message["call"]), message["zero"], self._tell)
            self.loop.add(call)
        for number, leg in enumerate(message["legs"]):
            rtp, rtcp = (socket.socket(fileno=each) for each in descriptors[2 * number :][:2])
            area = self.loop.arena.take(Leg(leg))
            self.loop.add_leg(call, LegState(Leg(leg), rtp, rtcp, self._networks, area))

    def _do_point(self, call: CallState, message: control.Message, _: list[int]) -> None:
        leg = call.legs[Leg(message["leg"])]
        before = leg.remote.payload_types, leg.remote.events
        if leg.point(control.remote_of(message["remote"])):
            self.loop.doors.unlock(call, leg)
        if before != (leg.remote.payload_types, leg.remote.events):
            self.loop.look_now(call)  # what came until now is stored before the note
            if call.recording:
                call.recording.note(leg, int(time.monotonic() * 1000))
        call.refresh()

    def _do_play(self, call: CallState, message: control.Message, _: list[int]) -> None:
        player = Player(
            call.legs[Leg(message["leg"])],
            message["notice"],
            message["sha256"],
            Path(message["folder"]),
            self.loop.files,
            time.monotonic(),
        )
        self.loop.play(call, player)

    def _do_hush(self, call: CallState, message: control.Message, _: list[int]) -> None:
        for player in [each for each in call.players if each.leg.leg == message["leg"]]:
            self.loop.end_player(call, player, time.monotonic())

    def _do_connect(self, call: CallState, _: control.Message, __: list[int]) -> None:
        self.loop.look_now(call)
        call.connected = True
        self.loop.set_hot(call)
        call.refresh()

    def _do_record(self, call: CallState, message: control.Message, descriptors: list[int]) -> None:
        self.loop.look_now(call)  # what came before is not recorded
        key = DataKey(base64.b64decode(message["key"]))
        link = base64.b64decode(message["link"])
        call.begin_recording(Recording(descriptors[0], key, link, message["begun"]))
        self.loop.set_hot(call)

    def _do_stop_recording(self, call: CallState, message: control.Message, _: list[int]) -> None:
        self.loop.look_now(call, last=True)
        finished = call.finish_recording(int(time.monotonic() * 1000))
        self.loop.set_hot(call)
        self._reply(message, call, finished)

    def _do_close(self, call: CallState, message: control.Message, _: list[int]) -> None:
        self.loop.look_now(call, last=True)
        finished = call.finish_recording(int(time.monotonic() * 1000))
        self.loop.drop(call)
        self._reply(message, call, finished)

    def _reply(self, message: control.Message, call: CallState, finished: bool) -> None:
        counts = encode_counts(call.counts()).decode()
        self._tell({"reply": message["id"], "finished": finished, "counts": counts})

    def _tell(self, message: control.Message) -> None:
        self._waiting.append(message)
        self._send_waiting()

    def _send_waiting(self) -> None:
        while self._waiting:
            try:
                control.send(self._channel, self._waiting[0])
            except BlockingIOError:
                return  # with the next status at the latest
            except OSError:
                self._waiting.clear()
                return
            self._waiting.popleft()

    def _status(self) -> None:
        cpu, now = time.process_time(), time.monotonic()
        calls, trouble = self.loop.calls.values(), self.loop.trouble
        message = {
            "event": "status",
            "call": "",
            "calls": len(calls),
            "recording": sum(call.recording is not None for call in calls),
            "cpu": (cpu - self._cpu) / (now - self._told),
            "packets": self.loop.packets,
            "lost": trouble.lost,
            "late": trouble.late,
            "foreign": trouble.foreign,
        }
        self._cpu, self._told = cpu, now
        self._tell(message)

    def _end(self) -> None:
        for call in list(self.loop.calls.values()):
            self.loop.look_now(call, last=True)
            call.leave_recording()
        self.loop.running = False


def main(arguments: list[str]) -> None:
    channel = socket.socket(fileno=int(arguments[1]))
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core holds keys and voices
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    settings, _ = control.receive(channel)
    Worker(channel, settings["silent_after"], settings["learn_from"]).loop.run()


if __name__ == "__main__":
    main(sys.argv)
