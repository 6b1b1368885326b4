"""Blobs and rows must agree: a blob without a row is rubbish, a row without its blob is a loss."""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import default_storage

from haechi.applicants.models import Proof
from haechi.blobstore.services import delete_blob
from haechi.cases.models import PaperFile
from haechi.common.clock import now
from haechi.recordings.models import ImportBatch, ImportFile, RecordingFile
from haechi.reports.models import Attachment

logger = logging.getLogger(__name__)

KEPT = timedelta(days=2)  # an upload under way has a blob and no row yet
_PLAUSIBLE = 50
_HOLDERS = (
    (Attachment, "blob"),
    (PaperFile, "blob"),
    (RecordingFile, "blob"),
    (Proof, "blob"),
    (RecordingFile, "peaks"),
    (ImportBatch, "blob"),
    (ImportFile, "blob"),
)


def missing_blobs() -> Iterator[str]:
    """Names that rows point to and the store does not have."""
    for model, field in _HOLDERS:
        rows = model._default_manager.exclude(**{field: ""})  # of what was destroyed
        for name in rows.values_list(field, flat=True).iterator(chunk_size=1000):
            if not default_storage.exists(name):
                yield name


def orphan_blobs() -> tuple[list[str], int]:
    """Names older than `KEPT` that no row points to, and how many blobs there are."""
    orphans: list[str] = []
    total = 0
    for folder in _folders():
        names = [f"{folder}/{file}" for file in default_storage.listdir(folder)[1]]
        total += len(names)
        known = {
            name
            for model, field in _HOLDERS
            for name in model._default_manager.filter(
                **{f"{field}__startswith": f"{folder}/"}
            ).values_list(field, flat=True)
        }
        orphans += [name for name in names if name not in known and _is_old(name)]
    return orphans, total


def _folders() -> list[str]:
    try:
        return default_storage.listdir("")[0]
    except FileNotFoundError:
        return []


def _is_old(name: str) -> bool:
    return default_storage.get_modified_time(name) < now() - KEPT


def remove_orphans() -> int:
    """Delete orphan blobs. Far too many of them mean another database, not rubbish: then none goes."""
    orphans, total = orphan_blobs()
    if len(orphans) > max(_PLAUSIBLE, total // 2):
        logger.error("%s of %s blobs have no row: is this the right database?", len(orphans), total)
        return 0
    for name in orphans:
        delete_blob(name)
    return len(orphans)
