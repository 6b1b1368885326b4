"""An old backup opens the cases and requests that live and none destroyed since (ALL-3, PI-21, adr/007)."""

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
from haechi.applicants.models import Request
from haechi.applicants.sealing import write_new
from haechi.applicants.types import Content
from haechi.common.clock import now
from haechi.custody.models import Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.disclosures.retention import destroy_due_requests
from haechi.jobs.backups import make_backup
from haechi.testing import at_work, make_institution
call_command("migrate", verbosity=0)
staffed = make_institution("backup", officers=("김한결",))
for function in (DeskFunction.CASES, DeskFunction.PROTECTION, DeskFunction.RECORDING_CUSTODIAN):
    staff_desk(institution=staffed.institution, function=function, officers=list(Officer.objects.all()))
kim = at_work(staffed.officers[0])
def take(title):
    content = CaseContent(title)
    taken = CaseIntake(institution=staffed.institution, channel=Channel.VISIT, content=content)
    return receive(actor=kim, taken=taken).case
kept, doomed = take("남는 사건"), take("파기될 사건")
Case.objects.filter(pk=doomed.pk).update(state="filed", retention_until=date(2020, 12, 31))
def ask(name, sequence, **more):
    row = Request(institution=staffed.institution, series="disclosure", year=2020, sequence=sequence,
                  way="viewing", applicant_kind="citizen", is_party=True, received_at=now(),
                  received_by_id=kim.officer.pk, **more)
    write_new(row, Content(name=name), [])
    return row
asked, over = ask("남는 신청인", 1), ask("파기될 신청인", 2, state="refused", ended_on=date(2024, 1, 2))
target = Path(sys.argv[1])
first = make_backup(target)
old = target / "old.sqlite3"
first.archive.rename(old)
gone = destroy_due_cases()
over_gone = destroy_due_requests()
make_backup(target)
print(json.dumps({
    "asked": asked.pk, "over": over.pk, "over gone": over_gone,
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
from haechi.disclosures.errors import NoSuchRequest
from haechi.disclosures.models import Request
from haechi.disclosures.sealing import content_of as words_of, key_of, line_of
asked, over = Request.objects.get(pk=given["asked"]), Request.objects.get(pk=given["over"])
words = words_of(key_of(asked, kim.unlocked), asked).name
try:
    over_words = words_of(key_of(over, kim.unlocked), over).name
except NoSuchRequest:
    over_words = ""
row = Case.objects.get(pk=given["doomed"])
print(json.dumps({"kept": content_of(opened.data_key, opened.case).title, "doomed": doomed,
                  "still a row": row.display_number, "asked": words, "over": over_words,
                  "over line": line_of(over, kim.unlocked).name}))
"""
)


def test_an_old_backup_opens_no_case_and_no_request_that_was_destroyed_since(
    tmp_path: Path,
) -> None:
    lay_empty(tmp_path / "a")
    made = run(_BEFORE, tmp_path / "a", tmp_path / "backup")
    assert (made["gone"], made["over gone"]) == (1, 1)
    shutil.copytree(tmp_path / "a" / "secrets", tmp_path / "b" / "secrets")
    restored = run(_AFTER, tmp_path / "b", tmp_path / "backup", made)
    assert (restored["kept"], restored["doomed"]) == ("남는 사건", "closed")
    assert restored["still a row"].endswith("공익 제2호")
    assert (restored["asked"], restored["over"]) == ("남는 신청인", "")
    assert restored["over line"] == "파기될 신청인"  # the register's line has years of its own
