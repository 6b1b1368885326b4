"""What lies in a folder, archives opened."""

import gzip
import tarfile
from collections.abc import Iterator
from pathlib import Path


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, and what is in archives."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        content = path.read_bytes()
        yield str(path.relative_to(folder)), content
        if tarfile.is_tarfile(path):
            with tarfile.open(path) as archive:
                for member in archive:
                    inside = archive.extractfile(member)
                    if inside:
                        yield f"{path.name}: {member.name}", inside.read()
        elif content[:2] == b"\x1f\x8b":
            yield f"{path.name}: unpacked", gzip.decompress(content)
