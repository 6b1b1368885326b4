"""One running installation for all promises that need real processes."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.prepared import lay_demo
from tests.promises.story import tell
from tests.promises.world import World, scratch_environment

from haechi.cli.installation import Installation


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """The system as `haechi serve` runs it, after a full journey with planted words."""
    folder = Path(tempfile.mkdtemp(prefix="haechi-promises-"))
    before = os.environ.get("TMPDIR")
    scratch_environment(folder)
    installation = Installation(folder)
    lay_demo(installation.data)
    try:
        installation.start()
        found = World(installation)
        tell(found)
        yield found
    finally:
        os.environ.pop("TMPDIR")
        if before:
            os.environ["TMPDIR"] = before
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)
