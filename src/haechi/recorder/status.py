"""`status.json`: how the recorder does, for the operations room. Counts alone, never a number of anybody.

`lines`: [institution, line, calls, stored]; `not_stored`: [institution, why, how often since the start].
"""

import json
import os
import time
from pathlib import Path
from typing import Any

NAME = "status.json"
STALE = 5.0  # seconds


def write_status(folder: Path, facts: dict[str, Any]) -> None:
    """Raises OSError."""
    fresh = folder / f"{NAME}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"at": time.time(), "pid": os.getpid(), **facts}) + "\n")
    fresh.replace(folder / NAME)


def read_status(folder: Path) -> dict[str, Any] | None:
    """None where no recorder has written for a while."""
    try:
        found: dict[str, Any] = json.loads((folder / NAME).read_text())
        fresh = time.time() - float(found["at"]) < STALE
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if fresh else None
