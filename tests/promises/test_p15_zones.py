"""P-15: the reporter's process knows no code of the officers' side and holds none of its secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.promises.processes import process_of
from tests.promises.world import World

ROOT = Path(__file__).resolve().parents[2]
STAFF = (
    "haechi.staff",
    "haechi.inbox",
    "haechi.casework",
    "haechi.recordings",
    "haechi.disclosures",
    "haechi.telephony",
    "haechi.recorder",
    "haechi.audit",
    "haechi.sites.staff",
    "haechi.jobs",
    "allauth",
    "axes",
)
OF_OTHERS = {
    "zone_key",
    "audit_key",
    "mfa_key",
    "catalogue_key",
    "outbox_private",
    "journal_private",
}
STAFF_SETTINGS = ("AUDIT_KEY", "CATALOGUE_KEY", "JOURNAL", "MFA_KEY", "OUTBOX", "AUDIT_HEAD_FILE")
LOOK = f"""
import sys
import haechi.sites.reporter.asgi
from django.conf import settings
from django.urls import get_resolver
get_resolver().url_patterns
loaded = sorted(m for m in sys.modules if m.startswith({STAFF!r}))
known = [name for name in {STAFF_SETTINGS!r} if hasattr(settings, name)]
print(loaded, known)
"""


@pytest.mark.process
def test_no_contract_of_the_import_linter_is_broken():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "The reporter zone cannot reach staff code KEPT" in done.stdout


@pytest.mark.process
def test_the_reporter_site_starts_with_its_own_secrets_alone_and_loads_no_staff_code(
    world: World, tmp_path: Path
):
    (tmp_path / "secrets").mkdir()
    for path in (world.data / "secrets" / "reporter").iterdir():
        target = tmp_path / "secrets" / "reporter" / path.name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
        target.chmod(0o600)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "HAECHI_DATA_DIR": str(tmp_path),
        "HAECHI_STATIC_DIR": str(world.data / "static"),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.reporter",
    }
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip() == "[] []"


@pytest.mark.process
def test_the_running_reporter_process_holds_no_secret_of_another_zone(world: World):
    """Its whole memory is searched; its own pepper must be found, or the search proves nothing."""
    secrets = world.data / "secrets"
    own = (secrets / "reporter" / "pepper_proof").read_bytes()
    others = {
        path: path.read_bytes()
        for zone in ("staff", "worker")
        for path in (secrets / zone).rglob("*")
        if path.is_file() and path.name != "outbox_public" and path.stat().st_size == 32
    }
    assert {path.name for path in others} >= OF_OTHERS
    assert any(path.parent.parent.name == "days" for path in others), "keys of days of recording"
    memory = memory_of(process_of(world, "reporter"))
    assert any(own in region for region in memory)
    for path, secret in others.items():
        assert not any(secret in region for region in memory), path


def memory_of(pid: int) -> list[bytes]:
    regions = []
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for line in maps:
            span, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                regions.append(memory.read(end - start))
            except OSError:
                continue
    return regions


@pytest.mark.process
def test_the_reporter_process_is_given_no_setting_of_the_worker_or_the_staff_site(world: World):
    environment = Path(f"/proc/{process_of(world, 'reporter')}/environ").read_bytes()
    names = {line.partition(b"=")[0] for line in environment.split(b"\0") if line}
    barred = (b"HAECHI_SMS_", b"HAECHI_MAIL_", b"HAECHI_STAFF_IDLE", b"HAECHI_STAFF_PROXIES")
    assert [name for name in names if name.startswith(barred)] == []
