"""The importer's own process: what an exchange wrote is decoded here, and not beside the calls.

Its one argument is the recorder's folder.
"""

import ctypes
import logging
import os
import resource
import signal
import sys
import time
from pathlib import Path

from haechi.telephony.finalising.process import END_WITH_PARENT, LOWEST
from haechi.telephony.importing.folder import ImportFolder
from haechi.telephony.plan_file import PlanFile

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds


def main() -> None:
    os.umask(0o077)
    os.nice(LOWEST)
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    root = Path(sys.argv[1])
    folder = ImportFolder(root, PlanFile(root))
    while True:
        try:
            folder.look()
        except OSError as error:
            log.error("import: %s", error.strerror)
        time.sleep(EVERY)


if __name__ == "__main__":
    main()
