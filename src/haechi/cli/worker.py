"""`haechi worker`: sends notices and does the upkeep, until SIGTERM."""

import argparse
import os
import signal
import sys

from haechi.cli.lifetime import begin_supervised
from haechi.cli.older import refuses
from haechi.jobs.heartbeat import tell_systemd
from haechi.jobs.schedule import all_jobs
from haechi.jobs.senders import senders
from haechi.jobs.worker import Worker
from haechi.notifications.channels.config import SettingsInvalid


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--parent", type=int, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    begin_supervised(arguments.parent)
    if refuses():
        return 1
    try:
        worker = Worker(all_jobs(senders(os.environ)))
    except SettingsInvalid as error:
        print(f"haechi worker: {error}", file=sys.stderr)
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    tell_systemd("READY=1")
    worker.run()
    return 0
