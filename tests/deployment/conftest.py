"""A PostgreSQL server for the tests of this folder, and an installation whose zones have roles of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tools.postgres_cluster import Cluster, cluster, is_installed

from haechi.cli.grants import REPORTER, ROLES, STAFF, WORKER
from haechi.cli.installation import Installation


@dataclass
class Clustered(Installation):
    """Runs on `server`, each zone as its own role."""

    server: Cluster | None = None

    @property
    def environment(self) -> dict[str, str]:
        assert self.server is not None
        roles = {"REPORTER": REPORTER, "STAFF": STAFF, "WORKER": WORKER}
        return {
            **super().environment,
            "HAECHI_DATABASE_URL": self.server.url(),
            **{
                f"HAECHI_DATABASE_URL_{zone}": self.server.url(role=role)
                for zone, role in roles.items()
            },
        }


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    if not is_installed():
        pytest.skip("./test installs postgresql")
    with cluster(roles=ROLES) as running:
        yield running


@pytest.fixture(scope="session")
def installation(server: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clustered]:
    """Loaded with the demo, running."""
    folder: Path = tmp_path_factory.mktemp("hz")
    running = Clustered(folder, server=server)
    running.start()
    try:
        yield running
    finally:
        running.stop()
