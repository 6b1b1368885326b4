"""The machine: file systems, swap, core dumps, room, socket paths."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from haechi.cli.findings.types import Finding, error, note, warning

_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "glusterfs", "fuse.sshfs"})
_SOCKET_PATH = 107  # sun_path of unix(7), less its final zero
_SOCKET_NAME = 30
_ROOM = 1 << 30


def file_system_of(path: Path, mounts: str) -> str:
    """The type of the file system that holds `path`; `mounts` is the text of /proc/self/mountinfo."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        head, _, tail = line.partition(" - ")
        point = Path(head.split(" ")[4].replace("\\040", " "))
        if (path == point or point in path.parents) and len(point.parts) > best:
            best, kind = len(point.parts), tail.split(" ")[0]
    return kind


def check_file_systems(data: Path, spool: Path, mounts: str) -> Iterator[Finding]:
    for label, path in (("database", data), ("spool", spool)):
        kind = file_system_of(path, mounts)
        if kind in _NETWORK:
            yield error(
                f"{label}-file-system",
                f"네트워크 파일 시스템({kind})에 있습니다 / {path} lies on a network file system",
                "이 기기의 디스크로 옮기십시오 / move it to a local disk",
            )
    if file_system_of(spool, mounts) == "tmpfs":
        yield note(
            "spool-file-system",
            f"올리는 파일이 메모리(tmpfs)를 씁니다 / uploads take RAM: {spool} is a tmpfs",
            "큰 파일을 받으려면 HAECHI_SPOOL_DIR을 디스크로 / for large files set it to a disk",
        )


def check_swap(swaps: str) -> Iterator[Finding]:
    """`swaps` is the text of /proc/swaps."""
    used = [line.split()[0] for line in swaps.splitlines()[1:] if line.strip()]
    plain = [name for name in used if "zram" not in name and "/dm-" not in name]
    if plain:
        yield warning(
            "swap",
            f"스왑으로 평문이 디스크에 남을 수 있습니다 / swap may write plain text: {plain[0]}",
            "swapoff -a, 또는 암호화된 스왑 / or encrypt the swap",
        )


def check_core_dumps(pattern: str) -> Iterator[Finding]:
    """`pattern` is /proc/sys/kernel/core_pattern; our processes forbid dumps of themselves."""
    if pattern.startswith("|"):
        yield note(
            "core-dumps",
            "시스템이 오류 덤프를 모읍니다; 해치의 프로세스는 덤프되지 않게 되어 있습니다 / "
            "a crash collector is set up; Haechi's processes refuse to be dumped",
            "sysctl kernel.core_pattern=core",
        )


def check_room(data: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(data).free
    if free < _ROOM:
        yield warning(
            "disk-room",
            f"남은 자리가 {free >> 20} MiB입니다 / {free >> 20} MiB left on {data}",
            "자리를 만드십시오 / make room before reports are refused",
        )


def check_live_folder(live: Path) -> Iterator[Finding]:
    if len(str(live)) + _SOCKET_NAME > _SOCKET_PATH:
        yield error(
            "live-path",
            f"경로가 너무 길어 실시간 알림이 되지 않습니다 / path too long for sockets: {live}",
            "HAECHI_LIVE_DIR를 짧은 경로로 / set HAECHI_LIVE_DIR to a short path",
        )
