"""Starting the test providers."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import haechi


@contextmanager
def provider_process(module: str, *arguments: str) -> Iterator[int]:
    """A provider on loopback; yields its port."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"haechi.signon.tests.{module}", *arguments],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(haechi.__file__).parents[1])},
        text=True,
    )
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
