"""Start-up refuses secrets that are missing, short, equal or readable by others (design §4)."""

from pathlib import Path

import pytest

from haechi.crypto.errors import SecretsRefused
from haechi.crypto.sealedbox import open_with, seal_to
from haechi.crypto.secrets_store import (
    create_secrets,
    load_reporter_secrets,
    load_staff_secrets,
    load_worker_secrets,
)

LOADERS = {
    "reporter": load_reporter_secrets,
    "staff": load_staff_secrets,
    "worker": load_worker_secrets,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_secrets(tmp_path / "secrets")
    return tmp_path / "secrets"


def every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_is_made_can_be_loaded_by_every_zone(folder):
    reporter, staff, worker = (load(folder) for load in LOADERS.values())
    assert reporter.outbox_public == staff.outbox_public == worker.outbox.public
    assert staff.audit_key == worker.audit_key
    assert open_with(worker.outbox, seal_to(reporter.outbox_public, b"notice")) == b"notice"


def test_all_else_differs_between_zones(folder):
    values = [path.read_bytes() for path in every_file(folder)]
    shared = {"audit_key", "catalogue_key", "outbox_public"}
    own = [path.read_bytes() for path in every_file(folder) if path.name not in shared]
    assert len(set(own)) == len(own)
    assert {len(value) for value in values} == {32}


def test_files_and_folders_belong_to_their_owner_alone(folder):
    assert {path.stat().st_mode & 0o777 for path in every_file(folder)} == {0o600}
    folders = [folder, *(path for path in folder.iterdir() if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_a_second_run_makes_nothing_and_changes_nothing(folder):
    before = {path: path.read_bytes() for path in every_file(folder)}
    assert create_secrets(folder) is False
    assert {path: path.read_bytes() for path in every_file(folder)} == before


@pytest.mark.parametrize("zone", LOADERS)
def test_a_missing_short_or_widely_readable_secret_is_refused_by_name(folder, zone):
    for path in every_file(folder / zone):
        whole = path.read_bytes()
        path.chmod(0o640)
        with pytest.raises(SecretsRefused, match=path.name):
            LOADERS[zone](folder)
        path.chmod(0o604)
        with pytest.raises(SecretsRefused, match=path.name):
            LOADERS[zone](folder)
        path.chmod(0o600)
        path.write_bytes(whole[:31])
        with pytest.raises(SecretsRefused, match=path.name):
            LOADERS[zone](folder)
        path.unlink()
        with pytest.raises(SecretsRefused, match=path.name):
            LOADERS[zone](folder)
        path.write_bytes(whole)
        path.chmod(0o600)
        LOADERS[zone](folder)


@pytest.mark.parametrize("zone", LOADERS)
def test_two_equal_secrets_are_refused(folder, zone):
    first, second, *_ = every_file(folder / zone)
    second.write_bytes(first.read_bytes())
    with pytest.raises(SecretsRefused, match="equal"):
        LOADERS[zone](folder)


def test_a_refusal_never_repeats_a_secret(folder):
    path = folder / "reporter" / "pepper_proof"
    path.write_bytes(b"VERY-SECRET-BYTES")
    with pytest.raises(SecretsRefused) as caught:
        load_reporter_secrets(folder)
    assert "VERY-SECRET" not in str(caught.value)


def test_a_lost_copy_of_a_shared_secret_is_made_again_from_the_other_zone(folder):
    audit_key = (folder / "staff" / "audit_key").read_bytes()
    public = (folder / "worker" / "outbox_public").read_bytes()
    for lost in ("worker/audit_key", "reporter/outbox_public", "staff/outbox_public"):
        (folder / lost).unlink()
    assert create_secrets(folder) is True
    assert (folder / "worker" / "audit_key").read_bytes() == audit_key
    assert load_reporter_secrets(folder).outbox_public == public
    (folder / "staff" / "audit_key").unlink()
    create_secrets(folder)
    assert load_staff_secrets(folder).audit_key == audit_key


def test_a_lost_outbox_key_is_never_replaced_behind_the_back_of_its_public_half(folder):
    (folder / "worker" / "outbox_private").unlink()
    with pytest.raises(SecretsRefused, match="outbox_private"):
        create_secrets(folder)


def test_an_outbox_pair_that_does_not_belong_together_is_refused(folder):
    (folder / "worker" / "outbox_public").write_bytes(b"7" * 32)
    with pytest.raises(SecretsRefused, match="outbox_public"):
        load_worker_secrets(folder)


def test_no_secret_shows_when_the_loaded_ones_are_printed(folder):
    for load in LOADERS.values():
        shown = repr(load(folder))
        for path in every_file(folder):
            if path.name != "outbox_public":
                assert repr(path.read_bytes()) not in shown
