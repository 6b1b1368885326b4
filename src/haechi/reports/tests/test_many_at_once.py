"""Thirty-two reporters at once, in real processes on a real database file: none fails, no number
is skipped or given twice, and the same form from two windows is one report."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.prepared import lay_empty

pytestmark = pytest.mark.process

START = "import django; django.setup()"
PREPARE = f"""
{START}
from django.core.management import call_command
from haechi.testing import make_institution
call_command("migrate", verbosity=0)
make_institution()
"""
SUBMIT = f"""
{START}
import json, sys
from concurrent.futures import ThreadPoolExecutor
from haechi.institutions.models import Institution
from haechi.reports.submission import Submission, submit_report
from haechi.reports.types import ReportContent, new_draft_token

threads, each, token = int(sys.argv[1]), int(sys.argv[2]), bytes.fromhex(sys.argv[3])
place = Institution.objects.get()
category = place.categories.first()

def submit(_):
    content = ReportContent("여러 사람이 동시에 신고합니다. " * 40)
    receipt = submit_report(Submission(place, category, content, token or new_draft_token()))
    return [receipt.report_key, receipt.password, receipt.repeated]

sys.stdin.readline()  # all begin together
with ThreadPoolExecutor(threads) as pool:
    print(json.dumps(list(pool.map(submit, range(threads * each)))))
"""
COUNT = f"""
{START}
import json
from haechi.notifications.models import Delivery
from haechi.reports.models import Report, ReportCounter
numbers = [n % 1_000_000 for n in Report.objects.order_by("number").values_list("number", flat=True)]
print(json.dumps([numbers, ReportCounter.objects.get().last, Delivery.objects.count()]))
"""


def environment_of(folder: Path) -> dict[str, str]:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "haechi.config.settings.test",
        "HAECHI_DATA_DIR": str(folder),
        "PYTHONPATH": "src",
    }
    env.pop("HAECHI_DATABASE_URL", None)
    return env


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    lay_empty(folder)
    subprocess.run([sys.executable, "-c", PREPARE], env=environment_of(folder), check=True)
    return folder


@pytest.fixture
def environment(prepared: Path, tmp_path: Path) -> dict[str, str]:
    shutil.copytree(prepared, tmp_path / "data")
    return environment_of(tmp_path / "data")


def submit_at_once(env, *, processes, threads, each, token):
    command = [sys.executable, "-c", SUBMIT, str(threads), str(each), token]
    running = [
        subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(processes)
    ]
    answers = []
    for process in running:
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in running:
        out, error = process.communicate(timeout=120)
        assert process.returncode == 0, error.decode()[-2000:]
        answers += json.loads(out)
    return answers


def counted(env):
    done = subprocess.run(
        [sys.executable, "-c", COUNT], env=env, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def test_of_parallel_submissions_none_fails_and_no_number_is_missing(environment):
    answers = submit_at_once(environment, processes=4, threads=8, each=2, token="")
    assert len({(key, pin) for key, pin, _ in answers}) == 64
    assert not any(repeated for *_, repeated in answers)
    assert counted(environment) == [list(range(1, 65)), 64, 256]


def test_one_form_from_many_windows_at_once_is_one_report_with_one_receipt(environment):
    answers = submit_at_once(environment, processes=3, threads=4, each=1, token="ab" * 32)
    assert len({(key, pin) for key, pin, _ in answers}) == 1
    assert [repeated for *_, repeated in answers].count(False) == 1
    assert counted(environment) == [[1], 1, 4]
