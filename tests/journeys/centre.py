"""The centre's side of a journey: an officer's services on the running installation's own database."""

import json
import os
import subprocess
import sys

from tests.journeys.system import Installation

_NOTIFY = """
import json, sys
import django
django.setup()
from haechi.audit.types import Actor
from haechi.cases.models import Case, Paper
from haechi.cases.types import Way
from haechi.casework import handling, notices
from haechi.custody.types import UnlockedOfficer
from haechi.staff.models import Account
from haechi.staff.services import unlock
from haechi.staff.types import OfficerAtWork, Role

user, password, year, sequence, result = json.load(sys.stdin)
account = Account.objects.get(username=user)
officer = account.officer
actor = OfficerAtWork(
    account_id=account.pk, officer=officer, role=Role(account.role),
    unlocked=UnlockedOfficer(officer.pk, officer.institution_id, unlock(account, password)),
    trail=Actor(officer.pk, officer.name, "centre", officer.institution_id),
)
case = Case.objects.get(institution=officer.institution, year=year, sequence=sequence)
given = {"actor": actor, "case_id": case.pk}
handling.start_investigation(**given)
handling.log_investigation(**given, title="현장 조사", text="확인함")
handling.end_investigation(**given, finding=result, violation_found=True)
paper = Paper.objects.get(case=case, notice="result")
notices.send_notice(**given, paper_id=paper.pk, way=Way.SITE)
"""


def notify_result(system: Installation, number: str, result: str) -> None:
    """Investigate the case of that number and send its result to the reporter's thread."""
    year, _word, sequence = number.split()
    officer = system.officer("hankyeol")
    place = int(sequence.removeprefix("제").removesuffix("호"))
    given = [officer.user, officer.password, int(year), place, result]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HAECHI_", "DJANGO_"))}
    settings = {
        "HAECHI_DATA_DIR": str(system.data),
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.demo",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", _NOTIFY], env=kept | settings, input=json.dumps(given),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
