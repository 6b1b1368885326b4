"""The real reporter site in processes of its own, in a scratch folder on a free loopback port."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from tests.prepared import lay_empty

import haechi
from haechi.crypto.secrets_store import create_secrets

SOURCE = Path(haechi.__file__).parents[1]
WORKER, REPORTER = "haechi.config.settings.worker", "haechi.config.settings.reporter"
SET_UP = """
import django; django.setup()
from haechi.testing import make_institution
make_institution()
"""


@dataclass(frozen=True)
class RunningSite:
    """A running site. `log` is where everything it says goes."""

    url: str
    folder: Path
    log: Path
    pid: int

    def python(self, code: str, *arguments: str) -> None:
        """Run code with the worker's settings, beside the site."""
        command = [sys.executable, "-c", code, *arguments]
        subprocess.run(command, env=environment(self.folder, WORKER), check=True)


def environment(folder: Path, settings: str) -> dict[str, str]:
    return {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "PYTHONPATH": str(SOURCE),
        "HAECHI_DATA_DIR": str(folder),
        "HAECHI_MAX_FILE_MIB": "8",
        "DJANGO_SETTINGS_MODULE": settings,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_site(folder: Path) -> Iterator[RunningSite]:
    _prepare(folder)
    port, log = free_port(), folder / "log"
    command = [sys.executable, "-m", "uvicorn", "haechi.sites.reporter.asgi:application"]
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, *options, "--timeout-graceful-shutdown", "1"],
            env=environment(folder, REPORTER),
            stdout=out,
            stderr=out,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/", process)
        yield RunningSite(f"http://127.0.0.1:{port}", folder, log, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _prepare(folder: Path) -> None:
    lay_empty(folder)
    create_secrets(folder / "secrets")
    for name in ("blobs", "spool", "live", "static"):
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    for settings, *arguments in (
        (WORKER, "migrate", "-v0"),
        (REPORTER, "collectstatic", "--noinput", "-v0"),
    ):
        command = [sys.executable, "-W", "ignore", "-m", "django", *arguments]
        subprocess.run(command, env=environment(folder, settings), check=True)
    command = [sys.executable, "-c", SET_UP]
    subprocess.run(command, env=environment(folder, WORKER), check=True)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the site did not start")
