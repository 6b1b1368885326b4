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
from haechi.recorder.tests.world import World as Telephones
from haechi.recorder.tests.world import running
from haechi.recordings.tests.conftest import Hall, build_hall, in_folder


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


@pytest.fixture
def hall(db, settings, tmp_path: Path) -> Hall:
    """A town hall that records, in the test's own process: every person's key is at hand."""
    for name, place in in_folder(tmp_path).items():
        setattr(settings, name, place)
    return build_hall(tmp_path)


@pytest.fixture(scope="session")
def telephones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telephones]:
    """A recorder of its own, with lines of every kind, to be called by foreign SIP clients."""
    with running(tmp_path_factory.mktemp("telephones")) as found:
        yield found
