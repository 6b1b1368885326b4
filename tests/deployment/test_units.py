"""Units, onion service, container files, read by the programs that will read them or by parsers (ALL-6)."""

import configparser
import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from tests.deployment.web import DEPLOY

from haechi.cli.grants import ROLES
from haechi.cli.main import COMMANDS
from haechi.common.environment import Environment
from haechi.config.settings.base import database

ZONES = ("reporter", "staff", "worker")
UNITS = DEPLOY / "systemd"
SETTINGS = (DEPLOY.parent / "docs/settings.md").read_text()
TOR = shutil.which("tor") or "/usr/sbin/tor"
_NAME = re.compile(r"\bHAECHI(?:_[A-Z]+)+\b")


def unit(name: str) -> configparser.ConfigParser:
    """The last value of a key that occurs more than once."""
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNITS / name)
    return parser


def service(zone: str) -> configparser.SectionProxy:
    return unit(f"haechi-{zone}.service")["Service"]


@pytest.fixture
def verified(tmp_path: Path) -> Path:
    """The units with a program that exists: `systemd-analyze` looks whether it can be executed."""
    for path in UNITS.glob("haechi-*"):
        text = path.read_text().replace("/opt/haechi/.venv/bin/haechi", "/bin/true")
        (tmp_path / path.name).write_text(text)
    return tmp_path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_understands_every_line(verified: Path) -> None:
    names = [str(path) for path in sorted(verified.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "haechi" in line]
    assert ours == []
    spoilt = verified / "haechi-spoilt.service"
    spoilt.write_text(
        (verified / "haechi-staff.service").read_text().replace("UMask=0077", "UMsk=0")
    )
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(spoilt)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "UMsk" in found.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("zone", [*ZONES, "backup", "recorder"])
def test_systemd_calls_the_exposure_low(verified: Path, zone: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=30",
         str(verified / f"haechi-{zone}.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("zone", ZONES)
def test_a_zone_has_its_own_user_and_nothing_of_the_others(zone: str) -> None:
    found = service(zone)
    assert found["User"] == f"haechi-{zone}"
    hidden = found["InaccessiblePaths"]
    for other in {*ZONES, "owner"} - {zone}:
        assert f"/etc/haechi/secrets/{other}" in hidden
        assert f"/etc/haechi/{other}.env" in hidden


def test_for_the_recorder_no_secret_no_database_and_no_other_zone_exists() -> None:
    """RC-5: strangers reach it by SIP and RTP."""
    hidden = service("recorder")["InaccessiblePaths"].split()
    for path in ("/etc/haechi/secrets", "/run/postgresql", "/var/lib/haechi/blobs"):
        assert f"-{path}" in hidden
    for zone in (*ZONES, "owner"):
        assert {f"-/etc/haechi/{zone}.env", f"-/var/lib/haechi/{zone}"} <= set(hidden)
    assert service("recorder")["ReadWritePaths"] == "/var/lib/haechi/recorder"
    assert "/var/lib/haechi/recorder" in service("worker")["ReadWritePaths"]


DAYS = "/var/lib/haechi/days"


def test_keys_of_days_are_for_worker_and_staff_site_and_for_no_backup_rc4() -> None:
    """A copy of them would undo destruction; the recorder is the worker's user, and reached by strangers."""
    places = (UNITS / "haechi.tmpfiles.conf").read_text().splitlines()
    assert f"d {DAYS} 2770 haechi-worker haechi-days -" in places
    users = (UNITS / "haechi.sysusers.conf").read_text()
    assert set(re.findall(r"(?m)^m (\S+) haechi-days$", users)) == {
        "haechi-owner", "haechi-staff", "haechi-worker",
    }  # fmt: skip
    for zone in ("staff", "worker"):
        assert DAYS in service(zone)["ReadWritePaths"].split()
        assert "haechi-days" in service(zone)["SupplementaryGroups"].split()
    for zone in ("reporter", "recorder", "backup"):
        assert f"-{DAYS}" in service(zone)["InaccessiblePaths"].split()
    for zone in ("staff", "worker", "owner"):
        lines = (DEPLOY / "environment" / f"{zone}.env").read_text().splitlines()
        assert f"HAECHI_DAY_KEY_DIR={DAYS}" in lines
    for zone in ("reporter", "recorder", "common"):
        assert "DAY_KEY" not in (DEPLOY / "environment" / f"{zone}.env").read_text()


def test_the_recorders_environment_has_no_secret_and_known_settings() -> None:
    lines = (DEPLOY / "environment/recorder.env").read_text().splitlines()
    names = [line.split("=", 1)[0] for line in lines if line and line[0] != "#"]
    assert names
    for name in names:
        row = next(line for line in SETTINGS.splitlines() if f"| `{name}` |" in line)
        assert "recorder" in row.split("|")[3]


def test_the_reporter_sites_words_never_reach_the_journal() -> None:
    """It stamps each line with a time."""
    found = service("reporter")
    assert found["StandardOutput"] == "null"
    assert found["StandardError"].startswith("append:")


@pytest.mark.parametrize("path", sorted(UNITS.glob("*.service")), ids=lambda path: path.name)
def test_every_unit_runs_a_command_that_exists(path: Path) -> None:
    words = unit(path.name)["Service"]["ExecStart"].split()
    assert words[1] in COMMANDS


@pytest.mark.parametrize("zone", [*ZONES, "owner"])
def test_an_environment_file_names_known_settings_and_its_own_role(zone: str) -> None:
    lines = (DEPLOY / "environment" / f"{zone}.env").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line and line[0] != "#")
    common = (DEPLOY / "environment" / "common.env").read_text()
    for name in {*values, *_NAME.findall(common)}:
        assert f"| `{name}` |" in SETTINGS, name
    made = database(Environment(values).text("HAECHI_DATABASE_URL"))
    assert made["USER"] == f"haechi_{zone}"
    assert made["HOST"] == "/run/postgresql"


def test_each_role_signs_in_by_its_own_unix_user() -> None:
    idents = (DEPLOY / "postgres/pg_ident.conf").read_text()
    rules = (DEPLOY / "postgres/pg_hba.conf").read_text()
    roles = (DEPLOY / "postgres/roles.sql").read_text()
    for role in (*ROLES, "haechi_owner"):
        assert re.search(rf"(?m)^haechi\s+{role.replace('_', '-')}\s+{role}$", idents)
        assert re.search(rf"(?m)^local\s+haechi\s+{role}\s+peer map=haechi$", rules)
        assert f"CREATE ROLE {role} LOGIN" in roles
    assert not re.search(r"(?m)^host", rules)


@pytest.mark.skipif(not Path(TOR).exists(), reason="./test installs tor")
def test_tor_takes_the_onion_services_configuration(tmp_path: Path) -> None:
    text = (DEPLOY / "tor/torrc").read_text()
    assert "/var/lib/tor/haechi" in text
    folder = tmp_path / "tor"
    folder.mkdir(mode=0o700)
    config = tmp_path / "torrc"
    config.write_text(text.replace("/var/lib/tor/haechi", str(folder)))
    command = [TOR, "--verify-config", "-f", str(config), "--defaults-torrc", "/nonexistent",
               "--DataDirectory", str(tmp_path), "--User", pwd.getpwuid(os.geteuid()).pw_name]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Configuration was valid" in done.stdout
    warned = [line for line in done.stdout.splitlines() if "[warn]" in line]
    assert [line for line in warned if "Tor as root" not in line] == []
    config.write_text(config.read_text() + "HiddenServiceColour red\n")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def composition() -> dict[str, dict[str, object]]:
    loaded = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text())
    services: dict[str, dict[str, object]] = loaded["services"]
    return services


@pytest.mark.parametrize("zone", ZONES)
def test_a_zones_container_has_no_privilege_no_writable_root_and_its_own_data(zone: str) -> None:
    found = composition()[zone]
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    volumes = [str(each) for each in found["volumes"]]  # type: ignore[attr-defined]
    assert f"{zone}-data:/data" in volumes
    assert not any(
        f"{other}-data" in each for other in {*ZONES, "owner"} - {zone} for each in volumes
    )
    assert f"env/{zone}.env" in found["env_file"]  # type: ignore[operator]


def test_the_recorders_container_shares_its_folder_with_the_worker_and_nothing_else() -> None:
    """RC-5: no secret, no database, no keys of days."""
    services = composition()
    holders = {
        place: {
            name for name, found in services.items()
            if any(str(each).split(":")[0] == place for each in found.get("volumes", []))  # type: ignore[attr-defined]
        }
        for place in ("days", "recorder")
    }  # fmt: skip
    assert holders == {"days": {"staff", "worker"}, "recorder": {"worker", "recorder"}}
    found = services["recorder"]
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["env_file"] == ["env/recorder.env"]
    assert "networks" not in found
    image = (DEPLOY / "container/Containerfile").read_text()
    assert "install -d -o haechi -m 700 /data /days /recorder" in image


def test_no_container_is_open_to_other_machines_and_the_reporters_words_go_nowhere() -> None:
    for name, found in composition().items():
        for port in found.get("ports", []):  # type: ignore[attr-defined]
            assert str(port).startswith("127.0.0.1:"), name
    assert composition()["reporter"]["logging"] == {"driver": "none"}
    assert composition()["postgres"]["logging"] == {"driver": "none"}


def test_every_network_and_volume_that_is_named_exists() -> None:
    whole = yaml.safe_load((DEPLOY / "container/compose.yaml").read_text())
    for found in composition().values():
        assert set(found.get("networks", [])) <= set(whole["networks"])  # type: ignore[call-overload]
        for volume in found.get("volumes", []):  # type: ignore[attr-defined]
            source = str(volume).split(":")[0]
            assert source.startswith(".") or source in whole["volumes"]


def test_the_image_is_built_from_the_hashed_locks_alone() -> None:
    text = (DEPLOY / "container/Containerfile").read_text()
    installs = re.findall(r"pip install[^\\\n]*", text)
    assert len(installs) == 3
    for line in installs:
        assert "--require-hashes" in line
        assert "--only-binary=:all:" in line
        lock = re.search(r"-r (\S+)", line)
        assert lock
        assert (DEPLOY.parent / lock[1]).is_file()
    for source in re.findall(r"(?m)^COPY (?!--from)(.*) \S+$", text):
        for name in source.split():
            assert (DEPLOY.parent / name).exists(), name
    assert re.search(r"(?m)^USER haechi$", text)
