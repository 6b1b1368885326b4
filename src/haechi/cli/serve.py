"""`haechi serve`: prepares the data folder, then keeps sites, worker and recorder of calls running."""

import argparse
import fcntl
import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

from haechi.cli.addresses import (
    CannotListen,
    PortBusy,
    allowed_hosts,
    is_loopback,
    listen,
    shown_host,
    web_address,
)
from haechi.cli.greeting import greeting
from haechi.cli.options import ServeOptions, add_serve_options, serve_options
from haechi.cli.readiness import Readiness
from haechi.cli.supervisor import Program, Supervisor
from haechi.cli.zones import recorder_environment, zone_environment
from haechi.demo.signins import FILE_NAME, read_sign_ins

_HAECHI = [sys.executable, "-m", "haechi.cli.main"]
_OUTBOX = "outbox.log"
RECORDER_LIBRARIES = ("numpy", "G722")  # requirements/recorder.in


@dataclass(frozen=True)
class Addresses:
    reporter: str
    staff: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_serve_options(parser)


def run(arguments: argparse.Namespace) -> int:
    try:
        options = serve_options(arguments)
        with ExitStack() as stack:
            stack.enter_context(_only_one(options.data))
            return _serve(options, stack)
    except (PortBusy, CannotListen, AlreadyServed, ValueError) as error:
        print(error, file=sys.stderr)
        return 1


class AlreadyServed(Exception):
    """Another `serve` works on this data folder."""


def _only_one(data: Path) -> TextIO:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = (data / "serve.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise AlreadyServed(
            f"이 자료 폴더로 이미 실행 중입니다: {data}. --data 로 다른 폴더를 고르십시오. / "
            "already running with this data folder; choose another with --data DIR"
        ) from None
    return lock


def _serve(options: ServeOptions, stack: ExitStack) -> int:
    reporter = stack.enter_context(listen(options.host, options.reporter_port, "--reporter-port"))
    staff = stack.enter_context(listen(options.host, options.staff_port, "--staff-port"))
    variables, addresses = variables_for(options, reporter, staff)
    if code := prepare(options, variables):
        return code
    variables = _with_demo_outbox(variables, options.data)
    readiness = Readiness([reporter, staff], lambda: _greet(options, addresses))
    supervisor = Supervisor(programs(variables, reporter, staff), _say)
    asked = supervisor.run(readiness.tick)
    print("멈추었습니다 / stopped", flush=True)
    return 0 if asked else 1


def variables_for(
    options: ServeOptions, reporter: socket.socket, staff: socket.socket
) -> tuple[dict[str, str], Addresses]:
    """The environment of the installation, with what the options and the bound ports decide."""
    shown = shown_host(options.host)
    reporter_url = web_address(shown, reporter.getsockname()[1])
    staff_url = web_address(shown, staff.getsockname()[1])
    variables = {
        "HAECHI_HOSTS": allowed_hosts(options.host, shown),
        "HAECHI_REPORTER_URL": reporter_url,
        "HAECHI_STAFF_URL": staff_url,
        **os.environ,
        "HAECHI_DATA_DIR": str(options.data),
        "HAECHI_HOST": options.host,
    }
    return variables, Addresses(variables["HAECHI_REPORTER_URL"], variables["HAECHI_STAFF_URL"])


def prepare(options: ServeOptions, variables: dict[str, str]) -> int:
    """Bring the data folder up to date in a process of its own: the supervisor holds no secret."""
    print(f"해치 / Haechi: {options.data}", flush=True)
    steps = [["prepare"] if options.demo else ["prepare", "--first-run"]]
    if options.demo and not (options.data / FILE_NAME).exists():
        steps.append(["demo"])
    environment = zone_environment("worker", variables, as_owner=True)
    for step in steps:
        done = subprocess.run([*_HAECHI, *step], env=environment, check=False)  # noqa: S603
        if done.returncode:
            return done.returncode
    return 0


def programs(
    variables: dict[str, str], reporter: socket.socket, staff: socket.socket
) -> list[Program]:
    """The processes of the installation, each with its own zone's environment.

    The recorder is there where its libraries are; it listens to nobody before a plan names a line.
    """
    parent = ["--parent", str(os.getpid())]

    def site(zone: str, listener: socket.socket) -> Program:
        number = listener.fileno()
        command = [*_HAECHI, "site", zone, "--fd", str(number), *parent]
        return Program(zone, command, zone_environment(zone, variables), (number,))

    worker = [*_HAECHI, "worker", *parent]
    return [
        site("reporter", reporter),
        site("staff", staff),
        Program("worker", worker, zone_environment("worker", variables)),
        *_recorder(variables, parent),
    ]


def _recorder(variables: dict[str, str], parent: list[str]) -> list[Program]:
    if any(find_spec(name) is None for name in RECORDER_LIBRARIES):
        return []
    command = [*_HAECHI, "recorder", "serve", *parent]
    return [Program("recorder", command, recorder_environment(variables))]


def _with_demo_outbox(variables: dict[str, str], data: Path) -> dict[str, str]:
    """In a demo, texts and mails go to a file, so that one sees what would be sent."""
    if not (data / FILE_NAME).exists():
        return variables
    outbox = str(data / _OUTBOX)
    defaults = {"HAECHI_SMS_GATEWAY": "console", "HAECHI_SMS_FILE": outbox}
    if not variables.get("HAECHI_MAIL_HOST"):
        defaults["HAECHI_MAIL_FILE"] = outbox
    return defaults | variables


def _greet(options: ServeOptions, addresses: Addresses) -> None:
    text = greeting(
        reporter=addresses.reporter,
        staff=addresses.staff,
        sign_ins=read_sign_ins(options.data),
        setup_code=options.data / "setup-code",
        terminal=sys.stdout.isatty(),
    )
    print(text, flush=True)
    if not is_loopback(options.host) and not os.environ.get("HAECHI_HTTPS"):
        _say(
            "주의: HTTPS 없이 다른 기기에 열려 있습니다. 시험에만 쓰십시오. / "
            "warning: open to other machines without HTTPS; for trying out only"
        )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
