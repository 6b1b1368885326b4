"""Each misconfiguration that `haechi doctor` claims to find is provoked here, and nothing else is found."""

import os
import shutil
from argparse import Namespace
from collections.abc import Callable, Iterable
from copy import deepcopy
from pathlib import Path

import pytest

from haechi.cli import doctor
from haechi.cli.findings import files, machine, network
from haechi.cli.findings.types import Finding, Level
from haechi.common.logs import reporter_logging
from haechi.crypto.secrets_store import create_secrets

LOOPBACK = {"HAECHI_HOST": "127.0.0.1"}
NGINX = """
http {{
  server {{
    listen 443 ssl;  # access_log off;
    location / {{ proxy_pass http://127.0.0.1:8600; {lines} }}
  }}
  server {{ location / {{ proxy_pass http://127.0.0.1:8601; }} }}
}}
"""
GOOD_LINES = "access_log off; error_log /dev/null crit; proxy_request_buffering off;"


def checks(found: Iterable[Finding], level: Level | None = None) -> set[str]:
    return {each.check for each in found if level is None or each.level is level}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    create_secrets(folder / "secrets")
    (folder / "haechi.sqlite3").touch(mode=0o600)
    return folder


def test_a_sound_data_folder_has_no_finding(data: Path) -> None:
    assert not list(files.check_data_folder(data))
    assert not list(files.check_secrets(data / "secrets"))


def test_a_missing_data_folder_is_found(tmp_path: Path) -> None:
    assert checks(files.check_data_folder(tmp_path / "none")) == {"data-folder"}


@pytest.mark.parametrize(
    ("name", "mode", "check"),
    [(".", 0o750, "data-folder-rights"), ("haechi.sqlite3", 0o644, "file-rights")],
)
def test_rights_that_let_others_read_are_found(
    data: Path, name: str, mode: int, check: str
) -> None:
    (data / name).chmod(mode)
    assert checks(files.check_data_folder(data)) == {check}


def _copy_pepper(folder: Path) -> None:
    shutil.copy(folder / "reporter" / "pepper_bucket", folder / "reporter" / "pepper_proof")


def _copy_zone_key(folder: Path) -> None:
    shutil.copy(folder / "reporter" / "zone_key", folder / "staff" / "zone_key")


def _swap_audit_key(folder: Path) -> None:
    (folder / "worker" / "audit_key").write_bytes(os.urandom(32))


@pytest.mark.parametrize(
    ("harm", "check"),
    [
        (lambda folder: (folder / "reporter" / "pepper_proof").unlink(), "secret-missing"),
        (lambda folder: (folder / "staff" / "mfa_key").write_bytes(b"short"), "secret-size"),
        (lambda folder: (folder / "worker" / "outbox_private").chmod(0o640), "secret-rights"),
        (lambda folder: (folder / "staff").chmod(0o755), "secret-rights"),
        (_copy_pepper, "secret-equal"),
        (_copy_zone_key, "secret-equal"),
        (_swap_audit_key, "secret-differs"),
    ],
)
def test_every_fault_of_a_secret_is_found(
    data: Path, harm: Callable[[Path], None], check: str
) -> None:
    harm(data / "secrets")
    assert checks(files.check_secrets(data / "secrets"), Level.ERROR) == {check}


def test_secrets_inside_the_data_folder_are_worth_a_note(data: Path) -> None:
    assert checks(files.check_backup(data, data / "secrets")) == {"secrets-place"}
    assert not list(files.check_backup(data, data.parent / "secrets"))


@pytest.mark.parametrize("host", ["*", ".go.kr"])
def test_hosts_that_match_anything_are_found(host: str) -> None:
    assert checks(network.check_hosts(["report.hanbit.go.kr", host])) == {"hosts"}
    assert not list(network.check_hosts(["report.hanbit.go.kr"]))


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        (LOOPBACK, set()),
        ({"HAECHI_HOST": "192.0.2.7"}, {"https"}),
        ({**LOOPBACK, "HAECHI_REPORTER_URL": "http://report.hanbit.go.kr"}, {"https"}),
        ({"HAECHI_HTTPS": "1", "HAECHI_REPORTER_URL": "https://report.hanbit.go.kr"}, set()),
        ({"HAECHI_HTTPS": "1", "HAECHI_STAFF_URL": "http://staff.hanbit"}, {"https-address"}),
    ],
)
def test_missing_https_beyond_this_machine_is_found(
    variables: dict[str, str], found: set[str]
) -> None:
    assert checks(network.check_https(variables), Level.ERROR) == found


