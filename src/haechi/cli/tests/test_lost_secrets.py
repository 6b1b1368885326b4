"""`haechi prepare` draws no lost secret anew beside data; help needs no data folder (ALL-1, ALL-3)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.prepared import lay_empty

from haechi.cli import main
from haechi.cli.lost_secrets import DRAW, missing_for_good, refuse_new_secrets
from haechi.crypto.errors import SecretsRefused
from haechi.crypto.secrets_store import create_secrets

pytestmark = pytest.mark.process

_HAECHI = [sys.executable, "-m", "haechi.cli.main"]


def haechi(data: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
    environment = kept | {
        "HAECHI_DATA_DIR": str(data),
        "PYTHONPATH": os.pathsep.join(sys.path),
        **variables,
    }
    return subprocess.run(
        [*_HAECHI, *words], env=environment, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one institution."""
    data = tmp_path_factory.mktemp("lost") / "data"
    lay_empty(data)
    assert haechi(data, "prepare").returncode == 0
    assert haechi(data, "institution", "create", "hanbit", "한빛구청", "Hanbit").returncode == 0
    return data


@pytest.fixture
def data(installed: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "data"
    shutil.copytree(installed, copy)
    return copy


@pytest.mark.parametrize(
    "lost",
    [
        ["reporter"],
        ["reporter/pepper_bucket"],
        ["reporter/pepper_proof"],
        ["staff/mfa_key"],
        ["staff/audit_key", "worker/audit_key"],
        ["."],
    ],
    ids=" ".join,
)
def test_beside_data_a_lost_secret_is_asked_for_and_not_drawn(data: Path, lost: list[str]) -> None:
    secrets = data / "secrets"
    for name in lost:
        path = secrets / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    left = files(secrets) if secrets.exists() else {}

    done = haechi(data, "prepare")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "금고" in done.stderr
    assert "safe" in done.stderr
    assert DRAW in done.stderr
    assert (files(secrets) if secrets.exists() else {}) == left, "something was drawn"


def test_with_the_copy_from_the_safe_it_goes_on(data: Path) -> None:
    secrets, safe = data / "secrets", data / "safe"
    shutil.move(secrets / "reporter", safe)
    assert haechi(data, "prepare").returncode == 1
    shutil.move(safe, secrets / "reporter")
    before = files(secrets)
    assert haechi(data, "prepare").returncode == 0
    assert files(secrets) == before


def test_serve_refuses_as_prepare_does(data: Path) -> None:
    shutil.rmtree(data / "secrets" / "reporter")
    done = haechi(data, "serve", "--reporter-port", "0", "--staff-port", "0")
    assert done.returncode == 1
    assert "금고" in done.stderr
    assert not (data / "secrets" / "reporter").exists()


def test_who_says_so_gets_new_secrets_and_the_others_stay(data: Path) -> None:
    secrets = data / "secrets"
    before = files(secrets)
    shutil.rmtree(secrets / "reporter")
    assert haechi(data, "prepare", DRAW).returncode == 0
    after = files(secrets)
    assert set(after) == set(before)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"reporter/pepper_bucket", "reporter/pepper_proof", "reporter/zone_key"}


def test_what_can_be_made_anew_is_made_without_asking(data: Path) -> None:
    for name in ("reporter/zone_key", "staff/zone_key", "worker/audit_key", "staff/outbox_public"):
        (data / "secrets" / name).unlink()
    assert haechi(data, "prepare").returncode == 0


def test_a_first_start_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    """Tables without an institution hold nothing that a secret belongs to."""
    data = tmp_path / "data"
    lay_empty(data)
    assert haechi(data, "prepare").returncode == 0
    shutil.rmtree(data / "secrets" / "reporter")
    assert haechi(data, "prepare").returncode == 0
    assert not missing_for_good(data / "secrets")


def test_a_database_that_does_not_answer_draws_nothing(tmp_path: Path) -> None:
    data, nowhere = tmp_path / "data", tmp_path / "no-socket"
    secret = "word-of-the-role-71"
    url = f"postgresql://owner:{secret}@/haechi?host={nowhere}"
    done = haechi(data, "prepare", HAECHI_DATABASE_URL=url)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert secret not in done.stderr
    assert not (data / "secrets").exists()
    data.mkdir()
    (data / "haechi.sqlite3").write_bytes(b"no database" * 500)
    assert haechi(data, "prepare").returncode == 1
    assert not (data / "secrets").exists()


def test_the_database_is_not_asked_while_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def has_data(folder: Path) -> bool:
        asked.append(folder)
        return True

    monkeypatch.setattr("haechi.cli.lost_secrets._has_data", has_data)
    create_secrets(tmp_path)
    refuse_new_secrets(tmp_path)
    assert asked == []
    (tmp_path / "staff" / "mfa_key").unlink()
    with pytest.raises(SecretsRefused, match="staff/mfa_key"):
        refuse_new_secrets(tmp_path)


@pytest.mark.parametrize("command", main.COMMANDS)
def test_help_is_given_without_an_installation(tmp_path: Path, command: str) -> None:
    data = tmp_path / "data"
    done = haechi(data, command, "--help")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: haechi {command}")
    assert not data.exists()


def test_no_command_runs_under_the_settings_of_help(tmp_path: Path) -> None:
    done = haechi(tmp_path / "data", "demo", "code", "--", "--help")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
