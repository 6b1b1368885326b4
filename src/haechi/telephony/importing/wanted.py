"""Days of which the importer wants a key: an empty file each, answered by the worker in the plan."""

import time
from collections import defaultdict
from datetime import date
from pathlib import Path

FOLDER = Path("import") / "wanted"
KEPT = 86400.0  # seconds after which nobody wants it any more


def want(root: Path, institution: int, day: date) -> None:
    """`root`: the recorder's folder. Raises OSError."""
    folder = root / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / f"{institution}-{day.isoformat()}").touch(mode=0o600)


def wanted(root: Path) -> dict[int, set[date]]:
    """By institution; what is no such name, or old, is nothing. Old ones are removed."""
    found: defaultdict[int, set[date]] = defaultdict(set)
    folder = root / FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        institution, _, day = path.name.partition("-")
        try:
            if time.time() - path.stat().st_mtime > KEPT:
                path.unlink(missing_ok=True)
                continue
            whose, which = int(institution), date.fromisoformat(day)
        except (OSError, ValueError):
            continue
        found[whose].add(which)
    return dict(found)
