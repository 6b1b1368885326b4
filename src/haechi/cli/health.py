"""`haechi health reporter|staff|worker|recorder`: exit code 0 where that process works; for containers."""

import argparse
import http.client
import sys
import time

from haechi.cli.options import REPORTER_PORT, STAFF_PORT, default_data
from haechi.common.environment import Environment
from haechi.recorder.settings import recorder_settings
from haechi.telephony.status import read_status

_PORTS = {
    "reporter": ("HAECHI_REPORTER_PORT", REPORTER_PORT),
    "staff": ("HAECHI_STAFF_PORT", STAFF_PORT),
}
_HEARTBEAT = "worker-heartbeat"
_STALE_SECONDS = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("process", choices=[*_PORTS, "worker", "recorder"])


def run(arguments: argparse.Namespace) -> int:
    able = {"worker": worker_lives, "recorder": recorder_lives}.get(
        arguments.process, lambda: site_answers(arguments.process)
    )()
    if not able:
        print(f"{arguments.process}: 응답하지 않습니다 / not able", file=sys.stderr)
    return 0 if able else 1


def worker_lives() -> bool:
    try:
        return time.time() - (default_data() / _HEARTBEAT).stat().st_mtime < _STALE_SECONDS
    except OSError:
        return False


def recorder_lives() -> bool:
    return read_status(recorder_settings(default_data()).folder) is not None


def site_answers(zone: str) -> bool:
    name, default = _PORTS[zone]
    connection = http.client.HTTPConnection(
        "127.0.0.1", Environment().number(name, default), timeout=8
    )
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
