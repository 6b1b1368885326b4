"""What it costs to make sound of a container, in the finaliser's own process."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from _common import MIB, cpu_seconds

from haechi.telephony.container.counts import encode_counts
from haechi.telephony.container.format import Stream, pack_record
from haechi.telephony.container.tests.making import CALL, COUNTS, fresh_key, header_for
from haechi.telephony.container.writer import ChunkWriter, create
from haechi.telephony.custody import RecordingKey
from haechi.telephony.finalising.finalise import Job
from haechi.telephony.finalising.process import Answer, read_message, write_message
from haechi.telephony.finalising.tests.talking import Said, voice
from haechi.telephony.plan import AudioFormat
from haechi.telephony.types import Codec, Leg
from haechi.telephony.wire import dump, load

CHUNK_RECORDS = 70  # of both legs, in 0.7 s
MINUTE_PACKETS = 3000
SPOKEN = tuple(Stream(leg, ((0, Codec.PCMU), (8, Codec.PCMA))) for leg in Leg)


@dataclass(frozen=True)
class Finalised:
    """`cpu_ms`: of a stereo minute; `peak`: MiB that the process had at its largest."""

    cpu_ms: float
    peak: float
    size: int


def finalised(scratch: Path, minutes: int, audio: AudioFormat) -> Finalised:
    """Both parties speak all the time, in A-law."""
    container, key = scratch / f"{CALL}-1.hrc", fresh_key()
    _write(container, key, minutes)
    job = Job(
        str(container),
        CALL,
        key.key,
        key.shares,
        0,
        False,
        (),
        (),
        str(scratch),
        str(scratch),
        audio,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "haechi.telephony.finalising.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
    )
    source, target = cast("BinaryIO", process.stdout), cast("BinaryIO", process.stdin)
    try:
        write_message(target, dump(replace(job, container=str(scratch / "none"))))
        read_message(source)  # it runs, with all it imports
        before = cpu_seconds(process.pid)
        write_message(target, dump(job))
        file = load(Answer, read_message(source) or b"").file
        cpu, peak = cpu_seconds(process.pid) - before, _peak(process.pid)
    finally:
        process.kill()
        process.wait()
        container.unlink()
    assert file is not None
    return Finalised(cpu * 1000 / minutes, peak, file.size)


def _write(path: Path, key: RecordingKey, minutes: int) -> None:
    descriptor, link = create(path, replace(header_for(key), begun_ms=0, streams=SPOKEN))
    writer = ChunkWriter(descriptor, key.key, link)
    sounds = [voice(60, 1), voice(60, 2)]
    for minute in range(minutes):
        records = sorted(
            (
                record
                for leg, sound in zip(Leg, sounds, strict=True)
                for record in Said(
                    sound,
                    at=minute * 60_000 + 7 * leg,
                    sequence=minute * MINUTE_PACKETS,
                    timestamp=minute * MINUTE_PACKETS * 160,
                ).packets(leg)
            ),
            key=lambda each: each.arrival_ms,
        )
        for start in range(0, len(records), CHUNK_RECORDS):
            part = records[start : start + CHUNK_RECORDS]
            writer.write(b"".join(map(pack_record, part)), part[-1].arrival_ms)
    writer.finish(encode_counts(COUNTS), minutes * 60_000)


def _peak(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return float(line.split()[1]) * 1024 / MIB
    return 0.0
