"""P-24: what left is nowhere here any more, and opens there, with its own keys alone.

Real commands on two installations: export here, import there, destroy here. Planted words, identifiers and
keys of the institution that left are then searched for in every file of the old installation.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

_HAECHI = [sys.executable, "-m", "haechi.cli.main"]
PASSPHRASE = "barrel lunar crisp oven meadow ticket plunge rifle"
_ADDRESS = "https://report.narae.kr/narae/"
PLANT = """
import json, django; django.setup()
from haechi.moving.tests.people import make_leaving
from haechi.reports.models import Attachment, ErasureKey, Report, ReportSeal
from haechi.staff.models import OfficerSecret
found = {}
for slug in ("narae", "hanbit"):
    made = make_leaving(slug)
    number = made.institution.pk
    reports = Report.objects.filter(institution=number)
    held = [bytes(row.content)[:24] for row in reports]
    held += [bytes(row.key) for row in ErasureKey.objects.filter(report__in=reports)]
    held += [bytes(row.sealed_key) for row in ReportSeal.objects.filter(report__in=reports)]
    private = OfficerSecret.objects.filter(account__officer__institution=number)
    held += [bytes(row.wrapped_private) for row in private]
    found[slug] = {
        "papers": [[f.receipt.report_key, f.receipt.password] for f in made.filed],
        "held": [each.hex() for each in held], "user": made.username, "number": number,
        "blobs": list(Attachment.objects.filter(report__in=reports).values_list("blob", flat=True)),
    }
