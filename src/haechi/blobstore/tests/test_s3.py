"""Sealed files in a real S3 server process: streamed, whole or not at all (ALL-6, HL-1)."""

import contextlib
import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from django.core.files.storage import default_storage

from haechi.blobstore import s3
from haechi.blobstore.s3 import StoreUnavailable
from haechi.blobstore.services import delete_blob, open_blob, write_blob
from haechi.common.environment import Environment, SettingError
from haechi.config.settings.blobs import blob_storage

pytestmark = pytest.mark.process

MIB = 1024 * 1024
BUCKET = "haechi-test"


class Store:
    """A moto server process on a loopback port."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.1)
        raise AssertionError("the S3 server did not start")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def client(self) -> Any:
        return boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="kr-1",
            aws_access_key_id="key", aws_secret_access_key="secret",
        )  # fmt: skip

    def held(self) -> list[str]:
        return [
            each["Key"] for each in self.client().list_objects_v2(Bucket=BUCKET).get("Contents", [])
        ]

    def unfinished(self) -> int:
        return len(self.client().list_multipart_uploads(Bucket=BUCKET).get("Uploads", []))


@pytest.fixture(scope="module")
def server() -> Iterator[Store]:
    running = Store()
    running.start()
    running.client().create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "kr-1"}
    )
    yield running
    running.stop()


def use(settings, endpoint: str, bucket: str = BUCKET) -> None:
    variables = {
        "HAECHI_BLOBS": f"s3://{bucket}/sealed?endpoint={endpoint}&region=kr-1",
        "HAECHI_BLOBS_KEY": "key",
        "HAECHI_BLOBS_SECRET": "secret",
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "default": blob_storage(Environment(variables), settings.BLOB_DIR),
    }


@pytest.fixture
def store(server: Store, settings) -> Store:
    use(settings, server.endpoint)
    for key in server.held():
        server.client().delete_object(Bucket=BUCKET, Key=key)
    return server


def chunks(total: int, size: int = 65_553) -> Iterator[bytes]:
    for start in range(0, total, size):
        yield os.urandom(min(size, total - start))


def test_a_file_of_many_parts_is_read_again_as_it_was_written(store: Store) -> None:
    written = list(chunks(20 * MIB + 7))
    name = write_blob(iter(written))
    with open_blob(name) as blob:
        assert b"".join(iter(lambda: blob.read(70_000), b"")) == b"".join(written)
    assert store.held() == [f"sealed/{name}"]


@pytest.mark.parametrize("total", [0, 1, s3.PART, s3.PART + 1])
def test_sizes_at_the_edges_of_a_part(store: Store, total: int) -> None:
    name = write_blob(chunks(total))
    with open_blob(name) as blob:
        assert len(blob.read()) == total


def test_listing_and_deleting_work_as_on_disk(store: Store) -> None:
    name = write_blob([b"sealed"])
    folder, file = name.split("/")
    assert default_storage.listdir("") == ([folder], [])
    assert default_storage.listdir(folder) == ([], [file])
    assert default_storage.exists(name)
    assert default_storage.get_modified_time(name).tzinfo is not None
    delete_blob(name)
    assert not default_storage.exists(name)
    with pytest.raises(FileNotFoundError):
        open_blob(name)


def test_a_source_that_breaks_off_leaves_nothing_half_written(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield from chunks(9 * MIB)
        raise RuntimeError("cut connection")

    with pytest.raises(RuntimeError):
        write_blob(broken())
    assert store.held() == []
    assert store.unfinished() == 0


def test_a_bucket_that_refuses_is_told_as_a_disk_that_does(store: Store, settings) -> None:
    use(settings, store.endpoint, "another-bucket")
    with pytest.raises(StoreUnavailable) as told:
        write_blob([b"sealed"])
    assert "another-bucket" not in str(told.value)
    assert told.value.__suppress_context__


def test_a_server_that_is_gone_is_told_and_deleting_waits_for_the_sweep(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "_TRIES", 1)
    gone = Store()
    use(settings, gone.endpoint)
    with pytest.raises(StoreUnavailable):
        write_blob([b"sealed"])
    with pytest.raises(StoreUnavailable):
        open_blob("aa/bb")
    delete_blob("aa/bb")


def test_a_server_that_never_answers_is_not_waited_for_long(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "_TRIES", 1)
    monkeypatch.setattr(s3, "_READ_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        use(settings, f"http://127.0.0.1:{silent.getsockname()[1]}")
        begun = time.monotonic()
        with pytest.raises(StoreUnavailable):
            write_blob([b"sealed"])
        assert time.monotonic() - begun < 10


def test_a_server_that_dies_during_an_upload_is_told(settings, monkeypatch) -> None:
    monkeypatch.setattr(s3, "_TRIES", 1)
    own = Store()
    own.start()
    try:
        own.client().create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "kr-1"}
        )
        use(settings, own.endpoint)

        def until_it_dies() -> Iterator[bytes]:
            yield from chunks(9 * MIB)  # the first part has been sent
            own.stop()
            yield from chunks(9 * MIB)

        with pytest.raises(StoreUnavailable):
            write_blob(until_it_dies())
    finally:
        own.stop()


def test_memory_does_not_grow_with_size(server: Store) -> None:
    """64 MiB more to upload may cost no more than a few parts of 8 MiB."""
    script = textwrap.dedent(f"""
        import os, resource
        os.environ["HAECHI_BLOBS"] = "s3://{BUCKET}/big?endpoint={server.endpoint}&region=kr-1"
        os.environ["HAECHI_BLOBS_KEY"], os.environ["HAECHI_BLOBS_SECRET"] = "key", "secret"
        os.environ["DJANGO_SETTINGS_MODULE"] = "haechi.config.settings.test"
        import django; django.setup()
        from haechi.blobstore.services import write_blob
        chunk = os.urandom(65_553)
        def send(mib):
            write_blob(chunk for _ in range(mib * 16))
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        small = send(24)
        print(send(96) - small)
    """)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 24, f"{done.stdout.strip()} MiB"


@pytest.mark.parametrize(
    "address",
    ["s3://", "https://bucket", "s3://key:secret@bucket", "s3://bucket?end=x", "nothing"],
)
def test_an_address_that_cannot_be_is_named_without_its_value(address: str, tmp_path) -> None:
    with pytest.raises(SettingError) as told:
        blob_storage(Environment({"HAECHI_BLOBS": address}), tmp_path)
    assert "secret" not in str(told.value)


def test_the_secret_comes_from_its_file(tmp_path) -> None:
    file = tmp_path / "secret"
    file.write_text("hidden\n")
    variables = {"HAECHI_BLOBS": "s3://bucket", "HAECHI_BLOBS_SECRET_FILE": str(file)}
    made = blob_storage(Environment(variables), tmp_path)
    assert made["OPTIONS"]["secret_key"] == "hidden"
    with pytest.raises(SettingError):
        blob_storage(Environment({**variables, "HAECHI_BLOBS_SECRET_FILE": "/nowhere"}), tmp_path)
