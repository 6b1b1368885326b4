"""`haechi recorder serve`: records calls until SIGTERM. `haechi recorder status`: how it does."""

import argparse
import json
import logging
import sys

from haechi.cli.lifetime import begin_supervised
from haechi.cli.options import default_data
from haechi.recorder.process import run as run_recorder
from haechi.recorder.settings import recorder_settings
from haechi.telephony.status import read_status

_LOG = "%(asctime)s %(levelname)s %(name)s %(message)s"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["serve", "status"])
    parser.add_argument("--json", action="store_true", help="한 줄 JSON / one line of JSON")
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    settings = recorder_settings(default_data())
    if arguments.act == "status":
        return _status(arguments, read_status(settings.folder))
    begin_supervised(arguments.parent)
    logging.basicConfig(format=_LOG, level=logging.INFO)
    run_recorder(settings)
    return 0


def _status(arguments: argparse.Namespace, facts: dict[str, object] | None) -> int:
    if facts is None:
        print("녹취기가 실행되고 있지 않습니다 / the recorder is not running", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(facts))
        return 0
    for name, value in facts.items():
        print(f"{name:<10} {value}")
    return 0
