"""Keeps the importer's process running while somebody has put a mapping into the import folder."""

import logging
import subprocess
import sys
from pathlib import Path

from haechi.telephony.child import clean_environment

log = logging.getLogger(__name__)
MODULE = "haechi.telephony.importing.process"


class Importer:
    """Not for two threads."""

    def __init__(self, root: Path) -> None:
        """`root`: the recorder's folder."""
        self._root = root
        self.process: subprocess.Popen[bytes] | None = None

    def keep(self) -> None:
        """To be called now and then. Raises OSError."""
        if self.process is not None and self.process.poll() is not None:
            log.error("importer: its process has ended and is started again")
            self.process = None
        if self.process is None and (self._root / "import" / "mapping.json").exists():
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", MODULE, str(self._root)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=clean_environment(),
                start_new_session=True,
            )

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
