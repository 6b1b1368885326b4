"""One cleaner and one probing cleaner for all process tests: starting a zygote takes a moment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from haechi.cleaning import Cleaner, Limits
from haechi.cleaning.tests.processes import PROBE, QUICK


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spool")


@pytest.fixture(scope="module")
def cleaner(directory: Path) -> Iterator[Cleaner]:
    with Cleaner(spool_dir=directory, limits=Limits()) as made:
        yield made


@pytest.fixture(scope="module")
def prober(directory: Path) -> Iterator[Cleaner]:
    with Cleaner(spool_dir=directory, limits=QUICK, module=PROBE) as made:
        yield made
