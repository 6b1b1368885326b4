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
    found = last_status(folder)
    return found if found is not None and time.time() - found["at"] < STALE else None


def last_status(folder: Path) -> dict[str, Any] | None:
    """The last that a recorder wrote, however long ago; `at` is a number. None: never, or not readable."""
    try:
        found: dict[str, Any] = json.loads((folder / NAME).read_text())
        found["at"] = float(found["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found
