"""`haechi check`: the whole journey over real HTTP in a scratch folder; one JSON line says what held."""

import argparse
import json
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from haechi.cli.installation import Installation, NotStarted
from haechi.cli.journey import Journey, JourneyFault


@dataclass(frozen=True)
class Step:
    """`seconds` it took; `detail` says what did not hold, or a figure worth seeing."""

    name: str
    ok: bool
    seconds: float
    detail: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep", action="store_true", help="임시 폴더를 남김 / keep the scratch folder"
    )


def run(arguments: argparse.Namespace) -> int:
    signal.signal(signal.SIGTERM, _interrupted)
    folder = Path(tempfile.mkdtemp(prefix="haechi-check-"))
    begun = time.monotonic()
    try:
        steps = _try_all(folder)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
    ok = all(step.ok for step in steps)
    seconds = round(time.monotonic() - begun, 2)
    line = {"ok": ok, "seconds": seconds, "steps": [asdict(step) for step in steps]}
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return 0 if ok else 1


def _try_all(folder: Path) -> list[Step]:
    """Run the steps in order; the first that fails is the last of the journey, stopping always comes."""
    installation = Installation(folder)
    steps: list[Step] = []
    try:
        if _attempt(steps, "start", installation.start):
            journey = Journey(installation)
            for name, act in journey.steps():
                if not _attempt(steps, name, act):
                    break
    finally:
        _attempt(steps, "stop", installation.stop)
    return steps


def _attempt(steps: list[Step], name: str, act: Callable[[], str]) -> bool:
    begun = time.monotonic()
    try:
        ok, detail = True, act()
    except (JourneyFault, NotStarted) as fault:
        ok, detail = False, str(fault)
    except Exception as error:
        ok, detail = False, f"{type(error).__name__}: {error}"
    steps.append(Step(name, ok, round(time.monotonic() - begun, 3), detail))
    print(f"  {'✓' if ok else '✗'} {name}  {detail}", file=sys.stderr, flush=True)
    return ok


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
