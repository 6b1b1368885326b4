"""One sealed file of the recorder: looked at, checked, and put into the blob store."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from haechi.blobstore.services import BlobName, delete_blob, write_blob
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.custody.models import DeskEpoch
from haechi.custody.types import DeskFunction
from haechi.institutions.models import Institution
from haechi.recordings import keystore
from haechi.recordings.errors import Damaged, KeyGone
from haechi.recordings.models import Call, DayKey, RecordingFile
from haechi.telephony.records import RecordedFile

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Filed:
    """What becomes a row once the call has one."""

    told: RecordedFile
    blob: str
    peaks: str
    day_key: DayKey

    def save(self, call: Call, number: int) -> RecordingFile:
        told, shares = self.told, self.told.shares
        return RecordingFile.objects.create(
            call=call,
            number=number,
            kind=told.kind,
            blob=self.blob,
            peaks=self.peaks,
            size=told.size,
            sha256=told.sha256,
            begun_ms=max(0, told.begun_ms),
            milliseconds=max(0, told.milliseconds),
            lead_ms=max(0, told.lead_ms),
            interrupted=told.interrupted,
            counts=[asdict(each) for each in told.counts],
            day_key=self.day_key,
            custodian_epoch_id=shares.custodian_epoch,
            approver_epoch_id=shares.approver_epoch,
            custodian_half=shares.custodian,
            approver_half=shares.approver,
        )


def file_away(institution: Institution, call: str, told: RecordedFile, done: Path) -> Filed:
    """Check a file against what the record says of it, and store it.

    Raises:
        Damaged: missing, of another size or hash, or sealed to what is not this institution's.
        OSError: the blob store does not take it.
    """
    _check_epochs(institution, told)
    day_key = _day_key(institution, told)
    blob = _store(done, told.name, told)
    try:
        peaks = _store(done, told.peaks, None) if told.peaks else ""
    except BaseException:
        delete_blob(blob)
        raise
    return Filed(told, blob, peaks, day_key)


def _check_epochs(institution: Institution, told: RecordedFile) -> None:
    wanted = {
        told.shares.custodian_epoch: DeskFunction.RECORDING_CUSTODIAN,
        told.shares.approver_epoch: DeskFunction.RECORDING_APPROVER,
    }
    for key, function in wanted.items():
        if not DeskEpoch.objects.filter(
            pk=key, desk__institution=institution, desk__function=function
        ).exists():
            raise Damaged("desk")


def _day_key(institution: Institution, told: RecordedFile) -> DayKey:
    """The day whose box the halves lie in: the one that opens, so that a mix-up shows today, not in a year."""
    rows = DayKey.objects.filter(institution=institution, day=told.shares.day)
    current = rows.filter(lost_on__isnull=True).first()
    if current is not None and current.destroyed_on is None and _opens(current, told):
        return current
    other = rows.exclude(lost_on__isnull=True).order_by("pk").last()
    if other is not None:
        return other  # sealed before the key was lost: noise, and told as such
    if current is not None and current.destroyed_on is not None:
        raise Damaged("day over")
    raise Damaged("day")


def _opens(row: DayKey, told: RecordedFile) -> bool:
    try:
        pair = keystore.load(row.institution_id, keystore.day_name(row.day))
    except KeyGone:
        return True  # not to be told here; `days.note_lost` looks at it
    try:
        open_with(pair, told.shares.custodian)
        open_with(pair, told.shares.approver)
    except CannotOpen:
        return False
    return True


def _store(done: Path, name: str, told: RecordedFile | None) -> BlobName:
    if not _NAME.fullmatch(name):
        raise Damaged("name")
    path = done / name
    digest, size = sha256(), 0

    def chunks() -> Iterator[bytes]:
        nonlocal size
        with path.open("rb") as source:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                yield chunk

    if not path.is_file():
        raise Damaged("missing")
    blob = write_blob(chunks())
    if told is not None and (digest.hexdigest() != told.sha256 or size != told.size):
        delete_blob(blob)
        raise Damaged("content")
    return blob
