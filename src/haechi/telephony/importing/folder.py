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
from datetime import date
from pathlib import Path

from haechi.common.clock import today
from haechi.telephony.importing.audio import BadAudio, look_at
from haechi.telephony.importing.keeping import (
    NO_LINE,
    NOT_ON,
    OVER,
    Taken,
    check_length,
    check_time,
    day_of,
    keep,
)
from haechi.telephony.importing.mapping import BadRow, Mapping, Row, read_mapping, rows
from haechi.telephony.importing.wanted import want
from haechi.telephony.journal import seal_record, write_sealed
from haechi.telephony.plan import InstitutionPlan, Line
from haechi.telephony.plan_file import PlanFile
from haechi.telephony.types import CallId
from haechi.telephony.wire import Malformed

log = logging.getLogger(__name__)
SETTLED = 5.0  # seconds without a change: the exchange has written it to its end
MISSING = 900.0  # how long a table waits for audio that it names, and audio for the key of its day
BLOCK = 1 << 20


@dataclass
class Took:
    """Of one look."""

    calls: int = 0
    rejected: int = 0


class ImportFolder:
    def __init__(self, root: Path, plans: PlanFile) -> None:
        """`root`: the recorder's folder."""
        self._root, self._plans = root, plans
        self._folder = root / "import"
        self._asked: dict[tuple[int, date], float] = {}

    def look(self) -> Took:
        """Raises OSError: the disk refuses; what is not done is tried again."""
        taken = Took()
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

    def _table(self, table: Path, mapping: Mapping, taken: Took) -> None:
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
            waiting = not self._call(path, row, mapping, taken) or waiting
        if waiting:
            return
        if faults:
            self._reject(table, "\n".join(faults), taken)
        else:
            self._done(table, mapping, {})

    def _call(self, path: Path, row: Row, mapping: Mapping, taken: Took) -> bool:
        """False: it has to wait for the key of its day."""
        try:
            institution, line = self._line(row)
            day = day_of(row)
            check_time(day, today(), institution.keeps_days)
            key, plan = institution.day_key(day), self._plans.plan
            if key is None or plan is None:
                self._ask(institution.id, day)
                return False
            self._asked.pop((institution.id, day), None)
            audio = look_at(path)
            check_length(audio, row)
            call = Taken(CallId(secrets.token_hex(16)), row, institution, line, _hash(path))
            record = keep(call, audio, key, mapping, self._root / "done")
        except (BadRow, BadAudio) as bad:
            self._reject(path, str(bad), taken)
            return True
        sealed = seal_record(record, plan.catalogue)
        write_sealed(self._root / "journal", record.call, sealed)
        taken.calls += 1
        self._done(path, mapping, {"call": record.call, "sha256": record.session})
        return True

    def _ask(self, institution: int, day: date) -> None:
        """Raises BadRow: the worker gives no key, so this day's was destroyed; plain audio does not wait on."""
        want(self._root, institution, day)
        first = self._asked.setdefault((institution, day), time.monotonic())
        if time.monotonic() - first >= MISSING:
            raise BadRow(OVER)

    def _line(self, row: Row) -> tuple[InstitutionPlan, Line]:
        """The official's: who is called, else who calls."""
        found = self._plans.line(row.called) or self._plans.line(row.caller)
        if found is None:
            raise BadRow(NO_LINE)
        if found[1].mode is None:
            raise BadRow(NOT_ON)
        return found

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

    def _reject(self, path: Path, reason: str, taken: Took) -> None:
        taken.rejected += 1
        log.warning("import: a file was rejected; the reason lies beside it")
        place = self._folder / "rejected"
        place.mkdir(mode=0o700, exist_ok=True)
        (place / f"{path.name}.reason").write_text(reason + "\n")
        os.replace(path, place / path.name)


def _settled(path: Path) -> bool:
    return time.time() - path.stat().st_mtime >= SETTLED


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
