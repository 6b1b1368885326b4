"""The worker's loop: declared jobs in lanes, a thread a lane, so that a slow mail server delays no SMS."""

import logging
import threading
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import close_old_connections, connections

logger = logging.getLogger(__name__)

_GRACE = 8.0


@dataclass(frozen=True)
class Job:
    """`run` every `every` seconds, jobs of one `lane` one after the other."""

    name: str
    lane: str
    every: float
    run: Callable[[], object]


class Worker:
    """Runs jobs until `stop`; a fault in one is logged by type and place and stops nothing else."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._stopping = threading.Event()
        lanes: defaultdict[str, list[Job]] = defaultdict(list)
        for job in jobs:
            lanes[job.lane].append(job)
        self._threads = [
            threading.Thread(target=self._lane, args=(lane,), name=name, daemon=True)
            for name, lane in lanes.items()
        ]

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Blocks until `stop`, then waits a little for what is under way."""
        for thread in self._threads:
            thread.start()
        self._stopping.wait()
        until = time.monotonic() + _GRACE
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _lane(self, jobs: list[Job]) -> None:
        due = dict.fromkeys((job.name for job in jobs), 0.0)
        try:
            while not self._stopping.is_set():
                for job in jobs:
                    if time.monotonic() >= due[job.name] and not self._stopping.is_set():
                        run_safely(job)
                        due[job.name] = time.monotonic() + job.every
                self._stopping.wait(max(0.05, min(due.values()) - time.monotonic()))
        finally:
            connections.close_all()


def run_safely(job: Job) -> bool:
    """False where the job failed: the log gets the error's type and place, never its message."""
    try:
        job.run()
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
        logger.error("job %s: %s at %s", job.name, type(error).__name__, places)
        return False
    finally:
        close_old_connections()
    return True
