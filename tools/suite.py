#!/usr/bin/env python3
"""The parts of `./test`, each timed; every part runs even when one before it failed.

`./test` runs all; `./test PART …` runs those named.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from haechi.cli.bootstrap import apt_prefix

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
TESTS = [PYTHON, "-m", "pytest", "--durations=8", "--durations-min=2"]  # where the minutes go


Taken = tuple[str, bool, float]  # the part, whether it passed, seconds


@dataclass(frozen=True)
class Part:
    """`commands` run one after the other; `help` is what `./test --help` says."""

    name: str
    help: str
    commands: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package that some tests need, and how to see that it is there."""

    name: str
    present: Callable[[], bool]
    otherwise: str = ""  # what to type where apt has no real package of that name


def has(*programs: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(program) for program in programs)


def is_ubuntu() -> bool:
    """Ubuntu's chromium package only fetches a snap, which a container or CI machine cannot run."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()


LONGEST = 1200  # seconds for one command; the longest known takes a third of it on two processors
SPREAD = ("-n", "auto", "--dist", "loadfile")  # what a file's tests set up together is set up once
# On two processors, for what waits for others as much; long files first (conftest.py), not those of
# many tests.
THREE = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
APART = (
    "tests/promises",
    "tests/journeys",
    "tests/deployment",
    "tests/faults",
)  # one running system each
INSIDE = (*TESTS, "src", "tests", *SPREAD, *(f"--ignore={folder}" for folder in APART))
STARTS_SOMETHING = "process or journey"
PARTS = (
    Part("lint", "ruff, 형식, 계층 / style and layers", (
        (str(BIN / "ruff"), "check"),
        (str(BIN / "ruff"), "format", "--check"),
        (str(BIN / "lint-imports"), "--no-logo"),
    )),
    Part("types", "mypy --strict", ((str(BIN / "mypy"),),)),
    Part("texts", "번역과 마이그레이션 / translations and migrations", (
        (PYTHON, "tools/messages", "compile"),
        (PYTHON, "tools/messages", "check"),
        (PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"),
    )),
    Part("unit", "단위 시험 / unit tests", ((*INSIDE, "-m", f"not ({STARTS_SOMETHING})"),)),
    Part("process", "실제 프로세스와 브라우저의 시험 / tests that start processes or a browser", (
        (*INSIDE, "-m", STARTS_SOMETHING, *THREE),
    )),
    Part("postgres", "같은 시험을 PostgreSQL에서, 구역별 역할로 / on PostgreSQL, each zone as its role", (
        (PYTHON, "tools/with-postgres", *TESTS, "-p", "tests.deployment.zone_roles", "src",
         "-m", "not process", *SPREAD),
    )),
    Part("deployment", "nginx·PostgreSQL·Redis 뒤의 여러 프로세스 / several processes behind nginx", (
        (*TESTS, "tests/deployment"),
    )),
    Part("faults", "과정 강제 종료·저장소 장애 / processes killed under load, a store that fails", (
        (*TESTS, "tests/faults"),
    )),
    Part("promises", "약속 시험 / what docs/promises.md promises", ((*TESTS, "tests/promises"),)),
    Part("journeys", "실제 Chromium의 여정과 모든 화면 / journeys in real Chromium, every page", (
        (*TESTS, "tests/journeys", *THREE),
    )),
    Part("fuzz", "낯선 사람이 보낼 수 있는 것 1분 / a minute of what strangers can send", (
        # On each core, and the same tries each time: new ones fail whoever changed something else.
        (PYTHON, "tools/fuzz", "--seconds", "30", "--seed", "1"),
    )),
)  # fmt: skip
PACKAGES = (
    SystemPackage("chromium", has("chromium"), "snap install chromium"),
    SystemPackage(
        "chromium-headless-shell",
        lambda: is_ubuntu() or has("chromium-headless-shell")(),  # Ubuntu has none: the whole one
    ),
    SystemPackage("fonts-nanum", lambda: any(Path("/usr/share/fonts").rglob("Nanum*"))),
    SystemPackage("redis-server", has("redis-server", "valkey-server")),
    SystemPackage("nginx-light", has("nginx", "/usr/sbin/nginx")),
    SystemPackage("tor", has("tor", "/usr/sbin/tor")),
    SystemPackage("sip-tester", has("sipp")),
    SystemPackage("baresip-core", has("baresip")),
    SystemPackage("kamailio", has("kamailio", "/usr/sbin/kamailio")),
    SystemPackage(
        "kamailio-tls-modules",
        lambda: any(Path("/usr/lib").glob("*/kamailio/modules/tls.so")),
    ),
    SystemPackage("postgresql", lambda: any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))),
)
READ = {"lint", "types", "texts"}  # they read what is written and run nothing
SIDE_BY_SIDE = (READ, {"deployment", "promises", "faults"})
STARTS_DEMO = {"process", "promises", "journeys"}
NEEDS_PACKAGES = {"unit", "process", "postgres", "journeys", "deployment", "promises", "faults"}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="./test",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {part.name:<10}{part.help}" for part in PARTS),
    )
    names = [part.name for part in PARTS]
    parser.add_argument("part", nargs="*", metavar="PART", help="없으면 전부 / none for all")
    wanted = parser.parse_args().part or names
    if unknown := set(wanted) - set(names):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if NEEDS_PACKAGES & set(wanted) and not install_packages():
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="haechi-suite-") as scratch,
        ThreadPoolExecutor(1) as beside,
    ):
        ready = beside.submit(make_ready, Path(scratch), set(wanted))
        taken = run_all([part for part in PARTS if part.name in wanted], ready.result)
    print(
        "\n"
        + "\n".join(f"{name:<10} {'ok' if ok else 'FAILED':<7} {s:7.1f} s" for name, ok, s in taken)
    )
    return 0 if all(ok for _, ok, _ in taken) else 1


def make_ready(scratch: Path, wanted: set[str]) -> None:
    """What all that runs has in common, made while the sources are only read."""
    if STARTS_DEMO & wanted:
        prepare_folders(scratch)
    if READ & wanted and wanted - READ:
        compile_tests()


def compile_tests() -> None:
    """Byte code of the project and its tests: each worker would make it for itself (16 s of a processor)."""
    words = [PYTHON, "-m", "pytest", "--collect-only", "-q", "src", "tests"]
    subprocess.run(
        words, cwd=ROOT, env=environment(), check=False, timeout=LONGEST,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def prepare_folders(scratch: Path) -> None:
    """Data folders as the first start leaves them, without the demo and with it (tests/prepared.py)."""
    empty, demo = scratch / "empty", scratch / "demo"
    haechi("prepare", empty)
    shutil.copytree(empty, demo, symlinks=True)
    haechi("demo", demo)
    os.environ |= {"TEST_EMPTY_FOLDER": str(empty), "TEST_DEMO_FOLDER": str(demo)}


def haechi(command: str, data: Path) -> None:
    settings = {
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.worker",
        "HAECHI_DATA_DIR": str(data),
    }
    words = [PYTHON, "-m", "haechi.cli.main", command]
    subprocess.run(words, cwd=ROOT, env=environment() | settings, check=True)


def run_all(parts: list[Part], ready: Callable[[], None]) -> list[Taken]:
    """One part after the other; those that leave a processor idle, side by side.

    `ready` returns when what parts that run something need is there.
    """
    taken, left = [], list(parts)
    while left:
        group = next((names for names in SIDE_BY_SIDE if left[0].name in names), {left[0].name})
        beside = [part for part in left if part.name in group]
        left = [part for part in left if part not in beside]
        if not group <= READ:
            ready()
        with ThreadPoolExecutor(len(beside)) as pool:
            taken += pool.map(partial(run, at_the_end=len(beside) > 1), beside)
    return taken


def run(part: Part, *, at_the_end: bool = False) -> Taken:
    """`at_the_end`: what the commands say is printed when all have ended, in one piece."""
    begun = time.monotonic()
    ok, said = True, b""
    for command in part.commands:
        title = f"\n── {part.name}: {' '.join(Path(word).name for word in command)}\n"
        print(title, end="", flush=True)
        passed, told = bounded(command, kept=at_the_end)
        said += title.encode() + told
        ok &= passed
    if at_the_end:
        sys.stdout.buffer.write(said)
        sys.stdout.flush()
    return part.name, ok, time.monotonic() - begun


def bounded(command: tuple[str, ...], *, kept: bool) -> tuple[bool, bytes]:
    """Whether `command` passed within `LONGEST`, and what it said where that is `kept`.

    A test that hangs where no timer of its own reaches must not keep the other parts from being told.
    """
    with tempfile.TemporaryFile() as said:  # no pipe: what a test left running would hold it open
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(), start_new_session=True,
            stdout=said if kept else None, stderr=subprocess.STDOUT if kept else None,
        )  # fmt: skip
        try:
            passed = process.wait(timeout=LONGEST) == 0
        except subprocess.TimeoutExpired:
            print(f"── {LONGEST} s: {Path(command[0]).name} …", flush=True)
            passed = False
        finally:
            with contextlib.suppress(ProcessLookupError):  # nothing of it goes on
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0)
        return passed, said.read()


def environment() -> dict[str, str]:
    """Nothing of an installation that this shell may be set up for; byte code is kept.

    Without byte code each of a thousand processes would compile the project anew.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HAECHI_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {
        **kept,
        "PYTHONPATH": str(ROOT / "src"),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.test",
    }


def install_packages() -> bool:
    """Install what is missing by apt when that may be done unasked; else print what to type."""
    missing = [package for package in PACKAGES if not package.present()]
    prefix = apt_prefix()
    if missing and prefix is not None:
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        names = [package.name for package in missing if not (package.otherwise and is_ubuntu())]
        print(f"apt-get install {' '.join(names)}", flush=True)
        for command in (["update", "-qq"], ["install", "-y", "-qq", *names]):
            subprocess.run([*apt, *command], stdin=subprocess.DEVNULL, check=False)
        missing = [package for package in missing if not package.present()]
    for package in missing:
        line = (
            package.otherwise
            if package.otherwise and is_ubuntu()
            else f"apt-get install -y {package.name}"
        )
        print(f"필요합니다 / needed: sudo {line}", file=sys.stderr)
    return not missing


if __name__ == "__main__":
    sys.exit(main())
