"""Rights and contents of the data folder and of `secrets/`, read without loading any settings."""

import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from haechi.cli.findings.types import Finding, error, note, warning

ZONES = {
    "reporter": ("pepper_bucket", "pepper_proof", "zone_key", "outbox_public"),
    "staff": ("zone_key", "audit_key", "mfa_key", "catalogue_key", "outbox_public"),
    "worker": (
        "zone_key",
        "audit_key",
        "catalogue_key",
        "outbox_private",
        "journal_private",
        "outbox_public",
    ),
}
_SHARED = frozenset({"audit_key", "catalogue_key", "outbox_public"})  # in several zones on purpose
_SIZE = 32
_OTHERS = 0o077


def check_data_folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield error(
            "data-folder",
            f"자료 폴더가 없습니다 / no data folder: {folder}",
            "haechi prepare",
        )
        return
    if stat.S_IMODE(folder.stat().st_mode) & _OTHERS:
        yield error(
            "data-folder-rights",
            f"다른 사용자가 자료 폴더를 읽을 수 있습니다 / others can enter {folder}",
            f"chmod 700 {folder}",
        )
    if folder.stat().st_uid != os.geteuid():
        yield warning(
            "data-folder-owner",
            f"자료 폴더의 주인이 다른 사용자입니다 / {folder} belongs to another user",
            "같은 사용자로 실행하십시오 / run as its owner",
        )
    yield from _check_private_files(folder)


def _check_private_files(folder: Path) -> Iterator[Finding]:
    """Files that hold sealed or personal data; static files are public anyway."""
    for path in sorted(folder.glob("*")):
        if path.is_file() and stat.S_IMODE(path.stat().st_mode) & _OTHERS:
            yield error(
                "file-rights",
                f"다른 사용자가 읽을 수 있습니다 / others can read {path}",
                f"chmod 600 {path}",
            )


def check_secrets(folder: Path) -> Iterator[Finding]:
    """Every fault at once, where the settings would stop at the first."""
    values: dict[tuple[str, str], bytes] = {}
    for zone, names in ZONES.items():
        for name in names:
            path = folder / zone / name
            fault = _fault_of(path)
            if fault is not None:
                yield fault
            else:
                values[zone, name] = path.read_bytes()
    yield from _check_equal(values)
    for zone in ZONES:
        zone_folder = folder / zone
        if zone_folder.is_dir() and stat.S_IMODE(zone_folder.stat().st_mode) & _OTHERS:
            yield error(
                "secret-rights",
                f"다른 사용자가 들어갈 수 있습니다 / others can enter {zone_folder}",
                f"chmod 700 {zone_folder}",
            )


def _fault_of(path: Path) -> Finding | None:
    if not path.is_file():
        return error(
            "secret-missing",
            f"비밀이 없습니다 / missing: {path}",
            "백업에서 되살리십시오; 새 설치라면 haechi prepare / restore it; if new: haechi prepare",
        )
    if stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        return error(
            "secret-rights",
            f"다른 사용자가 비밀을 읽을 수 있습니다 / others can read {path}",
            f"chmod 600 {path}",
        )
    if path.stat().st_size != _SIZE:
        return error(
            "secret-size",
            f"비밀의 크기가 {_SIZE}바이트가 아닙니다 / {path} does not hold {_SIZE} bytes",
            "백업에서 되살리십시오 / restore it from the backup of secrets",
        )
    return None


def _check_equal(values: dict[tuple[str, str], bytes]) -> Iterator[Finding]:
    places: defaultdict[bytes, list[tuple[str, str]]] = defaultdict(list)
    for place, value in values.items():
        places[value].append(place)
    for equal in places.values():
        names = {name for _, name in equal}
        if len(equal) > 1 and not (len(names) == 1 and names <= _SHARED):
            shown = ", ".join(f"{zone}/{name}" for zone, name in equal)
            yield error(
                "secret-equal",
                f"서로 달라야 할 비밀이 같습니다 / secrets that must differ are equal: {shown}",
                "새 설치에서만: 하나를 지우고 haechi prepare / only if new: delete one, haechi prepare",
            )
    for name in _SHARED:
        found = {value for (_, each), value in values.items() if each == name}
        if len(found) > 1:
            yield error(
                "secret-differs",
                f"같아야 할 비밀이 다릅니다 / differs between the zones: {name}",
                "백업에서 되살리십시오 / restore it from the backup of secrets",
            )


def check_backup(data: Path, secrets: Path) -> Iterator[Finding]:
    if data in secrets.parents:
        yield note(
            "secrets-place",
            f"비밀이 자료 폴더 안에 있습니다 / secrets lie inside the data folder: {secrets}",
            "자료 폴더를 백업할 때 secrets는 빼십시오 / leave it out of the backup of the data folder",
        )
