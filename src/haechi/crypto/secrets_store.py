"""The secrets folder: what must lie outside the database and its backups (design §4).

    secrets/reporter/  pepper_bucket  pepper_proof  zone_key  outbox_public
    secrets/reporter/institutions/<number>     peppers that came with institutions (docs/adr/015)
    secrets/staff/     zone_key  audit_key  mfa_key  catalogue_key  outbox_public
    secrets/staff/days/<institution>/<day>     keys of days of recording, in no copy (docs/calls.md)
    secrets/worker/    zone_key  audit_key  catalogue_key  outbox_private  journal_private  outbox_public

A process is given its own zone's folder only. Files hold 32 raw bytes each, readable by their owner
alone. Start-up refuses a missing, short, equal or widely readable one.
"""

import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from haechi.common.durable import sync
from haechi.crypto.errors import SecretsRefused
from haechi.crypto.sealedbox import key_pair_of, new_key_pair
from haechi.crypto.types import KeyPair, PrivateKey, PublicKey

SIZE = 32
_OWN = {
    "reporter": ("pepper_bucket", "pepper_proof", "zone_key"),
    "staff": ("zone_key", "audit_key", "mfa_key", "catalogue_key"),
    "worker": ("zone_key", "audit_key", "catalogue_key", "outbox_private", "journal_private"),
}
_OF_BOTH = ("audit_key", "catalogue_key")
_SHARED_PUBLIC = "outbox_public"
_BROUGHT = "institutions"
FIRST = ".first"


@dataclass(frozen=True)
class ReporterSecrets:
    pepper_bucket: bytes = field(repr=False)
    pepper_proof: bytes = field(repr=False)
    zone_key: bytes = field(repr=False)
    outbox_public: PublicKey


@dataclass(frozen=True)
class StaffSecrets:
    zone_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    mfa_key: bytes = field(repr=False)
    catalogue_key: bytes = field(repr=False)
    outbox_public: PublicKey


@dataclass(frozen=True)
class WorkerSecrets:
    """`journal`: the recorder seals what it tells of calls to it."""

    zone_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    outbox: KeyPair = field(repr=False)
    journal: KeyPair = field(repr=False)


def create_secrets(folder: Path) -> bool:
    """Make every missing secret; return whether any was made. Existing files stay as they are.

    Raises:
        SecretsRefused: the outbox's private key is lost while its public half is still there, or an
            existing secret that another zone needs too is unusable.
    """
    made = False
    shared = {name: _shared(folder, name) for name in _OF_BOTH} | _outbox(folder)
    for zone, names in _OWN.items():
        zone_folder = folder / zone
        zone_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in (*names, _SHARED_PUBLIC):
            made |= _create(zone_folder / name, shared.get(name) or secrets.token_bytes(SIZE))
    folder.chmod(0o700)
    return made


def _shared(folder: Path, name: str) -> bytes:
    """The one that a zone already has: a second key would break the chain of the trail, or the catalogue."""
    for zone in ("staff", "worker"):
        path = folder / zone / name
        if path.exists():
            return _read(path)
    return secrets.token_bytes(SIZE)


def _outbox(folder: Path) -> dict[str, bytes]:
    private = folder / "worker" / "outbox_private"
    if private.exists():
        pair = key_pair_of(PrivateKey(_read(private)))
    elif any((folder / zone / _SHARED_PUBLIC).exists() for zone in _OWN):
        raise SecretsRefused(f"{private} is lost: restore it, or delete every {_SHARED_PUBLIC}")
    else:
        pair = new_key_pair()
    return {"outbox_private": pair.private, _SHARED_PUBLIC: pair.public}


def _create(path: Path, value: bytes) -> bool:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(value)
        file.flush()
        os.fsync(file.fileno())
    # The name too: reports are sealed with these soon after, and a lost pepper closes all of them.
    for folder in (path.parent, path.parent.parent):
        sync(folder)
    return True


def load_reporter_secrets(folder: Path) -> ReporterSecrets:
    values = _load(folder, "reporter")
    return ReporterSecrets(
        pepper_bucket=values["pepper_bucket"],
        pepper_proof=values["pepper_proof"],
        zone_key=values["zone_key"],
        outbox_public=PublicKey(values[_SHARED_PUBLIC]),
    )


def brought_peppers(folder: Path, kind: str = "") -> dict[int, bytes]:
    """Peppers of institutions that came from another installation, by their number here.

    `kind`: empty for the institution's own, `FIRST` for the one its reports of release 0.1 stand under.

    Raises:
        SecretsRefused: one has the wrong size or can be read by others.
    """
    found = (folder / "reporter" / _BROUGHT).glob(f"*{kind}")
    names = {path.name.removesuffix(kind): path for path in found}
    return {int(name): _read(path) for name, path in sorted(names.items()) if name.isdigit()}


def keep_pepper(folder: Path, institution: int, pepper: bytes, kind: str = "") -> Path:
    """Store a pepper of an institution that came; the file may not exist yet."""
    home = folder / "reporter" / _BROUGHT
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / f"{institution}{kind}"
    if not _create(path, pepper):
        raise SecretsRefused(f"{path} is there already")
    return path


def drop_pepper(folder: Path, institution: int) -> None:
    """Forget the peppers of an institution that left again."""
    for kind in ("", FIRST):
        (folder / "reporter" / _BROUGHT / f"{institution}{kind}").unlink(missing_ok=True)


def load_staff_secrets(folder: Path) -> StaffSecrets:
    values = _load(folder, "staff")
    return StaffSecrets(
        zone_key=values["zone_key"],
        audit_key=values["audit_key"],
        mfa_key=values["mfa_key"],
        catalogue_key=values["catalogue_key"],
        outbox_public=PublicKey(values[_SHARED_PUBLIC]),
    )


def load_worker_secrets(folder: Path) -> WorkerSecrets:
    values = _load(folder, "worker")
    pair = key_pair_of(PrivateKey(values["outbox_private"]))
    if pair.public != values[_SHARED_PUBLIC]:
        raise SecretsRefused(f"{folder / 'worker'}: {_SHARED_PUBLIC} is not of outbox_private")
    journal = key_pair_of(PrivateKey(values["journal_private"]))
    return WorkerSecrets(
        zone_key=values["zone_key"], audit_key=values["audit_key"], outbox=pair, journal=journal
    )


def _load(folder: Path, zone: str) -> dict[str, bytes]:
    """Read one zone's folder.

    Raises:
        SecretsRefused: a file is missing, has the wrong size, equals another or can be read by others.
    """
    values = {name: _read(folder / zone / name) for name in (*_OWN[zone], _SHARED_PUBLIC)}
    if len(set(values.values())) != len(values):
        raise SecretsRefused(f"two secrets of {folder / zone} are equal")
    return values


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        value = path.read_bytes()
    except OSError as error:
        raise SecretsRefused(f"{path} cannot be read") from error
    if stat.S_IMODE(mode) & 0o077:
        raise SecretsRefused(f"{path} can be read by others: chmod 600 it")
    if len(value) != SIZE:
        raise SecretsRefused(f"{path} does not hold {SIZE} bytes")
    return value
