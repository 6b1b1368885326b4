"""baresip as a telephone: it speaks one file and keeps what it hears in another."""

import contextlib
import json
import socket
import subprocess
import threading
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from haechi.recorder.tests.world import RATE, World, free_port, until

_LONGEST = 120  # seconds that a telephone is on
_PATIENCE = 20.0
MODULES = Path("/usr/lib/baresip/modules")
CODECS = {"pcma": "pcma", "g722": "G722/16000/1"}
CONFIG = """module_path {modules}
module stdio.so
module g711.so
module g722.so
module aufile.so
module sndfile.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:{control}
sip_listen 127.0.0.1:{port}
audio_source aufile,{says}
snd_path {folder}
ausrc_srate {rate}
auplay_srate {rate}
ausrc_channels 1
auplay_channels 1
audio_txmode thread
rtp_ports {rtp}-{last}
"""


def write_wave(path: Path, sound: np.ndarray, rate: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound.astype(np.int16).tobytes())


def read_wave(path: Path) -> np.ndarray:
    """Also of a file whose header was never completed."""
    return np.frombuffer(path.read_bytes()[44:][: (path.stat().st_size - 44) // 2 * 2], np.int16)


@dataclass
class Phone:
    """`with` starts it; `dials` empty: it answers by itself, until `with` ends. `also`: a second number that it
    answers. Who dials is in the call when `with` begins, and hangs up `seconds` later.

    `through`: port, and transport, of what stands before the recorder; `settings`: more of its configuration.
    `codec`: the only one it speaks, `says` at its rate.
    """

    world: World
    user: str
    says: np.ndarray
    port: int
    dials: str = ""
    seconds: int = 6
    also: str = ""
    through: str = ""
    settings: str = ""
    codec: str = "pcma"
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder = self.world.folder / f"phone-{self.user}"
        self.folder.mkdir()
        self.control = free_port()
        self.rate = 2 * RATE if self.codec == "g722" else RATE

    @property
    def heard(self) -> np.ndarray:
        (path,) = self.folder.glob("dump-*-dec.wav")
        return read_wave(path)

    def do(self, command: str, words: str = "") -> None:
        """A command of its menu: `sndcode`, `hold`, `resume`, `transfer`."""
        assert b'"ok":true' in self._send(command, words)

    def _send(self, command: str, words: str) -> bytes:
        asked = json.dumps({"command": command, "params": words})
        with socket.create_connection(("127.0.0.1", self.control), 5) as wire:
            wire.sendall(f"{len(asked)}:{asked},".encode())
            return wire.recv(4096)

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def __enter__(self) -> "Phone":
        write_wave(self.folder / "says.wav", self.says, self.rate)
        rtp = free_port() // 2 * 2
        (self.folder / "config").write_text(
            CONFIG.format(modules=MODULES, port=self.port, says=self.folder / "says.wav", folder=self.folder,
                          rtp=rtp, last=rtp + 20, control=self.control, rate=self.rate) + self.settings
        )  # fmt: skip
        accounts = "".join(
            f"<sip:{user}@127.0.0.1:{self.port}>;regint=0;answermode=auto;audio_codecs={CODECS[self.codec]}\n"
            for user in (self.user, self.also)
            if user
        )
        (self.folder / "accounts").write_text(accounts)
        (self.folder / "contacts").touch()
        command = ["baresip", "-f", str(self.folder), "-t", str(_LONGEST)]
        if self.dials:
            command += ["-e", f"/dial sip:{self.dials}@127.0.0.1:{self.through or self.world.sip}"]
        log = (self.folder / "log").open("wb")
        self.process = subprocess.Popen(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        # However busy the machine is: an official's telephone is there before anybody calls it, and how long
        # a call lasts does not hang on how long it took to begin.
        if self.dials:
            until(lambda: "established" in self.log(), _PATIENCE, self.log)
            threading.Timer(self.seconds, self._leave).start()
        else:
            until(self._is_there, _PATIENCE, self.log)
        return self

    def _is_there(self) -> bool:
        rows = Path("/proc/net/udp").read_text().splitlines()
        return any(row.split()[1].endswith(f":{self.port:04X}") for row in rows[1:])

    def _leave(self) -> None:
        with contextlib.suppress(OSError):  # it left before
            self._send("quit", "")

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def gone(self, seconds: float) -> None:
        assert self.process is not None
        self.process.wait(seconds)
