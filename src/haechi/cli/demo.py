"""`haechi demo`: load the demo, add generated reports, show a demo officer's current code."""

import argparse
import sys
import time
from pathlib import Path

from django.conf import settings

from haechi.cli.progress import ProgressBar
from haechi.common.totp import STEP, totp_code
from haechi.demo.bulk import add_reports
from haechi.demo.bulk_cases import add_cases
from haechi.demo.load import load_demo
from haechi.demo.signins import read_sign_ins


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reports",
        type=int,
        metavar="N",
        help="생성한 신고 N건을 더함 (리포트키 없음) / add N generated reports, without report keys",
    )
    parser.add_argument(
        "--cases",
        type=int,
        metavar="N",
        help="생성한 공익신고 사건 N건을 더함 / add N generated public-interest cases",
    )
    parser.set_defaults(user="")
    actions = parser.add_subparsers()
    code = actions.add_parser("code", help="시연 담당자의 일회용 코드 / a demo officer's code now")
    code.add_argument("user")


def run(arguments: argparse.Namespace) -> int:
    if arguments.user:
        return show_code(arguments.user)
    if load_demo(ProgressBar("시연 자료 / demo")):
        return _add(arguments.reports, arguments.cases)
    if not (arguments.reports or arguments.cases):
        print("  이미 기관이 있어 시연 자료를 넣지 않았습니다 / not empty: no demo loaded")
    return _add(arguments.reports, arguments.cases)


def _add(reports: int | None, cases: int | None) -> int:
    if reports:
        add_reports(reports, ProgressBar("신고 / reports"))
    if cases:
        add_cases(cases, ProgressBar("사건 / cases"))
    return 0


def show_code(user: str) -> int:
    sign_ins = read_sign_ins(Path(settings.DATA_DIR))
    found = [o for o in sign_ins.officers if o.user == user] if sign_ins else []
    if not found:
        print(f"시연 담당자가 아닙니다 / no demo officer: {user}", file=sys.stderr)
        return 1
    now = time.time()
    print(f"{totp_code(found[0].secret, now)}  ({STEP - int(now) % STEP} s)")
    return 0
