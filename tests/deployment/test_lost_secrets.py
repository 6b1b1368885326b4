"""No new secrets beside a PostgreSQL database that has data (ALL-3); the embedded one: cli/tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools.postgres_cluster import OWNER, Cluster

pytestmark = pytest.mark.process

_DATABASE = "lost"
_TRY = """
from pathlib import Path
from haechi.cli.lost_secrets import refuse_new_secrets
from haechi.crypto.errors import SecretsRefused
try:
    refuse_new_secrets(Path("missing"))
except SecretsRefused as error:
    print(error)
"""


def said(server: Cluster, folder: Path, database: str = _DATABASE) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "HAECHI_DATA_DIR": str(folder),
        "HAECHI_DATABASE_URL": server.url(database=database),
    }
    done = subprocess.run(
        [sys.executable, "-c", _TRY], env=environment, cwd=folder, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    return done.stdout


def test_an_institution_in_postgres_is_data_and_empty_tables_are_not(
    server: Cluster, tmp_path: Path
) -> None:
    server.sql(f"CREATE DATABASE {_DATABASE} OWNER {OWNER} TEMPLATE template0")
    assert said(server, tmp_path) == "", "a first start"
    server.sql("CREATE TABLE institutions_institution (id int)", database=_DATABASE, role=OWNER)
    assert said(server, tmp_path) == ""
    server.sql("INSERT INTO institutions_institution VALUES (1)", database=_DATABASE, role=OWNER)
    assert "--draw-new-secrets" in said(server, tmp_path)
    assert "OperationalError" in said(server, tmp_path, "nowhere")
