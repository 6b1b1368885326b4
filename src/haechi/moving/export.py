"""Writing an institution into one sealed file. Nothing is changed here but a receipt and a row of the trail."""

import contextlib
import json
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction

from haechi import __version__
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor
from haechi.blobstore.services import open_blob
from haechi.common.clock import SEOUL, now
from haechi.continuity.models import ExportReceipt
from haechi.crypto.credentials import pepper_for
from haechi.crypto.kdf import SALT_BYTES
from haechi.crypto.secrets_store import FIRST, brought_peppers, load_reporter_secrets
from haechi.institutions.models import Institution
from haechi.moving.archive import ArchiveReader, ArchiveWriter, Progress
from haechi.moving.errors import CannotMove
from haechi.moving.rows import PER_MEMBER, fingerprint, lines_of
from haechi.moving.tables import TABLES, blobs_of
from haechi.reports.models import Report

Told = Callable[[Progress], None]


@dataclass(frozen=True)
class Export:
    """What to write. `first_pepper`: also the secret that reports of release 0.1 stand under (adr/015)."""

    institution: Institution
    target: Path
    passphrase: str
    reason: str
    first_pepper: bool = False


def first_reports(institution: Institution) -> int:
    """Reports of release 0.1: their reporters come back only with the pepper that all those share."""
    return Report.threads.filter(institution=institution, derivation=1).count()


def export_institution(*, actor: Actor, export: Export, told: Told) -> ExportReceipt:
    """Write, read again from the first byte to the last, then keep the receipt.

    Raises:
        CannotMove: the file is there already, or a blob is missing.
        OSError: the disk is full; the unfinished file is removed.
    """
    if export.target.exists():
        raise CannotMove(f"이미 있습니다 / there is such a file already: {export.target.name}")
    part = export.target.with_name(export.target.name + ".part")
    try:
        with part.open("wb") as file:
            with _snapshot():
                before = fingerprint(export.institution.pk)
                counts, written = _write(
                    ArchiveWriter(file, export.passphrase, _salt()), export, told
                )
            file.flush()
            os.fsync(file.fileno())
        _read_again(part, export.passphrase, written)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.rename(export.target)
    return _keep_receipt(actor, export, ExportReceipt(
        institution_id=export.institution.pk, made_at=now(), sha256=written, fingerprint=before, counts=counts,
    ))  # fmt: skip


def _salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


@contextlib.contextmanager
def _snapshot() -> Iterator[None]:
    """One state of the database for the whole export, without keeping the sites from writing."""
    if connection.in_atomic_block:
        yield
        return
    start = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute(start)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def _write(writer: ArchiveWriter, export: Export, told: Told) -> tuple[dict[str, int], str]:
    institution, progress = export.institution, Progress()
    writer.add("about.json", json.dumps(_about(institution), ensure_ascii=False, indent=1).encode())
    writer.add("secrets.json", json.dumps(_secrets(export)).encode())
    for name in blobs_of(institution.pk):
        _add_blob(writer, name, progress)
        told(progress)
    counts = {}
    for table in TABLES:
        if table.is_exported:
            counts[table.label] = 0
            for number, batch in enumerate(_batches(lines_of(table, institution.pk))):
                writer.add(f"rows/{table.label}/{number:06d}.jsonl", b"".join(batch))
                counts[table.label] += len(batch)
                progress.rows += len(batch)
                told(progress)
    return counts, writer.close()


def _about(institution: Institution) -> dict[str, str]:
    """The day, not the time; names are the institution's own."""
    return {
        "haechi": __version__,
        "slug": institution.slug,
        "name_ko": institution.name_ko,
        "name_en": institution.name_en,
        "made_on": datetime.now(SEOUL).date().isoformat(),
    }


def _secrets(export: Export) -> dict[str, str]:
    """The institution's own pepper, of which no other institution's can be made."""
    number, root = export.institution.pk, load_reporter_secrets(settings.SECRETS_DIR).pepper_proof
    own = brought_peppers(settings.SECRETS_DIR).get(number) or pepper_for(root, number)
    found = {"pepper": own.hex()}
    if export.first_pepper:
        first = brought_peppers(settings.SECRETS_DIR, FIRST).get(number) or root
        found["first_pepper"] = first.hex()
    return found


def _add_blob(writer: ArchiveWriter, name: str, progress: Progress) -> None:
    try:
        size = default_storage.size(name)
        with open_blob(name) as source:
            writer.add_stream(f"blobs/{name}", size, source)
    except FileNotFoundError:
        raise CannotMove(
            "첨부파일 하나가 저장소에 없습니다. haechi doctor로 살펴보십시오."
            " / a file is missing in the store: see haechi doctor"
        ) from None
    progress.blobs += 1
    progress.bytes += size


def _batches(lines: Iterator[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    for line in lines:
        batch.append(line)
        if len(batch) == PER_MEMBER:
            yield batch
            batch = []
    if batch:
        yield batch


def _read_again(path: Path, passphrase: str, written: str) -> None:
    with ArchiveReader(path, passphrase) as reader:
        for _member in reader.members():
            pass
        if reader.sha256 != written:
            raise CannotMove("다시 읽은 파일이 다릅니다 / what was read again differs")


@transaction.atomic
def _keep_receipt(actor: Actor, export: Export, receipt: ExportReceipt) -> ExportReceipt:
    receipt.save(force_insert=True)
    record(
        actor=actor,
        action=Action.INSTITUTION_EXPORTED,
        subject=f"institution:{export.institution.pk}",
        institution_id=export.institution.pk,
        detail={
            "sha256": receipt.sha256,
            "reason": export.reason[:200],
            "reports": receipt.counts.get("reports.Report", 0),
            "first_pepper": export.first_pepper,
        },
    )
    return receipt