def test_debug_is_found() -> None:
    assert checks(network.check_debug(debug=True)) == {"debug"}
    assert not list(network.check_debug(debug=False))


def test_the_logging_we_ship_is_silent_about_visits() -> None:
    assert not list(network.check_reporter_logging(reporter_logging()))


@pytest.mark.parametrize("name", ["uvicorn.access", "django.server"])
def test_an_access_log_of_the_reporter_site_is_found(name: str) -> None:
    config = deepcopy(reporter_logging())
    config["loggers"][name] = {"handlers": ["stderr"], "propagate": False}
    assert checks(network.check_reporter_logging(config)) == {"reporter-access-log"}


def test_a_log_format_with_times_or_messages_is_found() -> None:
    config = deepcopy(reporter_logging())
    config["formatters"]["place"] = {"format": "%(asctime)s %(message)s"}
    assert checks(network.check_reporter_logging(config)) == {"reporter-log-format"}


def test_proxies_of_the_staff_site_are_checked() -> None:
    assert checks(network.check_staff_proxies(["*"], https=True)) == {"staff-proxies"}
    assert checks(network.check_staff_proxies([], https=True), Level.WARNING) == {"staff-proxies"}
    assert not list(network.check_staff_proxies(["10.0.0.5"], https=True))
    assert not list(network.check_staff_proxies([], https=False))


def test_a_proxy_that_writes_about_visitors_is_found() -> None:
    bad = {Path("site.conf"): NGINX.format(lines="proxy_set_header X-Real-IP $remote_addr;")}
    assert checks(network.check_nginx(bad, 8600)) == {
        "proxy-access-log",
        "proxy-error-log",
        "proxy-buffering",
        "proxy-headers",
    }
    good = {Path("site.conf"): NGINX.format(lines=GOOD_LINES)}
    assert not list(network.check_nginx(good, 8600))


MOUNTS = (
    "21 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
    "22 21 0:30 / /srv/haechi rw - nfs4 server:/x rw\n"
    "23 21 0:31 / /run/spool rw - tmpfs tmpfs rw\n"
)


def test_network_file_systems_and_a_spool_in_ram_are_found() -> None:
    on_nfs = machine.check_file_systems(Path("/srv/haechi/data"), Path("/srv/haechi/spool"), MOUNTS)
    assert checks(on_nfs, Level.ERROR) == {"database-file-system", "spool-file-system"}
    in_ram = machine.check_file_systems(Path("/var/data"), Path("/run/spool/x"), MOUNTS)
    assert [(each.check, each.level) for each in in_ram] == [("spool-file-system", Level.NOTE)]
    assert not list(machine.check_file_systems(Path("/var/data"), Path("/var/spool"), MOUNTS))


def test_swap_that_may_write_plain_text_is_found() -> None:
    head = "Filename Type Size Used Priority\n"
    assert checks(machine.check_swap(f"{head}/dev/sda2 partition 1 0 -2\n")) == {"swap"}
    assert not list(machine.check_swap(f"{head}/dev/zram0 partition 1 0 100\n"))
    assert not list(machine.check_swap(f"{head}/dev/dm-1 partition 1 0 100\n"))
    assert not list(machine.check_swap(head))


def test_a_crash_collector_is_worth_a_note() -> None:
    assert checks(machine.check_core_dumps("|/usr/lib/systemd/systemd-coredump %P")) == {
        "core-dumps"
    }
    assert not list(machine.check_core_dumps("core"))


def test_a_path_too_long_for_sockets_is_found() -> None:
    assert checks(machine.check_live_folder(Path("/srv") / ("x" * 80))) == {"live-path"}
    assert not list(machine.check_live_folder(Path("/srv/haechi/live")))


def test_a_full_disk_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_ROOM", 1 << 60)
    assert checks(machine.check_room(tmp_path)) == {"disk-room"}


def test_broken_secrets_do_not_stop_the_doctor(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _copy_pepper(data / "secrets")
    monkeypatch.setenv("HAECHI_DATA_DIR", str(data))
    assert doctor.run(Namespace(json=False, nginx=[data / "no-such.conf"])) == 1
    assert "pepper_bucket" in capsys.readouterr().out
