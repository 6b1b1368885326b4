"""An institution leaves and an older state is refused on PostgreSQL too (HL-8, ALL-3, ALL-6)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.promises.test_p24_leaving import OPEN, PASSPHRASE, PLANT
from tools.postgres_cluster import Cluster, cluster, is_installed

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not is_installed(), reason="no PostgreSQL server on this machine"),
]


@pytest.fixture
def own_server() -> Iterator[Cluster]:
    with cluster() as made:
        yield made


def test_an_institution_moves_and_an_older_state_is_refused_on_postgresql(
    own_server: Cluster, tmp_path: Path
) -> None:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
    environment = kept | {
        "HAECHI_DATA_DIR": str(tmp_path / "data"),
        "HAECHI_DATABASE_URL": own_server.url(),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.demo",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }

    def run(command: list[str], given: object = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], env=environment, input=json.dumps(given),
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def haechi(*words: str) -> str:
        done = run(["-m", "haechi.cli.main", *words])
        assert done.returncode == 0, done.stderr
        return done.stdout

    haechi("prepare")
    planted = json.loads(run(["-c", PLANT]).stdout.splitlines()[-1])
    secret, file = tmp_path / "passphrase", str(tmp_path / "narae.haechi")
    secret.write_text(PASSPHRASE)
    sealed = ["--passphrase-file", str(secret)]
    told = haechi("institution", "export", "narae", "--to", file, "--reason", "공문", *sealed)
    sha256 = next(line for line in told.splitlines() if line.startswith("SHA-256: "))[9:]
    paper = ["--certificate", str(tmp_path / "paper.pdf")]
    haechi("institution", "destroy", "narae", "--sha256", sha256, "--confirm", "narae", *paper)
    haechi("institution", "import", file, *sealed)
    for slug in ("narae", "hanbit"):
        opened = json.loads(run(["-c", OPEN], planted[slug]).stdout.splitlines()[-1])
        assert opened["texts"] == ["첫째 신고의 글", "둘째 신고의 글"]
        assert opened["notes"] == ["메모의 글"]
    own_server.sql("UPDATE continuity_generation SET number = 0", database="haechi")
    refused = run(["-m", "haechi.cli.main", "worker"])
    assert refused.returncode == 1
    assert "오래되었습니다" in refused.stderr
    haechi("database", "accept-older", "--without-erasure-keys")
    haechi("prepare")
