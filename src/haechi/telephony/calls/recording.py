"""The recordings of one call: whether they may be, their keys, and their files."""

import logging
from pathlib import Path

from haechi.common.clock import today
from haechi.telephony.calls.surroundings import NotStored, Surroundings
from haechi.telephony.container.room import check_room
from haechi.telephony.custody import new_recording_key
from haechi.telephony.journal import seal_record
from haechi.telephony.media.port import RecordedContainer, RecordingFacts, StoreFull
from haechi.telephony.plan import InstitutionPlan
from haechi.telephony.records import CallRecord
from haechi.telephony.types import CallId

log = logging.getLogger(__name__)


class Recorder:
    """Of one call. `on`: what arrives now is stored."""

    def __init__(self, around: Surroundings, call: CallId, institution: InstitutionPlan) -> None:
        self.on = False
        self.containers: list[RecordedContainer] = []
        self._around, self._call, self._institution = around, call, institution
        self._count = 0

    def possible(self) -> bool:
        """Before a notice says that the call is recorded: a day's key, a folder, and room in it."""
        if self._institution.day_key(today()) is None:
            return self._not_stored(NotStored.NO_KEY)
        try:
            check_room(self._around.folders.live, self._around.room)
        except OSError:
            return self._not_stored(NotStored.NO_ROOM)
        return True

    def start(self, record: CallRecord) -> bool:
        """`record`: as far as it is known now. False: nothing can be stored after all."""
        if self.on:
            return True
        day = self._institution.day_key(today())
        plan = self._around.plans.plan
        if day is None or plan is None:
            return self._not_stored(NotStored.NO_KEY)
        key = new_recording_key(self._institution.custodian, self._institution.approver, day)
        sealed = seal_record(record, plan.catalogue)
        facts = RecordingFacts(self._institution.id, record.mode, sealed)
        try:
            self._around.engine.start_recording(self._call, self._next(), key, facts)
        except StoreFull:
            log.error("recording: nothing can be stored")
            return self._not_stored(NotStored.REFUSED)
        self.on = True
        return True

    def stop(self) -> None:
        if self.on:
            self.on = False
            self._keep(self._around.engine.stop_recording(self._call))

    def discard(self) -> None:
        """Nobody was reached: what a caller says while it rings is no conversation."""
        for container in self.containers:
            container.path.unlink(missing_ok=True)
        self.containers.clear()

    def _not_stored(self, reason: NotStored) -> bool:
        self._around.not_stored[self._institution.id, reason] += 1
        return False

    def _keep(self, container: RecordedContainer | None) -> None:
        if container is not None:
            self.containers.append(container)

    def _next(self) -> Path:
        self._count += 1
        return self._around.folders.live / f"{self._call}-{self._count}.hrc"
