"""After a call: its containers become files in `done/`, then its record goes to the journal.

One thread behind the calls, in order. What the disk does not take is tried again, for as long as the process
lives; a container stays in `live/` until its record is in the journal, so that a kill loses neither.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from haechi.recorder.containers import as_they_are
from haechi.telephony.calls.surroundings import Finished, Folders
from haechi.telephony.journal import seal_record, write_sealed
from haechi.telephony.plan_file import PlanFile
from haechi.telephony.records import RecordedFile

log = logging.getLogger(__name__)
PAUSE = 2.0  # seconds before the disk is asked again

Finalise = Callable[[Finished, Folders], tuple[RecordedFile, ...]]


class Finisher:
    """`finalise` makes the files of a call and raises OSError where the disk does not take them.

    When the recorder stops there is no time to align: what waits is left as containers.
    """

    def __init__(self, folders: Folders, plans: PlanFile, finalise: Finalise) -> None:
        self._folders, self._plans, self._finalise = folders, plans, finalise
        self._waiting: queue.SimpleQueue[Finished | None] = queue.SimpleQueue()
        self._hurry = threading.Event()
        self._thread = threading.Thread(target=self._work, name="finishing", daemon=True)
        self.done = self.failed = 0

    def start(self) -> None:
        self._thread.start()

    def take(self, finished: Finished) -> None:
        self._waiting.put(finished)

    @property
    def backlog(self) -> int:
        return self._waiting.qsize()

    def hurry(self) -> None:
        """From now on nothing is aligned, and a disk that refuses is not waited for."""
        self._hurry.set()

    def stop(self, patience: float) -> None:
        """Finish what waits; after `patience` seconds the rest is left to the next start."""
        self.hurry()
        self._waiting.put(None)
        self._thread.join(patience)

    def _work(self) -> None:
        while (finished := self._waiting.get()) is not None:
            while not self._try(finished) and not self._hurry.wait(PAUSE):
                pass

    def _try(self, finished: Finished) -> bool:
        try:
            self._finish(finished)
        except OSError as error:
            self.failed += 1
            log.error("finishing: the disk refuses (%s)", error.strerror)
            return False
        except Exception as error:
            self.failed += 1
            log.error("finishing: %s; the containers stay in live/", type(error).__name__)
        else:
            self.done += 1
        return True

    def _finish(self, finished: Finished) -> None:
        plan = self._plans.plan
        if plan is None:
            raise OSError(0, "no plan")
        finalise = as_they_are if self._hurry.is_set() else self._finalise
        files = finalise(finished, self._folders)
        record = replace(finished.record, files=files)
        write_sealed(self._folders.journal, record.call, seal_record(record, plan.catalogue))
        for container in finished.containers:
            container.path.unlink(missing_ok=True)
