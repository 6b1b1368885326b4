"""The folders of the recorders: one recorder has one, several nodes have one each (docs/calls.md)."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from django.conf import settings

Made = TypeVar("Made")


def recorder_folders() -> tuple[Path, ...]:
    """`HAECHI_RECORDER_DIRS`, or the one that stands beside the worker's own data."""
    return tuple(map(Path, settings.RECORDER_DIRS)) or (Path(settings.RECORDER_DIR),)


def in_each_folder(act: Callable[[Path], Made]) -> list[Made]:
    """What `act` makes of each folder: a node that cannot be reached keeps no other one waiting.

    Raises:
        OSError: the first that a folder raised, once all have had their turn.
    """
    made: list[Made] = []
    faults: list[OSError] = []
    for folder in recorder_folders():
        try:
            made.append(act(folder))
        except OSError as fault:
            faults.append(fault)
    if faults:
        raise faults[0]
    return made
