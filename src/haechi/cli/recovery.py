"""`haechi recovery rehearse|restore`: the printed shares, typed by two of their three holders.

Shares are read from the terminal without echo (or from standard input, a line each), never from the
command line: arguments stand in the shell's history and in the list of processes.
"""

import argparse
import getpass
import sys

from haechi.audit.types import command_line
from haechi.crypto.errors import CannotOpen
from haechi.custody.errors import WrongShares
from haechi.demo.people import new_password
from haechi.inbox.recovery import recover_by_shares, rehearse_by_shares
from haechi.institutions.models import Institution
from haechi.staff.models import Account

SHARES = 2
_WRONG = (
    "복구 조각이 맞지 않습니다. 낱말을 다시 보아 주십시오. 아무것도 바꾸지 않았습니다."
    " / The shares do not fit. Check the words. Nothing was changed."
)
_OLDER = (
    "복구 조각은 맞지만, 이 조각으로 열리지 않는 열쇠가 있습니다. 접수 창구 담당자가 복구용지 화면에서"
    " ‘열쇠 옮기기’를 눌러야 합니다."
    " / The shares are right, yet they do not open every key: a member of the desk has to move the rest."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    proof = actions.add_parser(
        "rehearse", help="조각이 맞는지 확인만 / prove that the shares work, change nothing"
    )
    proof.add_argument("institution", help="기관 / slug of the institution")
    again = actions.add_parser(
        "restore",
        help="비밀번호를 잊은 담당자를 되살림 / bring back an officer who lost the password",
    )
    again.add_argument("user", help="로그인 이름 / sign-in name")


def run(arguments: argparse.Namespace) -> int:
    if arguments.action == "rehearse":
        return _rehearse(arguments.institution)
    return _restore(arguments.user)


def _rehearse(slug: str) -> int:
    institution = Institution.objects.filter(slug=slug).first()
    if institution is None:
        return _fail("그런 기관이 없습니다 / no such institution")
    try:
        epochs = rehearse_by_shares(
            actor=command_line(getpass.getuser()), institution=institution, shares=_shares()
        )
    except WrongShares:
        return _fail(_WRONG)
    except CannotOpen:
        return _fail(_OLDER)
    print(
        f"복구 조각이 맞습니다: 접수 창구 열쇠 {epochs}개를 엽니다. 아무것도 바꾸지 않았습니다."
        f" / The shares work: they open {epochs} desk keys. Nothing was changed."
    )
    return 0


def _restore(user: str) -> int:
    account = Account.objects.filter(username=user, is_active=True).first()
    if account is None:
        return _fail("그런 담당자가 없습니다 / no such officer")
    password = new_password()
    try:
        seats = recover_by_shares(
            actor=command_line(getpass.getuser()),
            account=account,
            password=password,
            shares=_shares(),
        )
    except WrongShares:
        return _fail(_WRONG)
    print(f"새 비밀번호 / new password: {password}")
    print(
        f"열쇠 {seats}개를 돌려주었습니다. 처음 로그인할 때 비밀번호를 바꿉니다."
        f" / {seats} desk keys given back; the password is changed at the next sign-in."
    )
    return 0


def _shares() -> list[str]:
    if not sys.stdin.isatty():
        return [line.strip() for line in sys.stdin if line.strip()]
    return [
        getpass.getpass(f"복구 조각 {number}/{SHARES} · share {number} of {SHARES}: ")
        for number in range(1, SHARES + 1)
    ]


def _fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 1
