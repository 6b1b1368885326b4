"""Options of `./run` and `haechi serve`; standard library only, for `bootstrap` runs before any install.

An option wins over its environment variable, that over the default.
"""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
REPORTER_PORT = 8600
STAFF_PORT = 8601


@dataclass(frozen=True)
class ServeOptions:
    """Where one installation lies and listens. A port of 0 takes any free one."""

    data: Path
    host: str
    reporter_port: int
    staff_port: int
    demo: bool


def default_data() -> Path:
    """`HAECHI_DATA_DIR`, or `.haechi` beside the sources (beside the caller when installed)."""
    given = os.environ.get("HAECHI_DATA_DIR", "").strip()
    if given:
        return Path(given).expanduser().resolve()
    base = CHECKOUT if (CHECKOUT / "pyproject.toml").exists() else Path.cwd()
    return base / ".haechi"


def secrets_folder() -> Path:
    """As the settings have it: `HAECHI_SECRETS_DIR`, or `secrets` in the data folder."""
    given = os.environ.get("HAECHI_SECRETS_DIR", "").strip()
    return Path(given).expanduser().resolve() if given else default_data() / "secrets"


def add_serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="자료 폴더 / data folder (HAECHI_DATA_DIR; default .haechi)",
    )
    parser.add_argument(
        "--host", help="접속을 받을 주소 / address to listen on (HAECHI_HOST; default 127.0.0.1)"
    )
    parser.add_argument(
        "--reporter-port",
        type=_port,
        metavar="PORT",
        help=f"신고 사이트 포트 / reporter site (HAECHI_REPORTER_PORT; default {REPORTER_PORT})",
    )
    parser.add_argument(
        "--staff-port",
        type=_port,
        metavar="PORT",
        help=f"담당자 사이트 포트 / staff site (HAECHI_STAFF_PORT; default {STAFF_PORT})",
    )
    parser.add_argument(
        "--no-demo",
        action="store_true",
        help="시연 자료 없이, 첫 설정부터 / empty installation with a first-run wizard",
    )


def serve_options(arguments: argparse.Namespace) -> ServeOptions:
    """Raises `ValueError` for a variable that is no port; the message names it."""
    data = arguments.data.expanduser().resolve() if arguments.data else default_data()
    return ServeOptions(
        data=data,
        host=arguments.host or os.environ.get("HAECHI_HOST", "").strip() or "127.0.0.1",
        reporter_port=_chosen(arguments.reporter_port, "HAECHI_REPORTER_PORT", REPORTER_PORT),
        staff_port=_chosen(arguments.staff_port, "HAECHI_STAFF_PORT", STAFF_PORT),
        demo=not arguments.no_demo,
    )


def run_parser() -> argparse.ArgumentParser:
    """The options of `./run`."""
    parser = argparse.ArgumentParser(
        prog="./run",
        description=(
            "해치를 설치하고 시작합니다: 신고 사이트, 담당자 사이트, 작업자. Ctrl-C로 모두 멈춥니다. / "
            "Installs what is needed and starts reporter site, staff site and worker; Ctrl-C stops all."
        ),
        epilog="환경 변수 / environment variables: docs/settings.md",
    )
    add_serve_options(parser)
    parser.add_argument(
        "--check",
        action="store_true",
        help="임시 폴더에서 전체 과정을 시험 / try the whole journey, print one JSON line",
    )
    return parser


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65535:
        raise argparse.ArgumentTypeError("0-65535")
    return value


def _chosen(option: int | None, variable: str, default: int) -> int:
    if option is not None:
        return option
    text = os.environ.get(variable, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise ValueError(f"{variable} is not a port")
    return int(text)
