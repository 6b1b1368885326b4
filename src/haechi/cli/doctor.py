"""`haechi doctor`: finds misconfiguration; exit code 1 where something must be mended."""

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from haechi.cli.findings import files, machine, network
from haechi.cli.findings.types import Finding, Level
from haechi.cli.main import WORKER_SETTINGS
from haechi.cli.options import REPORTER_PORT, default_data, secrets_folder
from haechi.common.environment import Environment
from haechi.common.logs import reporter_logging

_MARKS = {Level.ERROR: "[오류/error]", Level.WARNING: "[주의/warning]", Level.NOTE: "[참고/note]"}
_NGINX = ("/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/sites-enabled/*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON 한 줄 / one JSON line")
    parser.add_argument(
        "--nginx",
        type=Path,
        action="append",
        metavar="FILE",
        help="살펴볼 프록시 설정 / proxy configuration to look at (default /etc/nginx)",
    )


def run(arguments: argparse.Namespace) -> int:
    found = list(findings(arguments.nginx))
    failed = any(finding.level is Level.ERROR for finding in found)
    if arguments.json:
        print(
            json.dumps(
                {"ok": not failed, "findings": [asdict(f) for f in found]}, ensure_ascii=False
            )
        )
        return int(failed)
    for finding in sorted(found, key=lambda each: list(Level).index(each.level)):
        print(f"{_MARKS[finding.level]} {finding.what}\n    → {finding.mend}")
    if not failed:
        print("고칠 것이 없습니다 / nothing must be mended")
    return int(failed)


def findings(nginx: list[Path] | None = None) -> Iterator[Finding]:
    """Everything found. The settings are loaded only once the secrets allow it."""
    data, secrets, env = default_data(), secrets_folder(), Environment()
    yield from files.check_data_folder(data)
    broken = list(files.check_secrets(secrets)) if data.is_dir() else []
    yield from broken
    yield from files.check_backup(data, secrets)
    yield from _machine(data, env)
    yield from _network(env, nginx)
    if data.is_dir() and not broken:
        yield from _database()


def _machine(data: Path, env: Environment) -> Iterator[Finding]:
    spool = env.path("HAECHI_SPOOL_DIR", data / "spool")
    yield from machine.check_file_systems(data, spool, _read("/proc/self/mountinfo"))
    yield from machine.check_swap(_read("/proc/swaps"))
    yield from machine.check_core_dumps(_read("/proc/sys/kernel/core_pattern"))
    yield from machine.check_live_folder(env.path("HAECHI_LIVE_DIR", data / "live"))
    if data.is_dir():
        yield from machine.check_room(data)


def _network(env: Environment, nginx: list[Path] | None) -> Iterator[Finding]:
    yield from network.check_hosts(env.words("HAECHI_HOSTS"))
    yield from network.check_https(os.environ)
    yield from network.check_reporter_logging(reporter_logging())
    yield from network.check_staff_proxies(
        env.words("HAECHI_STAFF_PROXIES"), https=env.flag("HAECHI_HTTPS")
    )
    paths = nginx or [path for pattern in _NGINX for path in Path("/").glob(pattern[1:])]
    texts = {path: _read(str(path)) for path in paths}
    yield from network.check_nginx(texts, env.number("HAECHI_REPORTER_PORT", REPORTER_PORT))


def _database() -> Iterator[Finding]:
    os.environ["DJANGO_SETTINGS_MODULE"] = WORKER_SETTINGS
    import_module("django").setup(set_prefix=False)
    settings = import_module("django.conf").settings
    yield from network.check_debug(debug=settings.DEBUG)
    checks = import_module("haechi.cli.findings.database")
    yield from checks.check_all()


def _read(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
