"""Writing so that a power cut leaves the old file or the new one, whole (fsync(2), rename(2))."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk.

    Raises:
        OSError: the disk did not take what was written.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_text(path: Path, text: str) -> None:
    """Put a file that its owner alone reads in the place of `path`; callers take turns by themselves."""
    fresh = path.with_suffix(".new")
    with fresh.open("w") as file:
        fresh.chmod(0o600)
        file.write(text)
        file.flush()
        os.fsync(
            file.fileno()
        )  # an empty file under the old one's name is what a power cut leaves else
    fresh.replace(path)


def replace_bytes(path: Path, content: bytes) -> None:
    """As `replace_text`, and the name too is on the disk when this returns."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        fresh.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync(path.parent)
