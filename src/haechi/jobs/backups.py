"""Backups that forget what was destroyed (ALL-3, adr/007).

    <folder>/data/<stamp>.sqlite3 (or .dump)   the database without erasure keys and sessions, kept by date
    <folder>/data/<stamp>.head                 the trail's anchor of that moment
    <folder>/blobs/                            a mirror of the sealed files, wherever the store is, destroyed
                                               ones removed
    <folder>/erasure-keys                      one copy, replaced by every backup

Restoring takes a dated file *and* the newest erasure keys. Secrets are not in it: they are few, change
never, and belong into a safe apart from the backups.
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection

from haechi.applicants.models import RequestKey
from haechi.blobstore.services import open_blob
from haechi.cases.models import CaseKey, ConsultationKey
from haechi.common.clock import SEOUL, today
from haechi.common.errors import HaechiError
from haechi.reports.models import ErasureKey, Report

LEFT_OUT = (
    "reports_erasurekey",
    "cases_casekey",
    "cases_consultationkey",
    "applicants_requestkey",
    "practice_practicekey",
    "django_session",
)
KEYS_FILE = "erasure-keys"
_CHUNK = 1024 * 1024


class BackupFailed(HaechiError):
    """The message names the step and never content."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds; `archive` is the dated database file."""

    archive: Path
    reports: int
    blobs_copied: int
    blobs_removed: int


def make_backup(folder: Path) -> Backup:
    """Write one backup into `folder`, which is made where it is missing.

    Raises:
        BackupFailed: a step did not succeed; a half-written archive is removed.
    """
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = datetime.now(SEOUL).strftime("%Y%m%d-%H%M%S")
    # Keys after data: a report filed between the two would have no key, one destroyed no data.
    archive = _dump(data, stamp)
    if settings.AUDIT_HEAD_FILE.exists():
        shutil.copyfile(settings.AUDIT_HEAD_FILE, data / f"{stamp}.head")
    _write_keys(folder / KEYS_FILE)
    copied, removed = mirror_blobs(folder / "blobs")
    return Backup(archive, Report.threads.count(), copied, removed)


def _dump(data: Path, stamp: str) -> Path:
    if connection.vendor == "sqlite":
        return _dump_sqlite(data / f"{stamp}.sqlite3")
    return _dump_postgres(data / f"{stamp}.dump")


def _dump_sqlite(target: Path) -> Path:
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(fresh)])
        with closing(sqlite3.connect(fresh, isolation_level=None)) as copy:
            for table in LEFT_OUT:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608  names of our own
            copy.execute("VACUUM")  # deleted rows linger in free pages otherwise
    except Exception as error:
        fresh.unlink(missing_ok=True)
        raise BackupFailed(f"database: {type(error).__name__}") from None
    fresh.chmod(0o600)
    return fresh.rename(target)


def _dump_postgres(target: Path) -> Path:
    given = connection.settings_dict
    command = ["pg_dump", "--format=custom", f"--file={target}", f"--dbname={given['NAME']}"]
    command += [f"--exclude-table-data={table}" for table in LEFT_OUT]
    try:
        subprocess.run(command, check=True, env=_postgres_environment())  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        target.unlink(missing_ok=True)
        raise BackupFailed(f"pg_dump: {type(error).__name__}") from None
    return target


def _postgres_environment() -> dict[str, str]:
    """Where and who; the password goes by environment, never on a command line."""
    given = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return os.environ | {name: str(given[key]) for name, key in named.items() if given[key]}


def _write_keys(target: Path) -> None:
    """Replace the one copy of the erasure keys; the file before it is overwritten, then gone."""
    fresh = target.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        for key in ErasureKey.objects.iterator(chunk_size=2000):
            file.write(json.dumps([str(key.report_id), bytes(key.key).hex()]) + "\n")
        for line in _case_keys():
            file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())
    if target.exists():
        with target.open("r+b") as old:
            old.write(b"\0" * target.stat().st_size)
            old.flush()
            os.fsync(old.fileno())
    fresh.replace(target)


def _case_keys() -> Iterator[list[str]]:
    """Lines of more than two words: which table, which row, its keys."""
    for case in CaseKey.objects.iterator(chunk_size=2000):
        halves = (bytes(case.content).hex(), bytes(case.identity).hex())
        yield ["cases_casekey", str(case.case_id), *halves]
    for talk in ConsultationKey.objects.iterator(chunk_size=2000):
        yield ["cases_consultationkey", str(talk.consultation_id), bytes(talk.key).hex()]
    for request in RequestKey.objects.iterator(chunk_size=2000):
        halves = (bytes(request.papers).hex(), bytes(request.entry).hex())
        yield ["applicants_requestkey", str(request.request_id), *halves]


