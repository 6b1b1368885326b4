"""Sealed files in a folder of this machine, on the disk before anybody is told so (HL-1).

A row commits to the disk; the file that it names must not come later, or a power cut in between would
leave a receipt for a file that is empty or gone. `fsync` of a new file does not cover its name: that is
the folder's (fsync(2)).
"""

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from haechi.common.durable import sync


class DiskStorage(FileSystemStorage):
    """Django's, durable. Raises `OSError` where the disk does not take what was written."""

    def _save(self, name: str, content: Any) -> str:  # noqa: ANN401
        stored: str = super()._save(name, content)  # type: ignore[misc]  # not in the stubs
        path = Path(self.path(stored))
        sync(path)
        sync(path.parent)
        sync(
            path.parent.parent
        )  # the folder may be new; once it is there this costs next to nothing
        return stored
