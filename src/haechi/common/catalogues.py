"""Compiling the Korean catalogues: `.mo` files are made on each machine, never kept in the repository."""

import os
from pathlib import Path

import polib  # type: ignore[import-untyped]


def compile_catalogues(source: Path) -> int:
    """Write each `.mo` below `source` whose `.po` is newer; return how many changed."""
    changed = 0
    for path in sorted(source.rglob("locale/*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".{os.getpid()}")  # others may start at this moment
        fresh.write_bytes(polib.pofile(str(path)).to_binary())
        fresh.replace(target)
        changed += 1
    return changed
