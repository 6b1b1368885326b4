"""A worker process, seen from the engine."""

import contextlib
import itertools
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from haechi.telephony.child import clean_environment
from haechi.telephony.media.relay import control

MODULE = "haechi.telephony.media.relay.process"
ANSWER_SECONDS = 5.0
HUNG_SECONDS = 10.0  # a living worker tells its load each second
END_SECONDS = 5.0
READY_SECONDS = 30.0


class WorkerGone(Exception):
    """The worker has died, or does not answer."""


@dataclass(frozen=True)
class Load:
    calls: int = 0
    recording: int = 0
    cpu: float = 0.0
    packets: int = 0
    lost: int = 0
    late: int = 0
    foreign: int = 0


class WorkerProcess:
    """Started at once. `heard` gets its events, `ended` is told once when it is gone; both from its thread."""

    def __init__(
        self,
        settings: control.Message,
        heard: Callable[[control.Message], None],
        ended: Callable[["WorkerProcess"], None],
    ) -> None:
        self._channel, theirs = control.pair()
        self._channel.settimeout(ANSWER_SECONDS)
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", MODULE, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=clean_environment(),
        )
        theirs.close()
        self.load = Load()
        self.gone = False
        self.ready = threading.Event()  # it has told its load, or it has died
        self.begun = time.monotonic()
        self._heard, self._ended = heard, ended
        self._numbers = itertools.count()
        self._answers: dict[int, queue.SimpleQueue[control.Message | None]] = {}
        control.send(self._channel, settings)
        self._thread = threading.Thread(target=self._listen, name="media", daemon=True)
        self._thread.start()

    def tell(self, message: control.Message, descriptors: tuple[int, ...] = ()) -> None:
        """Raises WorkerGone."""
        try:
            control.send(self._channel, message, descriptors)
        except OSError:
            self.process.kill()
            raise WorkerGone from None

    def ask(self, message: control.Message) -> control.Message:
        """Raises WorkerGone."""
        number = next(self._numbers)
        answer = self._answers[number] = queue.SimpleQueue()
        try:
            if self.gone:
                raise WorkerGone
            self.tell({**message, "id": number})
            found = answer.get(timeout=ANSWER_SECONDS)
        except queue.Empty:
            self.process.kill()  # its calls are told as lost, its files are whole up to now
            raise WorkerGone from None
        finally:
            del self._answers[number]
        if found is None:
            raise WorkerGone
        return found

    def stop(self) -> None:
        """It stores what it has and ends; one that does not is killed."""
        self.gone = True
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._thread.join(END_SECONDS)

    def _listen(self) -> None:
        quiet = 0.0
        while True:
            try:
                message, _ = control.receive(self._channel)
            except TimeoutError:
                quiet += ANSWER_SECONDS
                if quiet >= HUNG_SECONDS:
                    self.process.kill()
                continue
            except (control.Gone, OSError):
                break
            quiet = 0.0
            self._take(message)
        self._end()

    def _take(self, message: control.Message) -> None:
        if "reply" in message:
            answer = self._answers.get(message["reply"])
            if answer is not None:
                answer.put(message)
        elif message["event"] == "status":
            names = ("calls", "recording", "cpu", "packets", "lost", "late", "foreign")
            self.load = Load(**{name: message[name] for name in names})
            self.ready.set()
        else:
            self._heard(message)

    def _end(self) -> None:
        stopped, self.gone = self.gone, True
        self.ready.set()
        for answer in list(self._answers.values()):
            answer.put(None)
        self.process.kill()
        self.process.wait()
        self._channel.close()
        if not stopped:
            self._ended(self)