print(json.dumps(found))
"""
OPEN = """
import json, sys, django; django.setup()
from haechi.conversations.selectors import files_sent_with, messages_of
from haechi.custody.types import UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.inbox.selectors import notes_of
from haechi.moving.tests.people import PASSWORD
from haechi.reports.access import open_report, sign_in
from haechi.reports.attachments import Owner, read_file
from haechi.reports.errors import WrongCredential
from haechi.reports.selectors import attachment_of, content_of
from haechi.staff.models import Account
from haechi.staff.services import unlock
from haechi.testing import at_work
given = json.load(sys.stdin)
found = {"texts": [], "messages": [], "notes": [], "files": []}
for key, password in given["papers"]:
    try:
        opened = open_report(sign_in(typed_key=key, typed_password=password))
    except WrongCredential:
        continue
    found["texts"].append(content_of(opened).text)
    found["messages"] += [message.text for message in messages_of(opened)]
    for view in files_sent_with(opened):
        owner = Owner(key=opened.data_key, report=opened.report)
        found["files"].append(b"".join(read_file(attachment_of(opened, view.id), owner)).decode())
    account = Account.objects.filter(username=given["user"]).first()
    if account:
        number = opened.report.institution_id
        officer = at_work(UnlockedOfficer(account.officer_id, number, unlock(account, PASSWORD)))
        found["notes"] += [note.text for note in notes_of(report_for(officer, opened.report.pk))]
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Installation:
    """A data folder and its commands."""

    data: Path

    @property
    def environment(self) -> dict[str, str]:
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("HAECHI_", "DJANGO_"))}
        return kept | {
            "HAECHI_DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "haechi.config.settings.demo",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*_HAECHI, *words], env=self.environment, input=given, capture_output=True, text=True,
            check=False, timeout=300, cwd=self.data.parent,
        )  # fmt: skip

    def script(self, code: str, given: object = None) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-c", code], env=self.environment, input=json.dumps(given),
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return result

    def files_holding(self, pattern: bytes) -> list[str]:
        """Every file of the folder in which the bytes stand; the write-ahead log folded in before."""
        with closing(sqlite3.connect(self.data / "haechi.sqlite3", timeout=30)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return sorted(
            str(path.relative_to(self.data))
            for path in self.data.rglob("*")
            if path.is_file() and pattern in path.read_bytes()
        )


def installation(folder: Path) -> Installation:
    made = Installation(folder)
    assert made.run("prepare").returncode == 0
    return made


@dataclass(frozen=True)
class Moved:
    """After the whole journey: both installations, and what was planted."""

    old: Installation
    new: Installation
    planted: dict[str, dict[str, list[str]]]
    archive: Path
    certificate: Path
    before: list[str]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    home = tmp_path_factory.mktemp("leaving")
    old, new = installation(home / "old"), installation(home / "new")
    planted = old.script(PLANT)
    archive, paper = home / "narae.haechi", home / "paper.pdf"
    secret = home / "passphrase"
    secret.write_text(PASSPHRASE)
    asked = ["--to", str(archive), "--reason", "공문 감사-12", "--passphrase-file", str(secret)]
    done = old.run("institution", "export", "narae", *asked)
    assert done.returncode == 0, done.stderr
    before = [old.files_holding(bytes.fromhex(each)) for each in planted["narae"]["held"]]  # type: ignore[index,call-overload]
    bring = ["institution", "import", str(archive), "--passphrase-file", str(secret)]
    assert new.run(*bring, "--dry-run").returncode == 0
    came = new.run(*bring)
    assert came.returncode == 0, came.stderr
    sha256 = next(line for line in came.stdout.splitlines() if line.startswith("SHA-256: "))[9:]
    order = ["--sha256", sha256, "--confirm", "narae", "--new-address", _ADDRESS]
    gone = old.run("institution", "destroy", "narae", *order, "--certificate", str(paper))
    assert gone.returncode == 0, gone.stderr
    assert all(before), "the control: each of them was here"
    return Moved(old, new, planted, archive, paper, before)  # type: ignore[arg-type]


def test_no_key_and_no_sealed_word_of_it_is_in_any_file_of_the_old_place(moved: Moved) -> None:
    for each in moved.planted["narae"]["held"]:
        assert moved.old.files_holding(bytes.fromhex(each)) == []
    for blob in moved.planted["narae"]["blobs"]:
        assert not list(moved.old.data.rglob(Path(blob).name))
    assert moved.old.script(OPEN, moved.planted["narae"])["texts"] == []


def test_at_the_new_place_reporters_and_officers_open_everything_with_what_they_have(
    moved: Moved,
) -> None:
    assert moved.new.script(OPEN, moved.planted["narae"]) == {
        "texts": ["첫째 신고의 글", "둘째 신고의 글"],
        "messages": ["답변의 글", "신고자의 답글"],
        "notes": ["메모의 글"],
        "files": ["증거 파일의 내용"],
    }


def test_the_institution_that_stayed_lost_nothing_and_none_of_it_went_along(moved: Moved) -> None:
    stayed = moved.planted["hanbit"]
    assert moved.old.script(OPEN, stayed)["texts"] == ["첫째 신고의 글", "둘째 신고의 글"]
    assert moved.new.script(OPEN, stayed)["texts"] == []
    for each in stayed["held"]:
        assert moved.new.files_holding(bytes.fromhex(each)) == []


def test_the_new_place_cannot_make_the_pepper_of_who_stayed(moved: Moved) -> None:
    for name in ("pepper_proof", "pepper_bucket"):
        root = (moved.old.data / "secrets" / "reporter" / name).read_bytes()
        assert moved.old.files_holding(root), "the control"
        assert moved.new.files_holding(root) == []


def test_both_trails_hold_and_tell_of_it(moved: Moved) -> None:
    for place, action in ((moved.old, "institution.left"), (moved.new, "institution.imported")):
        assert place.run("audit", "verify").returncode == 0
        with sqlite3.connect(place.data / "haechi.sqlite3") as opened:
            rows = opened.execute("SELECT 1 FROM audit_auditentry WHERE action = ?", [action])
            assert rows.fetchone()


def test_the_certificate_names_counts_hash_and_address(moved: Moved) -> None:
    held = moved.certificate.read_bytes()
    assert held.startswith(b"%PDF")
    again = moved.old.data.parent / "again.pdf"
    done = moved.old.run("institution", "certificate", "narae", "--certificate", str(again))
    assert done.returncode == 0
    assert again.read_bytes() == held, "the same paper whenever it is asked for"


def test_a_killed_export_leaves_no_file_under_its_name_and_the_next_one_is_whole(
    moved: Moved, tmp_path: Path
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE)
    target = tmp_path / "hanbit.haechi"
    words = ["institution", "export", "hanbit", "--to", str(target), "--reason", "공문",
             "--passphrase-file", str(secret)]  # fmt: skip
    part = target.with_name(f"{target.name}.part")
    killed = subprocess.Popen(
        [*_HAECHI, *words], env=moved.old.environment, stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 60
    while not part.exists() and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    if killed.returncode == -signal.SIGKILL:
        assert not target.exists()
        done = moved.old.run(*words)
        assert done.returncode == 0, done.stderr
    assert target.exists()
    assert not part.exists()


def test_a_destruction_killed_at_any_point_goes_on_and_ends(moved: Moved) -> None:
    """Last: it destroys the other institution too. Killed once its first step is in the database."""
    place, stayed = moved.old, moved.planted["hanbit"]
    words = ["institution", "destroy", "hanbit", "--without-export", "--reason", "해산",
             "--confirm", "hanbit", "--certificate", str(place.data.parent / "h.pdf")]  # fmt: skip
    killed = subprocess.Popen([*_HAECHI, *words], env=place.environment, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not _begun(place) and killed.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    done = place.run(*words)
    assert done.returncode == 0, done.stderr
    for each in stayed["held"]:
        assert place.files_holding(bytes.fromhex(each)) == []
    with closing(sqlite3.connect(place.data / "haechi.sqlite3")) as opened:
        left = opened.execute("SELECT count(*) FROM reports_report").fetchone()
        ended = opened.execute(
            "SELECT count(*) FROM continuity_departure WHERE destroyed_on IS NOT NULL"
        )
        assert (left, ended.fetchone()) == ((0,), (2,))
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert place.run("audit", "verify").returncode == 0


def _begun(place: Installation) -> bool:
    """Opened for writing, as every process does: who only reads upsets how the log is made and ended."""
    with closing(sqlite3.connect(place.data / "haechi.sqlite3", timeout=5)) as opened:
        found = opened.execute("SELECT count(*) FROM continuity_departure").fetchone()
        return bool(found[0] > 1)
