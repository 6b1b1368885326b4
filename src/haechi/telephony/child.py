"""What a process of ours passes on to one that it starts: where things are, and no secret."""

import os
import sys

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
# Threads of a linear-algebra library would fight over the processors that calls need.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")


def clean_environment() -> dict[str, str]:
    """For a child that imports what this process can import."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
