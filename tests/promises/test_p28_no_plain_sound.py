"""P-28: the sound of a call lies nowhere readable: not while people talk, not afterwards, in no backup.

A real call of two hums through the running installation. Every open, deleted and closed file is searched for
the very bytes of the hums (PCM, A-law, µ-law), for headers of sound files, and for the hums themselves by
their spectrum, whatever the bytes are taken for.
"""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from tests.calling import place
from tests.promises.kept import contents
from tests.promises.watch import Watcher
from tests.promises.world import World

from haechi.telephony.finalising.encoding import flac, opus
from haechi.telephony.media.codecs import g711

pytestmark = pytest.mark.process
RATE, PITCHES, LOUD = 8000, (440, 620), 6000  # Hz: what the telephones of the trial hum
OUR_OWN = {"tones", "notices"}  # what the recorder plays to everybody
HEADERS = (b"fLaC\x00\x00\x00\x22", b"fLaC\x80\x00\x00\x22", b"OggS\x00\x02")
WINDOW, LEAST = 8000, 0.2  # samples; share of the energy that a hum has of itself
SHORT = 40  # bytes that are like no others


def hum(pitch: int) -> np.ndarray:
    return (LOUD * np.sin(2 * np.pi * pitch * np.arange(RATE) / RATE)).astype(np.int16)


def pieces() -> tuple[bytes, ...]:
    """Some of every form in which the hums could lie there."""
    found = []
    for pitch in PITCHES:
        samples = hum(pitch)
        for coded in (samples.tobytes(), g711.encode_a(samples), g711.encode_mu(samples)):
            found += [coded[start : start + SHORT] for start in range(0, RATE, 160)]
    return tuple({piece for piece in found if len(piece) == SHORT})


def is_sound(content: bytes) -> bool:
    """A hum makes up much of some second, whatever the bytes are taken for."""
    even = content[: len(content) // 2 * 2]
    return any(
        _hums(samples)
        for samples in (np.frombuffer(even, "<i2"), g711.decode_a(content), g711.decode_mu(content))
    )


def _hums(samples: np.ndarray) -> bool:
    count = len(samples) // WINDOW
    if not count:
        return False
    seconds = samples[: count * WINDOW].astype(float).reshape(count, WINDOW)
    energy = np.abs(np.fft.rfft(seconds * np.hanning(WINDOW), axis=1)) ** 2
    lines = sum(energy[:, pitch - 2 : pitch + 3].sum(axis=1) for pitch in PITCHES)
    return bool((lines > LEAST * energy.sum(axis=1)).any())


@dataclass(frozen=True)
class Searched:
    """`while_talking`: places that held a piece. `sealed`: the recording's file."""

    while_talking: set[str]
    seen: dict[str, int]
    live: int
    backup: Path


@pytest.fixture(scope="module")
def searched(world: World, tmp_path_factory: pytest.TempPathFactory) -> Searched:
    """One call, watched; then a backup."""
    sealed, most, over = world.data / "recorder", 0, threading.Event()

    def look() -> None:
        nonlocal most
        while not over.wait(0.2):
            most = max(most, sum(path.stat().st_size for path in sealed.glob("live/*.hrc")))

    looking = threading.Thread(target=look)
    looking.start()
    before = world.rows("SELECT count(*) FROM recordings_recordingfile")[0][0]
    with Watcher(world, pieces()) as watcher:
        place(world.at, 3.0)
        until = time.monotonic() + 60
        while world.rows("SELECT count(*) FROM recordings_recordingfile")[0][0] == before:
            assert time.monotonic() < until, "a row of the call"
            time.sleep(0.2)
    over.set()
    looking.join()
    backup = tmp_path_factory.mktemp("backup")
    done = world.at.command("backup", str(backup))
    assert done.returncode == 0, done.stderr
    return Searched(watcher.found, watcher.seen, most, backup)


def plain_in(folder: Path) -> list[str]:
    wanted = (*pieces(), *HEADERS)
    return [
        name
        for name, content in contents(folder)
        if not OUR_OWN & set(Path(name).parts)
        and (any(piece in content for piece in wanted) or is_sound(content))
    ]


def test_no_file_of_any_process_holds_sound_while_people_talk(searched: Searched):
    assert searched.live > 30_000, (
        "the call was stored while it went on: there was something to find"
    )
    assert searched.while_talking == set()


def test_nothing_that_the_installation_keeps_sounds(world: World, searched: Searched):
    assert plain_in(world.at.folder) == []
    ram = Path("/dev/shm")
    assert [name for name, content in contents(ram) if any(p in content for p in pieces())] == []


def test_no_backup_sounds(searched: Searched):
    names = [name for name, _ in contents(searched.backup)]
    assert len(names) > 3
    assert plain_in(searched.backup) == []


@pytest.mark.parametrize("kind", ["wav", "alaw", "mulaw", "packets", "flac", "opus"])
def test_the_search_finds_each_of_them(tmp_path: Path, kind: str):
    """The control."""
    sound = np.tile(hum(PITCHES[0]), 3)
    stereo = np.stack([sound, sound], axis=1)
    coded = {
        "wav": b"RIFF" + bytes(40) + sound.tobytes(),
        "alaw": b"x" * 13 + g711.encode_a(sound),
        "mulaw": g711.encode_mu(sound),
        "packets": b"".join(
            bytes(12) + g711.encode_a(sound[start : start + 160])
            for start in range(0, len(sound), 160)
        ),
        "flac": b"".join(flac(iter((stereo,)), RATE, len(stereo))),
        "opus": b"".join(opus(iter((stereo,)), RATE)),
    }
    (tmp_path / "file").write_bytes(coded[kind])
    assert plain_in(tmp_path) == ["file"]
