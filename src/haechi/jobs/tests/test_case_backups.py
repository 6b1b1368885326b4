"""An old backup opens the cases that live and none that was destroyed since (ALL-3, PI-21, adr/007)."""

import shutil
from pathlib import Path

import pytest
from tests.prepared import lay_empty

from haechi.jobs.tests.test_backups import run

pytestmark = pytest.mark.process

_SETUP = """
import json, sys
from datetime import date
from pathlib import Path
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
"""
_BEFORE = (
    _SETUP
    + """
from haechi.cases.intake import CaseIntake
from haechi.cases.models import Case
from haechi.cases.types import CaseContent, Channel
from haechi.casework.intake import receive
from haechi.casework.retention import destroy_due_cases
from haechi.custody.models import Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.jobs.backups import make_backup
from haechi.testing import at_work, make_institution
call_command("migrate", verbosity=0)
staffed = make_institution("backup", officers=("김한결",))
for function in (DeskFunction.CASES, DeskFunction.PROTECTION):
    staff_desk(institution=staffed.institution, function=function, officers=list(Officer.objects.all()))
kim = at_work(staffed.officers[0])
def take(title):
    content = CaseContent(title)
    taken = CaseIntake(institution=staffed.institution, channel=Channel.VISIT, content=content)
    return receive(actor=kim, taken=taken).case
kept, doomed = take("남는 사건"), take("파기될 사건")
Case.objects.filter(pk=doomed.pk).update(state="filed", retention_until=date(2020, 12, 31))
target = Path(sys.argv[1])
first = make_backup(target)
old = target / "old.sqlite3"
first.archive.rename(old)
gone = destroy_due_cases()
make_backup(target)
print(json.dumps({
    "old": str(old), "gone": gone, "kept": str(kept.pk), "doomed": str(doomed.pk),
    "private": kim.unlocked.pair.private.hex(), "public": kim.unlocked.pair.public.hex(),
}))
"""
)
_AFTER = (
    _SETUP
    + """
from haechi.cases.models import Case
from haechi.cases.sealing import content_of
from haechi.casework.access import open_case
from haechi.casework.errors import NoSuchCase
from haechi.crypto.types import KeyPair, PrivateKey, PublicKey
from haechi.custody.models import Officer
from haechi.custody.types import UnlockedOfficer
from haechi.jobs.backups import restore_sqlite
from haechi.testing import at_work
given = json.load(sys.stdin)
restore_sqlite(Path(sys.argv[1]), Path(given["old"]), Path(settings.DATABASES["default"]["NAME"]))
officer = Officer.objects.get()
pair = KeyPair(PublicKey(bytes.fromhex(given["public"])), PrivateKey(bytes.fromhex(given["private"])))
kim = at_work(UnlockedOfficer(officer.pk, officer.institution_id, pair))
opened = open_case(kim, given["kept"])
try:
    open_case(kim, given["doomed"])
    doomed = "opened"
except NoSuchCase:
    doomed = "closed"
row = Case.objects.get(pk=given["doomed"])
print(json.dumps({"kept": content_of(opened.data_key, opened.case).title, "doomed": doomed,
                  "still a row": row.display_number}))
"""
)


def test_an_old_backup_opens_no_case_that_was_destroyed_since(tmp_path: Path) -> None:
    lay_empty(tmp_path / "a")
    made = run(_BEFORE, tmp_path / "a", tmp_path / "backup")
    assert made["gone"] == 1
    shutil.copytree(tmp_path / "a" / "secrets", tmp_path / "b" / "secrets")
    restored = run(_AFTER, tmp_path / "b", tmp_path / "backup", made)
    assert (restored["kept"], restored["doomed"]) == ("남는 사건", "closed")
    assert restored["still a row"].endswith("공익 제2호")
