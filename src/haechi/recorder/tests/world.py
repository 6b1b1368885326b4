"""A recorder of its own on free ports, with a plan, for tests that place calls by foreign SIP clients."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

import haechi
from haechi.common.clock import today
from haechi.crypto.sealedbox import new_key_pair
from haechi.crypto.types import KeyPair
from haechi.telephony.custody import DayKey, DeskKey
from haechi.telephony.journal import open_record
from haechi.telephony.media.codecs.sound import encoder
from haechi.telephony.plan import AnswerBy, InstitutionPlan, Line, Notice, Plan, WhenFull
from haechi.telephony.plan_file import encode_plan
from haechi.telephony.records import CallRecord
from haechi.telephony.status import NAME as STATUS
from haechi.telephony.status import read_status
from haechi.telephony.types import Codec, Mode, PhoneNumber

HERE, RATE = "127.0.0.1", 8000
SOURCES = Path(haechi.__file__).parents[1]
SCENARIOS = Path(__file__).parent / "sipp"
NOTICE_SECONDS = 0.4
SHORT_PITCH = 2500  # Hz: higher than any voice of a test rises
FULL, EARLY, SELECTIVE, PLAIN, EXEMPT, SIPREC, REFUSING, LIMITED, SECOND, CAREFUL = (
    PhoneNumber(f"0212010{n}") for n in range(10)
)
LINES = {
    FULL: Mode.FULL,
    SELECTIVE: Mode.SELECTIVE,
    PLAIN: None,
    EXEMPT: Mode.FULL,
    SIPREC: Mode.SIPREC,
    SECOND: Mode.FULL,
}


_PORTS = range(10_000, 16_000)


def free_port() -> int:
    """For SIP over UDP and TCP. Not of those that the kernel gives to whoever connects: such a one may be
    taken between being found and being bound."""
    while True:
        port = secrets.choice(_PORTS)
        with suppress(OSError):
            for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
                with socket.socket(socket.AF_INET, kind) as probe:
                    probe.bind(("127.0.0.1", port))
            return port


def write_notice(folder: Path, number: int, samples: np.ndarray) -> Notice:
    pcm = samples.astype(np.int16)
    digest = sha256(pcm.tobytes()).hexdigest()
    (folder / f"{digest}.pcm").write_bytes(pcm.tobytes())
    for codec in Codec:
        (folder / f"{digest}.{codec}").write_bytes(encoder(codec)(pcm))
    return Notice(number, digest, len(pcm) * 1000 // RATE)


def hum(seconds: float, frequency: float, rate: int = RATE) -> np.ndarray:
    """A sound that is like no other shifted one: its frequency rises."""
    at = np.arange(round(seconds * rate)) / rate
    return 8000 * np.sin(2 * np.pi * (frequency * at + 150 * at * at))


@dataclass
class World:
    """`officials`: the port at which the officials' side is expected."""

    folder: Path
    sip: int = field(default_factory=free_port)
    officials: int = field(default_factory=free_port)
    catalogue: KeyPair = field(default_factory=new_key_pair)
    custodian: KeyPair = field(default_factory=new_key_pair)
    approver: KeyPair = field(default_factory=new_key_pair)
    day: KeyPair = field(default_factory=new_key_pair)
    variables: dict[str, str] = field(default_factory=dict)
    notice: Notice | None = None
    short: Notice | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "recorder"

    @property
    def environment(self) -> dict[str, str]:
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
        return {**kept, "HAECHI_DATA_DIR": str(self.folder), "HAECHI_SIP_PORT": str(self.sip),
                "HAECHI_RECORDER_WORKERS": "1", "HAECHI_RECORDER_RING_SECONDS": "3",
                "HAECHI_RECORDER_ROOM_MIB": "1", "HAECHI_RECORDER_DRAIN_SECONDS": "1",
                "PYTHONPATH": str(SOURCES),
                **self.variables}  # fmt: skip

    def plan(self) -> Plan:
        refusing = self._institution(3, {REFUSING: Mode.FULL}, when_full=WhenFull.REFUSE_CALL)
        limited = self._institution(4, {LIMITED: Mode.FULL})
        careful = self._institution(5, {CAREFUL: Mode.FULL}, when_full=WhenFull.REFUSE_CALL)
        early = self._institution(2, {EARLY: Mode.FULL}, answer_by=AnswerBy.EARLY_MEDIA)
        return Plan(
            catalogue=self.catalogue.public,
            next_hop=f"127.0.0.1:{self.officials}",
            peers=("127.0.0.0/8",),
            exempt=(EXEMPT,),
            institutions=(
                self._institution(1, LINES), early, careful,
                replace(refusing, days=()), replace(limited, days=()),
            ),
        )  # fmt: skip

    def _institution(
        self, number: int, lines: dict[PhoneNumber, Mode | None], **choices: Any
    ) -> InstitutionPlan:
        return InstitutionPlan(
            id=number,
            custodian=DeskKey(1, self.custodian.public),
            approver=DeskKey(2, self.approver.public),
            days=(DayKey(today(), self.day.public),),
            full_notice=self.notice,
            selective_notice=self.short,
            lines=tuple(
                Line(10 * number + n, line, 7, mode) for n, (line, mode) in enumerate(lines.items())
            ),
            **choices,
        )

    def prepare(self) -> None:
        notices = self.data / "notices"
        notices.mkdir(parents=True, exist_ok=True)
        self.notice = write_notice(notices, 1, hum(NOTICE_SECONDS, 400))
        self.short = write_notice(notices, 2, hum(NOTICE_SECONDS / 2, SHORT_PITCH))
        (self.data / "plan.json").write_bytes(encode_plan(self.plan()))

    def start(self) -> None:
        (self.data / STATUS).unlink(missing_ok=True)  # of one that was killed a moment ago
        log = (self.folder / "recorder.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "haechi.cli.main", "recorder", "serve"],
            env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        until(lambda: self.status().get("port") == self.sip, 20, self.log)

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process is None:
            return 0
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process = None
        return code

    def log(self) -> str:
        path = self.folder / "recorder.log"
        return path.read_text() if path.exists() else ""

    def status(self) -> dict[str, Any]:
        return read_status(self.data) or {}

    def records(self) -> list[CallRecord]:
        paths = sorted((self.data / "journal").glob("*.sealed"))
        return [open_record(path.read_bytes(), self.catalogue) for path in paths]

    def newest(self, after: int, seconds: float = 8) -> CallRecord:
        """The one record more than `after`."""
        until(lambda: len(self.records()) > after, seconds, self.log)
        (record,) = self.records()[after:]
        return record

    def sipp(
        self, scenario: str, *words: str, port: int | None = None, says: bytes = b""
    ) -> "Sipp":
        return Sipp(self, scenario, port or free_port(), words, says)


@dataclass
class Sipp:
    """One SIPp with a scenario of ours; `with` starts it, `done` waits for it to succeed.

    `says`: A-law that the scenario streams as `says.alaw`.
    """

    world: World
    scenario: str
    port: int
    words: tuple[str, ...]
    says: bytes = b""
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Sipp":
        folder = Path(mkdtemp(prefix=f"{self.scenario}-", dir=self.world.folder))
        (folder / "says.alaw").write_bytes(self.says)
        file = SCENARIOS / f"{self.scenario}.xml"
        log = (folder / "out").open("wb")
        self.messages = folder / "messages"
        self.process = subprocess.Popen(
            ["sipp", f"127.0.0.1:{self.world.sip}", "-sf", str(file), "-i", "127.0.0.1", "-p", str(self.port),
             "-nostdin", "-m", "1", "-timeout", "20s", "-timeout_error", "-trace_msg", "-message_file",
             str(self.messages), "-trace_err", "-error_file", str(folder / "errors"), *self.words],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def done(self, seconds: float = 20) -> None:
        assert self.process is not None
        code = self.process.wait(seconds)
        errors = self.messages.parent / "errors"
        said = self.messages.read_text() if self.messages.exists() else ""
        why = errors.read_text()[-1500:] if errors.exists() else ""
        assert code == 0, f"{self.scenario}: {code}\n{why}\n{said[-6000:]}\n{self.world.log()}"

    def seen(self) -> str:
        return self.messages.read_text() if self.messages.exists() else ""


def until(holds: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, why()
        time.sleep(0.02)


@contextmanager
def running(folder: Path, **variables: str) -> Iterator[World]:
    world = World(folder, variables=variables)
    world.prepare()
    world.start()
    try:
        yield world
    finally:
        if world.process is not None:
            world.stop()
