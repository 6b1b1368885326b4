"""The private keys of days and of holds, one file each, in no database and no backup (docs/calls.md).

    <folder>/<institution>/2026-11-22         32 raw bytes, on the disk before the public half is told
    <folder>/<institution>/2026-11-22.gone    that it was destroyed, not lost
    <folder>/<institution>/hold-9f3c…         of one recording under a legal hold, or chosen for a request
    <folder>/<institution>/import-2026-11-22  of what is uploaded on that day, until the worker has taken it in

Mode 0600; where the folder carries the set-group-id bit (one Unix user a zone) 0640, so that the worker
makes and destroys what the staff site reads. Its group has those two and the owner, never the reporter site.
"""

import contextlib
import os
import secrets
import stat
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from haechi.common.durable import sync
from haechi.crypto.sealedbox import key_pair_of, new_key_pair
from haechi.crypto.types import KeyPair, PrivateKey
from haechi.recordings.errors import KeyGone

SIZE = 32
_GONE = ".gone"
_HOLD = "hold-"


def day_name(day: date) -> str:
    return day.isoformat()


def new_hold_name() -> str:
    """Of a key that no hold had before: the end of one never meets the begin of the next."""
    return f"{_HOLD}{secrets.token_hex(16)}"


def import_name(day: date) -> str:
    return f"import-{day.isoformat()}"


def create(institution_id: int, name: str) -> KeyPair:
    """A fresh key, on the disk when this returns; the one that is there already where there is one.

    A key that the database does not know is adopted: it is older than the database that came back from a
    backup, and the recorder may have sealed to it.

    Raises:
        OSError: the disk is full or not there.
    """
    folder = _folder(institution_id)
    if not folder.exists():
        _make_folder(folder)
    path = folder / name
    if path.exists() and path.stat().st_size != SIZE:
        path.rename(path.with_name(f"{name}.bad"))  # kept: somebody may know better
    if not path.exists():
        _write(path, new_key_pair().private)
    return load(institution_id, name)


def load(institution_id: int, name: str) -> KeyPair:
    """Raises KeyGone: destroyed, lost, not readable, or not a key."""
    try:
        private = (_folder(institution_id) / name).read_bytes()
    except OSError:
        raise KeyGone from None
    if len(private) != SIZE or not any(private):  # zeros: it is being destroyed
        raise KeyGone
    return key_pair_of(PrivateKey(private))


def is_there(institution_id: int) -> bool:
    """Whether there is a folder at all: one that was not mounted says nothing of single keys."""
    return _folder(institution_id).is_dir()


def exists(institution_id: int, name: str) -> bool:
    return (_folder(institution_id) / name).exists()


def destroy(institution_id: int, name: str) -> None:
    """Overwrite and remove a key, and leave word that this was on purpose. Again does no harm.

    Overwriting is the best a file system lets one do; a disk that copies on write keeps old blocks
    (docs/operations.md: encrypt the disk).
    """
    path = _folder(institution_id) / name
    if not path.parent.exists():
        return
    leave_word(institution_id, name)
    _wipe(path)


def leave_word(institution_id: int, name: str) -> None:
    """That a key is destroyed on purpose, before it is. What another zone's user left stays hers."""
    path = _folder(institution_id) / (name + _GONE)
    with contextlib.suppress(FileNotFoundError, FileExistsError):
        path.touch(mode=0o600, exist_ok=False)


def ending_holds(institution_id: int) -> list[str]:
    """Keys of holds that are there though word of their end was left: it is not committed, or was killed."""
    found = _folder(institution_id).glob(f"{_HOLD}*{_GONE}")
    names = [path.name.removesuffix(_GONE) for path in found]
    return sorted(name for name in names if exists(institution_id, name))


def keep_import_keys(institution_id: int, day: date) -> None:
    """Make keys for uploads of `day` and the next."""
    for name in _import_names(day)[1:]:
        create(institution_id, name)


def forget_import_keys(institution_id: int, day: date) -> int:
    """Wipe those of other days, but the day before's: nothing rests on them; how many."""
    kept = _import_names(day)
    gone = [path for path in _folder(institution_id).glob("import-*") if path.name not in kept]
    for path in gone:
        _wipe(path)
    return len(gone)


def _import_names(day: date) -> list[str]:
    """Of the day before, the day, and the next."""
    return [import_name(day + timedelta(days=ahead)) for ahead in (-1, 0, 1)]


def _wipe(path: Path) -> None:
    # The other zone's user made it: it can be removed, not overwritten.
    unwritable = contextlib.suppress(FileNotFoundError, PermissionError)
    with unwritable, path.open("r+b") as file:
        file.write(b"\0" * SIZE)
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    sync(path.parent)


def was_destroyed(institution_id: int, name: str) -> bool:
    return (_folder(institution_id) / (name + _GONE)).exists()


def destroy_all(institution_id: int) -> int:
    """Every key of an institution that leaves; return how many."""
    folder = _folder(institution_id)
    if not folder.exists():
        return 0
    names = [path.name for path in folder.iterdir() if path.suffix != _GONE]
    for name in names:
        destroy(institution_id, name)
    return len(names)


def _folder(institution_id: int) -> Path:
    return Path(settings.DAY_KEY_DIR) / str(institution_id)


def _make_folder(folder: Path) -> None:
    """Within a shared folder the group comes from above, with its bit; the mask would take its rights away."""
    before = os.umask(0o007 if _is_shared() else 0o077)
    try:
        folder.mkdir(mode=0o770, parents=True, exist_ok=True)
    finally:
        os.umask(before)
    sync(folder.parent)


def _is_shared() -> bool:
    try:
        return bool(Path(settings.DAY_KEY_DIR).stat().st_mode & stat.S_ISGID)
    except OSError:
        return False


def _write(path: Path, private: bytes) -> None:
    """Under its name only when it is whole: half a key is none, and would be taken for a lost one. Where two
    make the same key at once the first stays: the recorder may have sealed to it."""
    fresh = path.with_name(f"new-{secrets.token_hex(8)}")
    mode = 0o640 if _is_shared() else 0o600
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(private)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
    sync(path.parent)