def mirror_blobs(mirror: Path) -> tuple[int, int]:
    """Copy blobs that are new and remove those that were destroyed; blobs never change.

    The store may be a disk or an object store: it is read as a stream, a blob at a time.

    Raises:
        BackupFailed: the store does not answer, or the disk is full.
    """
    try:
        here, there = set(stored_blobs()), set(_names(mirror))
        for name in sorted(here - there):
            _copy_out(name, mirror / name)
    except OSError as error:
        raise BackupFailed(f"files: {error.strerror or type(error).__name__}") from None
    for name in there - here:
        (mirror / name).unlink(missing_ok=True)
    return len(here - there), len(there - here)


def _copy_out(name: str, target: Path) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.new")
    try:
        with open_blob(name) as source, fresh.open("wb") as copy:
            shutil.copyfileobj(source, copy, _CHUNK)
    except FileNotFoundError:  # destroyed meanwhile
        fresh.unlink(missing_ok=True)
        return
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    day = datetime.combine(today(), time(), SEOUL).timestamp()
    os.utime(fresh, (day, day))  # a finer time would tell when a reporter was there
    fresh.rename(target)


def put_blobs_back(mirror: Path) -> int:
    """Write the mirrored blobs that the store does not have; return how many. Again does no harm."""
    missing = sorted(set(_names(mirror)) - set(stored_blobs()))
    for name in missing:
        with (mirror / name).open("rb") as source:
            default_storage.save(name, File(source))
    return len(missing)


def stored_blobs() -> Iterator[str]:
    """The names of all blobs of the store, wherever it is."""
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:
        return
    for folder in folders:
        for name in default_storage.listdir(folder)[1]:
            yield f"{folder}/{name}"


def _names(folder: Path) -> Iterator[str]:
    for path in folder.glob("*/*"):
        if path.is_file() and path.suffix != ".new":
            yield str(path.relative_to(folder))


@dataclass(frozen=True)
class Restored:
    """`unreadable` reports were destroyed after the archive was made: they stay noise."""

    reports: int
    unreadable: int


def restore_sqlite(folder: Path, archive: Path, database: Path) -> Restored:
    """Lay a backup out as a database file and blobs in the store, neither of which may exist yet.

    Raises:
        BackupFailed: something is in the way, or missing.
    """
    if database.exists() or any(stored_blobs()):
        raise BackupFailed("there is a database or blobs already")
    if not archive.exists() or not (folder / KEYS_FILE).exists():
        raise BackupFailed("the archive or the erasure keys are missing")
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(archive, database)
    database.chmod(0o600)
    put_blobs_back(folder / "blobs")
    head = archive.with_suffix(".head")
    if head.exists():
        shutil.copyfile(head, settings.AUDIT_HEAD_FILE)
    with closing(sqlite3.connect(database)) as opened, opened:
        known = {row[0] for row in opened.execute("SELECT id FROM reports_report")}
        lines = [json.loads(line) for line in (folder / KEYS_FILE).open()]
        keys = [
            (line[0].replace("-", ""), bytes.fromhex(line[1])) for line in lines if len(line) == 2
        ]
        opened.executemany(
            "INSERT INTO reports_erasurekey (report_id, key) VALUES (?, ?)",
            [(identifier, key) for identifier, key in keys if identifier in known],
        )
        _restore_case_keys(opened, [line for line in lines if len(line) > 2])
        readable = opened.execute("SELECT count(*) FROM reports_erasurekey").fetchone()[0]
    return Restored(len(known), len(known) - readable)


_INSERTS = {
    "cases_casekey": (
        "INSERT INTO cases_casekey (case_id, content, identity)"
        " SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM cases_case WHERE id = ?)"
    ),
    "applicants_requestkey": (
        "INSERT INTO applicants_requestkey (request_id, papers, entry)"
        " SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM disclosures_request WHERE id = ?)"
    ),
    "cases_consultationkey": (
        "INSERT INTO cases_consultationkey (consultation_id, key)"
        " SELECT ?, ? WHERE EXISTS (SELECT 1 FROM cases_consultation WHERE id = ?)"
    ),
}


def _restore_case_keys(opened: sqlite3.Connection, lines: list[list[str]]) -> None:
    for table, identifier, *halves in lines:
        row = identifier.replace("-", "")
        opened.execute(_INSERTS[table], (row, *map(bytes.fromhex, halves), row))
