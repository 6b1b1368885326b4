"""Everything that fuzzing found once, tried again; and whether the targets could find anything."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.fuzzing import targets
from tests.fuzzing.targets import TARGETS, Outcome, check_cleaning

ROOT = Path(__file__).resolve().parents[2]
FOUND = sorted((Path(__file__).parent / "found").rglob("*-*"))
OF_THE_SITE = "requests"
# Not in this process: the site takes Django's settings and database for itself.
AGAIN = """
import pathlib, sys
from tests.fuzzing.site import site_target
target = site_target()
for seed in target.seeds():
    target.check(seed)
for path in sys.argv[1:]:
    target.check(pathlib.Path(path).read_bytes())
"""


@pytest.mark.parametrize(
    "path",
    [path for path in FOUND if path.parent.name != OF_THE_SITE],
    ids=lambda path: f"{path.parent.name}/{path.name[:14]}",
)
def test_what_was_found_once_is_no_fault_any_more(path: Path) -> None:
    TARGETS[path.parent.name].modestly(path.read_bytes())


@pytest.mark.process
def test_requests_and_what_was_found_of_them_are_answered() -> None:
    paths = [str(path) for path in FOUND if path.parent.name == OF_THE_SITE]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", AGAIN, *paths]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_passes(name: str) -> None:
    for seed in TARGETS[name].seeds():
        TARGETS[name].check(seed)


def test_a_cleaner_that_leaves_something_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second cleaning is the witness: here the first one gives back what it was given."""
    photo = TARGETS["pictures"].seeds()[0]
    once = iter([True])

    def lazy(data: bytes) -> Outcome | None:
        found = clean(data)
        if found is None or not next(once, False):
            return found
        return replace(found[0], size=len(data)), data

    clean = targets.clean
    monkeypatch.setattr(targets, "clean", lazy)
    with pytest.raises(AssertionError, match="left"):
        check_cleaning(photo)
