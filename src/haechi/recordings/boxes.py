"""The outer box of halves: the day's, or the hold's of one recording. Moving between them needs no desk."""

from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.types import Buffer, KeyPair, PublicKey
from haechi.recordings import keystore
from haechi.recordings.errors import KeyGone
from haechi.recordings.models import Grant, RecordingFile

HALVES = ("custodian_half", "approver_half")


def outer_pair(file: RecordingFile) -> KeyPair:
    """The key of the box in which both halves lie: the hold's where there is one, else the day's.

    Raises:
        KeyGone: destroyed, lost, or another one.
    """
    institution_id = file.day_key.institution_id
    hold = getattr(file, "hold", None)
    name = hold.key_name if hold else keystore.day_name(file.day_key.day)
    pair = keystore.load(institution_id, name)
    if pair.public != bytes(hold.public_key if hold else file.day_key.public_key):
        raise KeyGone
    return pair


def move_to(file: RecordingFile, outer: KeyPair, target: PublicKey) -> None:
    """Put the halves of a recording, and of its grants, from one outer box into another.

    Raises:
        KeyGone: `outer` does not open them.
    """
    rows: list[RecordingFile | Grant] = [file, *file.grants.filter(ended_at__isnull=True)]
    for row in rows:
        for name in HALVES:
            if held := getattr(row, name):
                setattr(row, name, seal_to(target, _open(outer, held)))
        row.save(update_fields=HALVES)


def _open(outer: KeyPair, sealed: Buffer) -> bytes:
    try:
        return open_with(outer, sealed)
    except CannotOpen:
        raise KeyGone from None
