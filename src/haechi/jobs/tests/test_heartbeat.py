"""The worker's sign of life, as a file and as systemd wants it."""

import os
import socket
import time

from haechi.cli.health import worker_lives
from haechi.jobs.heartbeat import FILE_NAME, beat
from haechi.jobs.schedule import all_jobs
from haechi.jobs.senders import senders


def test_a_beat_is_seen_and_grows_old(settings, tmp_path, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("HAECHI_DATA_DIR", str(tmp_path))
    assert not worker_lives()
    beat()
    assert worker_lives()
    old = time.time() - 61
    os.utime(tmp_path / FILE_NAME, (old, old))
    assert not worker_lives()


def test_systemd_is_told_where_it_asks(settings, tmp_path, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        beat()
        assert systemd.recv(100) == b"WATCHDOG=1"


def test_a_systemd_that_is_gone_stops_nothing(settings, tmp_path, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nowhere"))
    beat()


def test_the_worker_beats_in_a_lane_of_its_own() -> None:
    lanes = [job.lane for job in all_jobs(senders({})) if job.run is beat]
    assert lanes == ["heartbeat"]
