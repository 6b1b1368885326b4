"""One running installation for all faults: `haechi serve` with its files in a real S3 server."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.faults.store import Shop
from tests.promises.world import World

from haechi.cli.installation import Installation


@dataclass
class OnObjectStore(Installation):
    """Its sealed files lie in the shop's bucket."""

    shop: Shop = field(kw_only=True)

    @property
    def environment(self) -> dict[str, str]:
        return {**super().environment, **self.shop.variables}


@pytest.fixture(scope="session")
def shop() -> Iterator[Shop]:
    made = Shop()
    yield made
    made.close()


@pytest.fixture(scope="session")
def world(shop: Shop) -> Iterator[World]:
    folder = Path(tempfile.mkdtemp(prefix="haechi-faults-"))
    installation = OnObjectStore(folder, shop=shop)
    try:
        installation.start()
        yield World(installation)
    finally:
        sys.stderr.write(
            installation.log.read_text(errors="replace")[-4000:]
        )  # shown with a failure
        installation.stop()
        shutil.rmtree(folder, ignore_errors=True)
