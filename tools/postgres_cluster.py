"""A PostgreSQL server of one's own in a scratch folder, for tests; gone without a trace afterwards.

It never runs as root (PostgreSQL refuses), listens on a Unix socket in its folder and on a loopback port,
and reads `deploy/postgres/haechi.conf`, so that every test also tries the settings that we tell operators.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SETTINGS = Path(__file__).resolve().parents[1] / "deploy" / "postgres" / "haechi.conf"
OWNER = "haechi_owner"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")  # a test's data may be lost
_ACCESS = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
_LONGEST_START = 60.0


class NoPostgres(Exception):
    """No server programs here, or the server did not start; the message says which."""


@dataclass
class Cluster:
    """`folder` holds data, socket and log; `port` names the socket too."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def url(self, *, role: str = OWNER, database: str = "haechi") -> str:
        """A value for HAECHI_DATABASE_URL, by the Unix socket."""
        return f"postgresql://{role}@/{database}?host={self.folder}&port={self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> None:
        settings = (*_FAST, "listen_addresses=127.0.0.1", f"port={self.port}", "lc_messages=C",
                    f"unix_socket_directories={self.folder}", "shared_buffers=64MB")  # fmt: skip
        words = [word for each in settings for word in ("-c", each)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [program("postgres"), "-D", str(self.folder / "data"), *words],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, **_as_nobody_special(),
            )  # fmt: skip
        until = time.monotonic() + _LONGEST_START
        while subprocess.run([program("pg_isready"), "-q", *self._where()], check=False).returncode:
            if self.process.poll() is not None or time.monotonic() > until:
                raise NoPostgres(self.log.read_text(errors="replace")[-600:])
            time.sleep(0.1)

    def stop(self) -> None:
        """Fast shutdown: open connections are cut, nothing is left running."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(2)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def sql(self, statement: str, *, database: str = "postgres", role: str = "postgres") -> str:
        """Run a statement as the superuser; raises `CalledProcessError`."""
        done = subprocess.run(
            [program("psql"), *self._where(), "-U", role, "-d", database, "-qAtX",
             "-v", "ON_ERROR_STOP=1", "-c", statement],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    def _where(self) -> list[str]:
        return ["-h", str(self.folder), "-p", str(self.port)]


def program(name: str) -> str:
    """Debian keeps the server's programs off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise NoPostgres(f"{name}: apt-get install postgresql")
    return path


def is_installed() -> bool:
    with contextlib.suppress(NoPostgres):
        return bool(program("initdb") and program("postgres"))
    return False


@contextlib.contextmanager
def cluster(*, roles: Sequence[str] = ()) -> Iterator[Cluster]:
    """A running server with the owner's role, the empty database `haechi`, and `roles` without rights."""
    folder = Path(tempfile.mkdtemp(prefix="hpg-"))
    made = Cluster(folder, _free_port())
    try:
        _create(folder)
        made.start()
        made.sql(f"CREATE ROLE {OWNER} LOGIN CREATEDB CREATEROLE")
        made.sql(f"CREATE DATABASE haechi OWNER {OWNER} TEMPLATE template0 ENCODING 'UTF8'")
        for role in roles:
            made.sql(f"CREATE ROLE {role} LOGIN; GRANT {role} TO {OWNER}")
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _create(folder: Path) -> None:
    if os.geteuid() == 0:
        account = _account()
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    subprocess.run(
        [program("initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        check=True, stdout=subprocess.DEVNULL, cwd="/", **_as_nobody_special(),
    )  # fmt: skip
    (data / "pg_hba.conf").write_text(_ACCESS)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS.read_text())


def _as_nobody_special() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgres("there is no user to run PostgreSQL as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
