"""What `./run` does before anything is installed: find Python, make `.venv`, install once (journey 1)."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from haechi.cli import bootstrap
from haechi.cli.options import CHECKOUT

pytestmark = pytest.mark.process


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with empty locks: nothing to download, all else real."""
    (tmp_path / "requirements").mkdir()
    for lock in bootstrap.RUN_LOCKS:
        (tmp_path / "requirements" / f"{lock}.lock").write_text("# nothing\n")
    (tmp_path / "src").mkdir()
    venv = tmp_path / ".venv"
    monkeypatch.setattr(bootstrap, "CHECKOUT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", venv)
    monkeypatch.setattr(bootstrap, "PYTHON", venv / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", venv / ".haechi-stamp.json")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    return tmp_path


def forbidden(*_arguments: object) -> None:
    raise AssertionError("asked again")


def test_the_first_start_makes_the_environment_and_the_second_asks_nothing(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.prepare(bootstrap.RUN_LOCKS)
    python = checkout / ".venv" / "bin" / "python"
    path = subprocess.run(
        [python, "-c", "import sys; print(sys.path)"], capture_output=True, text=True, check=True
    ).stdout
    assert str(checkout / "src") in path
    assert os.access(checkout / ".venv" / "bin" / "haechi", os.X_OK)
    before = {p: p.stat().st_mtime_ns for p in (checkout / ".venv").rglob("*") if p.is_file()}
    monkeypatch.setattr(bootstrap, "_install", forbidden)
    monkeypatch.setattr(subprocess, "Popen", forbidden)
    monkeypatch.setattr(bootstrap, "_works", lambda: True)
    bootstrap.prepare(bootstrap.RUN_LOCKS)
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_changed_lock_is_installed_and_an_environment_that_moved_is_made_anew(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.prepare(bootstrap.RUN_LOCKS)
    installed: list[str] = []
    monkeypatch.setattr(bootstrap, "_install", installed.append)
    (checkout / "requirements" / "runtime.lock").write_text("# other\n")
    bootstrap.prepare(bootstrap.RUN_LOCKS)
    assert installed == ["runtime"]
    stamp = checkout / ".venv" / ".haechi-stamp.json"
    stamp.write_text(stamp.read_text().replace(str(checkout), "/elsewhere"))
    bootstrap.prepare(bootstrap.RUN_LOCKS)
    assert installed == ["runtime", *bootstrap.RUN_LOCKS]


def test_what_cannot_be_installed_is_said_and_not_stamped(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = checkout / "requirements" / "runtime.lock"
    lock.write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(SystemExit) as stopped:
        bootstrap.prepare(bootstrap.RUN_LOCKS)
    assert stopped.value.code == 1
    assert "package index" in capsys.readouterr().err
    assert not (checkout / ".venv" / ".haechi-stamp.json").exists()


def test_a_package_whose_hash_differs_is_refused(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wheels = checkout / "wheels"
    wheels.mkdir()
    shutil.make_archive(str(wheels / "x"), "zip", checkout / "src")
    (wheels / "x.zip").rename(wheels / "evil-1.0-py3-none-any.whl")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    lock = checkout / "requirements" / "runtime.lock"
    lock.write_text(f"evil==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(SystemExit):
        bootstrap.prepare(bootstrap.RUN_LOCKS)
    assert "DO NOT MATCH THE HASHES" in capsys.readouterr().err


def test_without_a_python_the_line_to_type_is_shown(tmp_path: Path) -> None:
    for name in ("bash", "dirname"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        [str(tmp_path / "bash"), str(CHECKOUT / "run")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "sudo apt-get install -y python3 python3-venv" in done.stderr


def test_without_rights_the_line_to_type_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], checkout: Path
) -> None:
    monkeypatch.setattr(bootstrap, "find_spec", lambda _name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "sudo" else name)
    with pytest.raises(SystemExit):
        bootstrap.prepare(bootstrap.RUN_LOCKS)
    assert "sudo apt-get install -y python3" in capsys.readouterr().err
    assert not (checkout / ".venv").exists()


def test_help_needs_nothing_installed() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "haechi.cli.bootstrap", "run", "--help"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    for option in ("--data", "--reporter-port", "--staff-port", "--host", "--no-demo", "--check"):
        assert option in done.stdout


def test_no_package_index_is_named() -> None:
    """Hashes make any mirror as good as another; the client's own settings choose it."""
    texts = [CHECKOUT / "run", CHECKOUT / "test", Path(bootstrap.__file__)]
    texts += sorted((CHECKOUT / "requirements").glob("*"))
    for path in texts:
        content = path.read_text()
        assert "index-url" not in content, path
        assert "http://" not in content, path
        assert "https://" not in content, path
    for name in ("run", "test"):
        assert (CHECKOUT / name).stat().st_mode & stat.S_IXUSR
