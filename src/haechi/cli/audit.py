"""`haechi audit verify`: proves that no row of the trail was changed, removed or inserted (ALL-2)."""

import argparse
import json
import sys
from dataclasses import asdict

from haechi.audit.selectors import verify_trail


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["verify"])
    parser.add_argument("--json", action="store_true", help="JSON 한 줄 / one JSON line")


def run(arguments: argparse.Namespace) -> int:
    """0 where the chain holds, 1 where it does not."""
    verdict = verify_trail()
    if arguments.json:
        print(json.dumps({"ok": verdict.holds, **asdict(verdict)}))
    elif verdict.holds:
        print(
            f"접속기록 {verdict.rows}건이 {verdict.first}번부터 온전합니다 / "
            f"the trail of {verdict.rows} rows holds, from row {verdict.first}"
        )
    else:
        print(
            f"접속기록이 {verdict.broken_at}번에서 어긋납니다 / "
            f"the trail does not hold at row {verdict.broken_at}: {verdict.reason}",
            file=sys.stderr,
        )
    return 0 if verdict.holds else 1
