"""The watched folder: `import/` takes tables of calls and their audio; what is done leaves it (RC-12).

    import/mapping.json   import/*.csv and the audio it names   import/done/   import/rejected/

Plain audio does not stay: once a call is sealed and in the journal, its audio is removed and a receipt is
left in `done/` (or the audio itself, by `keep_originals`). What cannot be taken goes to `rejected/`, a reason
beside it.
"""

import hashlib
import json
import logging
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from haechi.common.clock import today
from haechi.telephony.custody import new_recording_key
from haechi.telephony.finalising.sealing import Store
from haechi.telephony.importing.audio import Audio, BadAudio, look_at
from haechi.telephony.importing.mapping import BadRow, Mapping, Row, read_mapping, rows
from haechi.telephony.journal import seal_record, write_sealed
from haechi.telephony.plan import InstitutionPlan, Line
from haechi.telephony.plan_file import PlanFile
from haechi.telephony.records import CallRecord, RecordedFile
from haechi.telephony.types import CallId, Mode, Outcome
from haechi.telephony.wire import Malformed

log = logging.getLogger(__name__)
SETTLED = 5.0  # seconds without a change: the exchange has written it to its end
MISSING = 900.0  # how long a table waits for audio that it names
OLDEST = 10 * 366 * 86400.0
AHEAD = 600.0
BLOCK = 1 << 20


@dataclass
class Taken:
    """Of one look."""

    calls: int = 0
    rejected: int = 0


class ImportFolder:
    def __init__(self, root: Path, plans: PlanFile) -> None:
        """`root`: the recorder's folder."""
        self._root, self._plans = root, plans
        self._folder = root / "import"

    def look(self) -> Taken:
        """Raises OSError: the disk refuses; what is not done is tried again."""
        taken = Taken()
        try:
            mapping = read_mapping((self._folder / "mapping.json").read_bytes())
        except FileNotFoundError:
            return taken
        except Malformed as fault:
            log.error("import: mapping.json: %s", fault)
            return taken
        self._plans.look()
        for table in sorted(self._folder.glob("*.[cC][sS][vV]")):
            if _settled(table):
                self._table(table, mapping, taken)
        return taken

    def _table(self, table: Path, mapping: Mapping, taken: Taken) -> None:
        try:
            found = list(rows(table.read_bytes(), mapping))
        except BadRow as bad:
            self._reject(table, str(bad), taken)
            return
        patient = time.time() - table.stat().st_mtime < MISSING
        faults, waiting = [], False
        for number, row in enumerate(found, start=2):
            if isinstance(row, BadRow):
                faults.append(f"line {number}: {row}")
                continue
            path = self._folder / row.file
            if self._is_done(row.file):
                continue
            if not path.is_file() or path.is_symlink() or not _settled(path):
                waiting = waiting or patient
                if not patient:
                    faults.append(f"line {number}: its audio is missing")
                continue
            self._call(path, row, mapping, taken)
        if waiting:
            return
        if faults:
            self._reject(table, "\n".join(faults), taken)
        else:
            self._done(table, mapping, {})

    def _call(self, path: Path, row: Row, mapping: Mapping, taken: Taken) -> None:
        try:
            institution, line = self._line(row)
            audio = _checked(look_at(path), row)
            record = self._kept(audio, row, institution, line, mapping)
        except (BadRow, BadAudio) as bad:
            self._reject(path, str(bad), taken)
            return
        taken.calls += 1
        self._done(path, mapping, {"call": record.call, "sha256": record.session})

    def _line(self, row: Row) -> tuple[InstitutionPlan, Line]:
        """The official's: who is called, else who calls."""
        if not time.time() - OLDEST < row.begun_at < time.time() + AHEAD:
            raise BadRow("the time cannot be right")
        found = self._plans.line(row.called) or self._plans.line(row.caller)
        if found is None:
            raise BadRow("no line has either number")
        if found[1].mode is None:
            raise BadRow("recording is not switched on for this line")
        return found

    def _kept(
        self, audio: Audio, row: Row, institution: InstitutionPlan, line: Line, mapping: Mapping
    ) -> CallRecord:
        """Sealed in `done/` of the recorder, then journalled."""
        day, plan = institution.day_key(today()), self._plans.plan
        if day is None or plan is None:
            raise OSError(0, "no key for today")
        key = new_recording_key(institution.custodian, institution.approver, day)
        call = CallId(secrets.token_hex(16))
        store = Store(self._root / "done", f"{call}-1", call, key.key, institution.audio)
        stored = store.keep(audio.sound(swapped=not mapping.left_is_caller))
        file = RecordedFile(
            stored.name, institution.audio.value, stored.size, stored.sha256, 0, audio.milliseconds,
            False, key.shares, stored.peaks, (),
        )  # fmt: skip
        ended = row.begun_at + (row.seconds or audio.milliseconds / 1000)
        record = CallRecord(
            call, institution.id, line.id, line.department, line.official, Mode.IMPORTED, row.caller,
            row.called, row.begun_at, row.begun_at, ended, Outcome.TALKED, (), (file,), _hash(audio.path),
        )  # fmt: skip
        write_sealed(self._root / "journal", call, seal_record(record, plan.catalogue))
        return record

    def _is_done(self, name: str) -> bool:
        places = (self._folder / "done" / name, self._folder / "done" / f"{name}.json",
                  self._folder / "rejected" / name)  # fmt: skip
        return not (self._folder / name).exists() and any(map(Path.exists, places))

    def _done(self, path: Path, mapping: Mapping, receipt: dict[str, str]) -> None:
        """Tables hold numbers of people, so they go as the audio does."""
        place = self._folder / "done"
        place.mkdir(mode=0o700, exist_ok=True)
        if receipt:
            (place / f"{path.name}.json").write_text(json.dumps(receipt) + "\n")
        if mapping.keep_originals:
            os.replace(path, place / path.name)
        else:
            path.unlink()

    def _reject(self, path: Path, reason: str, taken: Taken) -> None:
        taken.rejected += 1
        log.warning("import: a file was rejected; the reason lies beside it")
        place = self._folder / "rejected"
        place.mkdir(mode=0o700, exist_ok=True)
        (place / f"{path.name}.reason").write_text(reason + "\n")
        os.replace(path, place / path.name)


def _checked(audio: Audio, row: Row) -> Audio:
    """Raises BadRow: a table that tells of another call."""
    if row.seconds and abs(audio.milliseconds / 1000 - row.seconds) > 10 + row.seconds / 5:
        raise BadRow("the audio is not as long as the call")
    return audio


def _settled(path: Path) -> bool:
    return time.time() - path.stat().st_mtime >= SETTLED


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
