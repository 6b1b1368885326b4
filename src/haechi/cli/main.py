"""`haechi COMMAND …`: finds the command's module, gives it its zone's settings, runs it.

A command module has `add_arguments(parser)` and `run(arguments) -> int`. It is imported only after Django
is set up, so that commands may import models at their top like everything else.
"""

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from haechi.cli.lost_secrets import DRAW, refuse_new_secrets
from haechi.cli.options import default_data, secrets_folder
from haechi.common.environment import SettingError
from haechi.crypto.errors import SecretsRefused
from haechi.crypto.secrets_store import create_secrets

WORKER_SETTINGS = "haechi.config.settings.worker"
DEMO_SETTINGS = "haechi.config.settings.demo"
HELP_SETTINGS = "haechi.config.settings.help"


@dataclass(frozen=True)
class Command:
    """`settings`: the Django settings it runs under, None for one that needs no Django.

    `makes_secrets`: settings refuse to load without secrets, so the first command must make them.
    """

    module: str
    help: str
    settings: str | None = None
    makes_secrets: bool = False


COMMANDS = {
    "serve": Command("haechi.cli.serve", "모든 것을 시작 / start sites and worker"),
    "prepare": Command(
        "haechi.cli.prepare",
        "비밀·데이터베이스·정적 파일 준비 / make secrets, database, static files",
        WORKER_SETTINGS,
        makes_secrets=True,
    ),
    "site": Command("haechi.cli.site", "사이트 하나만 실행 / run one site alone"),
    "worker": Command("haechi.cli.worker", "작업자 실행 / run the worker", WORKER_SETTINGS),
    "recorder": Command("haechi.cli.recorder", "통화 녹취기와 그 상태 / the recorder of calls"),
    "call": Command("haechi.cli.call", "시험 통화 / place a trial call", WORKER_SETTINGS),
    "check": Command("haechi.cli.check", "전체 과정 시험 / try the whole journey, one JSON line"),
    "doctor": Command("haechi.cli.doctor", "설정 진단 / find misconfiguration"),
    "health": Command("haechi.cli.health", "프로세스 상태 / is a process able to work"),
    "audit": Command("haechi.cli.audit", "접속기록 검증 / verify the trail", WORKER_SETTINGS),
    "demo": Command("haechi.cli.demo", "시연 자료 / demo data", DEMO_SETTINGS),
    "backup": Command("haechi.cli.backup", "백업 / back up", WORKER_SETTINGS),
    "restore": Command(
        "haechi.cli.restore", "백업에서 되살림 / restore", WORKER_SETTINGS, makes_secrets=False
    ),
    "database": Command(
        "haechi.cli.database", "데이터베이스 역할 / database roles", WORKER_SETTINGS
    ),
    "recovery": Command("haechi.cli.recovery", "복구 조각 / recovery shares", WORKER_SETTINGS),
    "forms": Command("haechi.cli.forms", "공식 서식 / official forms as PDF and HWPX"),
    "institution": Command("haechi.cli.institution", "기관 관리 / institutions", WORKER_SETTINGS),
    "officer": Command("haechi.cli.officer", "담당자 관리 / officers", WORKER_SETTINGS),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    top = argparse.ArgumentParser(prog="haechi", description="해치 / Haechi", epilog=_listing(),
                                  formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    top.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    top.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = top.parse_args(given)
    os.environ.setdefault("HAECHI_DATA_DIR", str(default_data()))
    os.umask(0o077)
    try:
        return _run(chosen.command, COMMANDS[chosen.command], chosen.rest)
    except (SecretsRefused, SettingError) as error:
        print(f"haechi {chosen.command}: {error}", file=sys.stderr)
        print("haechi doctor가 원인을 알려 줍니다 / `haechi doctor` tells more", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(name: str, command: Command, rest: list[str]) -> int:
    if asks_help := not {"-h", "--help"}.isdisjoint(rest):
        _set_up(HELP_SETTINGS if command.settings else None)
    else:
        if command.makes_secrets:
            _make_secrets(secrets_folder(), draw=DRAW in rest)
        _set_up(command.settings)
    module = import_module(command.module)
    parser = argparse.ArgumentParser(prog=f"haechi {name}", description=command.help)
    module.add_arguments(parser)
    given = parser.parse_args(rest)
    if asks_help:  # after a `--`, as somebody's word: these settings can do nothing
        parser.error("--help")
    run = cast("Callable[[argparse.Namespace], int]", module.run)
    return run(given)


def _make_secrets(folder: Path, *, draw: bool) -> None:
    if not draw:
        refuse_new_secrets(folder)
    create_secrets(folder)


def _set_up(settings: str | None) -> None:
    if settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
        import_module("django").setup(set_prefix=False)


def _listing() -> str:
    return "\n".join(f"  {name:<12} {command.help}" for name, command in COMMANDS.items())


if __name__ == "__main__":
    sys.exit(main())
