"""The finaliser seen from the recorder: one process of the lowest priority behind the calls.

What it cannot do (it dies, takes too long, has too much to do, or finds a container damaged) goes to `done/`
as the container it is: nothing is lost, and whoever is granted it hears it all the same.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from haechi.recorder.containers import described
from haechi.telephony.calls.surroundings import Finished, Folders
from haechi.telephony.child import clean_environment
from haechi.telephony.finalising.finalise import Job
from haechi.telephony.finalising.process import Answer, read_message, write_message
from haechi.telephony.finalising.sealing import PART
from haechi.telephony.media.port import RecordedContainer
from haechi.telephony.records import RecordedFile
from haechi.telephony.wire import Malformed, dump, load

log = logging.getLogger(__name__)
MODULE = "haechi.telephony.finalising.process"
LEAST_SECONDS = 60.0  # of patience with one container
BYTES_A_SECOND = 100_000  # the slowest that is waited for: some twenty times less than usual
BACKLOG_MOST = 500  # calls; beyond it containers stay containers until it is shorter


class Finaliser:
    """Not for two threads, but for `stop`. `as_containers`: how many files were left as they are."""

    def __init__(self, backlog: Callable[[], int] = lambda: 0) -> None:
        self._backlog = backlog
        self.process: subprocess.Popen[bytes] | None = None
        self.as_containers = 0

    def __call__(self, finished: Finished, folders: Folders) -> tuple[RecordedFile, ...]:
        """Raises OSError where not even the container can be linked."""
        return tuple(self._one(finished, each, folders) for each in finished.containers)

    def stop(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()

    def _one(
        self, finished: Finished, container: RecordedContainer, folders: Folders
    ) -> RecordedFile:
        if self._backlog() <= BACKLOG_MOST:
            file = self._asked(_job(finished, container, folders), container.path)
            if file is not None:
                return file
        self.as_containers += 1
        for path in folders.done.glob(f"{container.path.stem}.*"):
            path.unlink()  # of a process that was ended in the middle
        return described(finished, container, folders)

    def _asked(self, job: Job, path: Path) -> RecordedFile | None:
        """None: it could not; then its process is a new one next time."""
        timer: threading.Timer | None = None
        try:
            process = self.process = self.process or _started()
            patience = LEAST_SECONDS + path.stat().st_size / BYTES_A_SECOND
            timer = threading.Timer(patience, process.kill)
            timer.start()
            write_message(cast("BinaryIO", process.stdin), dump(job))
            message = read_message(cast("BinaryIO", process.stdout))
            if message is not None:
                return load(Answer, message).file
        except (OSError, Malformed) as error:
            log.error("finaliser: %s", type(error).__name__)
        finally:
            if timer is not None:
                timer.cancel()
        log.error("finaliser: its process has ended; the container stays as it is")
        self.stop()
        return None


def sweep_unfinished(folders: Folders) -> None:
    """Before orphans are taken in: what a killed finaliser had begun, or made of a call not in the journal.

    A finished file outlives neither: the worker removes a call's files before its journal file, and only what
    is in the journal has a container in `live/` and a finished file that counts.
    """
    for path in folders.done.glob(f"*{PART}"):
        path.unlink(missing_ok=True)
    for container in folders.live.glob("*.hrc"):
        call = container.stem.partition("-")[0]
        if not any(folders.journal.glob(f"*-{call}-*")):
            for path in folders.done.glob(f"{container.stem}.*"):
                path.unlink(missing_ok=True)


def _job(finished: Finished, container: RecordedContainer, folders: Folders) -> Job:
    return Job(
        container=str(container.path),
        call=finished.record.call,
        key=container.key.key,
        shares=container.key.shares,
        begun_ms=container.begun_ms,
        interrupted=container.interrupted,
        counts=container.counts,
        played=finished.record.notices,
        notices=str(folders.notices),
        done=str(folders.done),
        audio=finished.audio,
    )


def _started() -> subprocess.Popen[bytes]:
    """Raises OSError."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=clean_environment(),
        start_new_session=True,  # a Ctrl-C at the terminal is the recorder's to answer
    )
