"""Makes `.venv` from the hashed locks with the system's Python; standard library only.

`python -m haechi.cli.bootstrap run …` is what `./run` executes, `… test …` what `./test` does. Nothing is
asked of the network once the stamp in `.venv` agrees with the lock.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from haechi.cli.options import CHECKOUT, run_parser

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".haechi-stamp.json"
RUN_LOCKS = ("runtime", "recorder")
TEST_LOCKS = ("runtime", "recorder", "dev", "cluster")
# An address that names another machine's service needs that service's client.
_CLUSTERED = {"HAECHI_DATABASE_URL": "postgres", "HAECHI_LIVE_URL": "redis", "HAECHI_BLOBS": "s3:"}
_LAUNCHER = """#!/bin/sh
exec "{python}" -m haechi.cli.main "$@"
"""


def say(text: str) -> None:
    """Progress goes to standard error: `./run --check` prints one JSON line on standard output."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    mode, rest = arguments[0], arguments[1:]
    if mode == "run":
        given = run_parser().parse_args(rest)
        prepare(run_locks(os.environ))
        command = ["check"] if given.check else ["serve", *rest]
        _become(["-m", "haechi.cli.main", *command])
    prepare(TEST_LOCKS)
    _become([str(CHECKOUT / "tools" / "suite.py"), *rest])
    return 0


def run_locks(variables: Mapping[str, str]) -> tuple[str, ...]:
    """The locks that the settings ask for: embedded, or with the clients of other machines' services."""
    wanted = any(
        variables.get(name, "").strip().startswith(scheme) for name, scheme in _CLUSTERED.items()
    )
    return (*RUN_LOCKS, "cluster") if wanted else RUN_LOCKS


def prepare(locks: tuple[str, ...]) -> None:
    """Bring `.venv` in line with the locks; returns at once when it is."""
    stamp = _read_stamp()
    if stamp.get("home") != str(VENV) or not _works():
        _make_venv()
        stamp = {"home": str(VENV)}
    for lock in locks:
        digest = hashlib.sha256(_lock_file(lock).read_bytes()).hexdigest()
        if stamp.get(lock) != digest:
            _install(lock)
            stamp[lock] = digest
            STAMP.write_text(json.dumps(stamp, indent=1) + "\n")
    _link_project()


def _lock_file(lock: str) -> Path:
    return CHECKOUT / "requirements" / f"{lock}.lock"


def _read_stamp() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp


def _works() -> bool:
    test = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and _quiet([str(PYTHON), "-c", test])


def _make_venv() -> None:
    if _works():
        return
    if find_spec("ensurepip") is None:
        _install_system_package(_venv_package())
    say("[1/3] 가상 환경을 만듭니다 / making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)  # noqa: S603
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        _stop("python3-venv", f"apt-get install -y {_venv_package()}")


def _venv_package() -> str:
    """Debian splits `ensurepip` off; its package bears the version unless it is the default Python."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    default = Path("/usr/bin/python3").resolve().name
    return "python3-venv" if default == f"python{version}" else f"python{version}-venv"


def _install_system_package(package: str) -> None:
    line = f"apt-get install -y {package}"
    prefix = apt_prefix()
    if prefix is None:
        _stop(package, line)
        return
    say(f"[0/3] 시스템 꾸러미를 설치합니다 / system package: {package}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", package]):
        subprocess.run(  # noqa: S603
            [*prefix, *command], env=environment, stdin=subprocess.DEVNULL,
            stdout=sys.stderr, check=False,
        )  # fmt: skip
    if not _quiet([sys.executable, "-c", "import ensurepip"]):
        _stop(package, line)


def apt_prefix() -> list[str] | None:
    """How to call apt-get here; None where it may not be called without asking somebody."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _quiet(["sudo", "-n", "true"]):
        return ["sudo", "-n"]
    return None


def _stop(package: str, line: str) -> None:
    say(f"시스템 꾸러미 {package}이(가) 필요합니다. 아래 줄을 실행한 뒤 다시 시작하십시오.")
    say(f"The system package {package} is needed. Type this line, then start again:")
    say(f"    sudo {line}")
    sys.exit(1)


def _install(lock: str) -> None:
    path = _lock_file(lock)
    total = len(re.findall(r"(?m)^[A-Za-z0-9]", path.read_text()))
    say(f"[2/3] 꾸러미를 설치합니다 / installing the {total} packages of {path.name}")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:",
               "--no-input", "--disable-pip-version-check", "--progress-bar=off", "-r", str(path)]  # fmt: skip
    lines: list[str] = []
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, env=_plain_environment(),
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            lines.append(line)
            _show_progress(line, sum(text.startswith("Collecting ") for text in lines), total)
    if process.returncode:
        say("".join(lines[-15:]))
        say("설치하지 못했습니다. 인터넷(꾸러미 저장소) 연결을 확인하고 다시 시작하십시오.")
        say("The packages could not be installed. Check the connection to the package index.")
        sys.exit(1)


def _show_progress(line: str, done: int, total: int) -> None:
    if line.startswith("Collecting ") and sys.stderr.isatty():
        name = re.split(r"[=<>~! ;]", line.removeprefix("Collecting "))[0].strip()
        print(f"\r\x1b[K      {done}/{total} {name}", end="", file=sys.stderr, flush=True)
    elif line.startswith("Installing collected") and sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _link_project() -> None:
    """The sources are on the path by a `.pth` file: no build step, so nothing to download."""
    source = CHECKOUT / "src"
    [packages] = VENV.glob("lib/python3*/site-packages")
    _write(packages / "haechi.pth", f"{source}\n", 0o644)
    _write(VENV / "bin" / "haechi", _LAUNCHER.format(python=PYTHON), 0o755)


def _write(path: Path, text: str, mode: int) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(mode)


def _quiet(command: list[str]) -> bool:
    done = subprocess.run(  # noqa: S603
        command, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    return done.returncode == 0


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _become(command: list[str]) -> None:
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *command], _plain_environment())  # noqa: S606


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
