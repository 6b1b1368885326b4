"""Numbers of cases under many hands at once: no gap, no reuse (PI-5). The same on SQLite and PostgreSQL."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from tests.prepared import lay_empty

from haechi.cases.models import Case
from haechi.cases.numbers import next_number
from haechi.testing import make_institution

START = "import django; django.setup()"
PREPARE = f"""
{START}
from django.core.management import call_command
from haechi.custody.models import Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.testing import make_institution
call_command("migrate", verbosity=0)
place = make_institution().institution
for function in (DeskFunction.CASES, DeskFunction.PROTECTION):
    staff_desk(institution=place, function=function, officers=list(Officer.objects.all()))
"""
TAKE = f"""
{START}
import sys
from concurrent.futures import ThreadPoolExecutor
from haechi.cases.errors import HaechiError
from haechi.cases.intake import CaseIntake, open_new_case
from haechi.cases.people import NewParty
from haechi.cases.types import CaseContent, Channel, Identity, NumberKind, PartyKind
from haechi.custody.models import Officer
from haechi.institutions.models import Institution

place, officer = Institution.objects.get(), Officer.objects.first()

def take(number):
    # Every third is refused after its number was taken: it must give it back.
    wrong = number % 3 == 2
    identity = Identity("홍길동", NumberKind.RESIDENT, "850231-1234567" if wrong else "850101-1234566")
    try:
        open_new_case(
            CaseIntake(
                institution=place,
                channel=Channel.VISIT,
                content=CaseContent("제목"),
                parties=[NewParty(PartyKind.REPORTER, identity)],
            ),
            officer=officer,
        )
    except HaechiError:
        assert wrong

sys.stdin.readline()  # all begin together
with ThreadPoolExecutor(4) as pool:
    list(pool.map(take, range(12)))
"""


def environment_of(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.test",
        "HAECHI_DATA_DIR": str(folder),
        "PYTHONPATH": "src",
    }


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    if connection.vendor != "sqlite":
        pytest.skip("`test_at_once` takes numbers on PostgreSQL")
    folder = tmp_path / "data"
    env = environment_of(folder)
    env.pop("HAECHI_DATABASE_URL", None)
    lay_empty(folder)
    subprocess.run([sys.executable, "-c", PREPARE], env=env, check=True)
    yield env
    shutil.rmtree(folder)


@pytest.mark.process
def test_officers_of_three_processes_take_numbers_without_a_gap(environment):
    command = [sys.executable, "-c", TAKE]
    running = [
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in running:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in running:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error.decode()[-2000:]
    count = (
        f"{START}\nfrom haechi.cases.models import Case\n"
        'print(list(Case.objects.order_by("sequence").values_list("sequence", flat=True)))'
    )
    done = subprocess.run(
        [sys.executable, "-c", count], env=environment, check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == str(list(range(1, 25)))


@pytest.mark.django_db
def test_a_number_that_came_to_nothing_is_given_again_and_years_begin_anew():
    place = make_institution().institution
    other = make_institution("garam", name_ko="가람구청", name_en="Garam").institution
    assert next_number(place, 2026) == 1

    def fail() -> None:
        with transaction.atomic():
            assert next_number(place, 2026) == 2
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert next_number(place, 2026) == 2
    assert (next_number(place, 2027), next_number(other, 2026)) == (1, 1)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_number_twice_and_a_close_without_a_ground():
    place = make_institution().institution
    row = {
        "institution": place,
        "year": 2026,
        "sequence": 1,
        "registered_on": "2026-11-20",
        "received_on": "2026-11-20",
        "state_on": "2026-11-20",
        "channel": "visit",
        "track": "named",
        "content": b"x",
    }
    Case.objects.create(**row)
    bad = (
        {},
        {"sequence": 0},
        {"sequence": 2, "state": "closed"},
        {"sequence": 2, "state": "transferred"},
        {"sequence": 2, "channel": "referral"},
        {"sequence": 2, "received_on": "2026-11-21"},
        {"sequence": 2, "state": "lost"},
    )
    for change in bad:
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.create(**(row | change))
    assert Case.objects.count() == 1
