"""Files in an object store are in the backup, and come back; what was destroyed goes from it (ALL-3, ALL-6)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from tests.prepared import lay_empty

from haechi.blobstore.tests.test_s3 import BUCKET, Store

pytestmark = pytest.mark.process

_BACK_UP = """
import json, sys, django; django.setup()
from pathlib import Path
from haechi.blobstore.services import delete_blob, write_blob
from haechi.jobs.backups import mirror_blobs
names = [write_blob([bytes([n]) * 70_000]) for n in range(3)]
mirror = Path(sys.argv[1])
first = mirror_blobs(mirror)
delete_blob(names[0])
again = mirror_blobs(mirror)
print(json.dumps({"names": names, "first": first, "again": again}))
"""


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = Store()
    store.start()
    try:
        yield store
    finally:
        store.stop()


def environment(store: Store, data: Path, prefix: str) -> dict[str, str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
    return kept | {
        "HAECHI_DATA_DIR": str(data),
        "HAECHI_BLOBS": f"s3://{BUCKET}/{prefix}?endpoint={store.endpoint}&region=us-east-1",
        "HAECHI_BLOBS_KEY": "key",
        "HAECHI_BLOBS_SECRET": "secret",
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.worker",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def run(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], env=environment, capture_output=True, text=True, check=False
    )


def client(store: Store) -> Any:
    return boto3.client(
        "s3", endpoint_url=store.endpoint, region_name="us-east-1", aws_access_key_id="key",
        aws_secret_access_key="secret",
    )  # fmt: skip


def test_blobs_of_an_object_store_are_mirrored_and_put_back_whole(
    store: Store, tmp_path: Path
) -> None:
    client(store).create_bucket(Bucket=BUCKET)
    here = environment(store, tmp_path / "a", "blobs")
    lay_empty(tmp_path / "a")
    assert run(["-m", "haechi.cli.main", "prepare"], here).returncode == 0
    made = run(["-c", _BACK_UP, str(tmp_path / "backup" / "blobs")], here)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout.splitlines()[-1])
    assert (told["first"], told["again"]) == ([3, 0], [0, 1])

    backed = run(["-m", "haechi.cli.main", "backup", str(tmp_path / "backup")], here)
    assert backed.returncode == 0, backed.stderr
    elsewhere = environment(store, tmp_path / "a", "restored")
    back = run(["-m", "haechi.cli.main", "restore", str(tmp_path / "backup"), "--blobs"], elsewhere)
    assert back.returncode == 0, back.stderr
    for number, name in enumerate(told["names"]):
        found = client(store).list_objects_v2(Bucket=BUCKET, Prefix=f"restored/{name}")
        assert found["KeyCount"] == (0 if number == 0 else 1), "what was destroyed is not back"
        if number:
            body = client(store).get_object(Bucket=BUCKET, Key=f"restored/{name}")["Body"].read()
            assert body == bytes([number]) * 70_000


def test_a_store_that_does_not_answer_is_told_and_nothing_is_removed(
    store: Store, tmp_path: Path
) -> None:
    gone = environment(store, tmp_path / "a", "blobs")
    gone["HAECHI_BLOBS"] = f"s3://{BUCKET}/x?endpoint=http://127.0.0.1:1&region=us-east-1"
    lay_empty(tmp_path / "a")
    assert run(["-m", "haechi.cli.main", "prepare"], gone).returncode == 0
    kept = tmp_path / "backup" / "blobs" / "ab" / "abcd"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"sealed")
    done = run(["-m", "haechi.cli.main", "backup", str(tmp_path / "backup")], gone)
    assert done.returncode == 1
    assert "files:" in done.stderr
    assert kept.exists()
