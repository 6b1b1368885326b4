"""Data folders made once for a whole run of the suite, and copied for each system that a test starts.

What is copied is what `haechi prepare` made, and in the other one `haechi demo` too; starting on it is the
second start that `cli/tests/test_serve.py` proves to change nothing. Without the suite each makes its own.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

DEMO = "TEST_DEMO_FOLDER"
EMPTY = "TEST_EMPTY_FOLDER"


def lay_demo(data: Path) -> None:
    """Put the folder with the demo where a system is about to start, if there is one."""
    _lay(DEMO, data)


def lay_empty(data: Path) -> None:
    """The same without anything in it: secrets, and a database with its tables (8 s of migrations less)."""
    _lay(EMPTY, data)


def lay_tables() -> sqlite3.Connection | None:
    """The migrated tables in the memory where Django makes its test database; gone when this is closed.

    Django then finds every migration applied (8 s less for each process of the suite).
    """
    prepared = os.environ.get(EMPTY)
    if not prepared:
        return None
    memory = sqlite3.connect("file:memorydb_default?mode=memory&cache=shared", uri=True)
    with closing(sqlite3.connect(Path(prepared) / "haechi.sqlite3")) as made:
        made.backup(memory)
    return memory


def _lay(variable: str, data: Path) -> None:
    prepared = os.environ.get(variable)
    if prepared and not (data / "haechi.sqlite3").exists():
        shutil.copytree(prepared, data, symlinks=True, dirs_exist_ok=True)
