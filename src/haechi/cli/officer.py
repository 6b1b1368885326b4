"""`haechi officer list|create|suspend|reinstate|remove`."""

import argparse
import getpass
import sys

from django.db import IntegrityError, transaction
from django.db.models import Q

from haechi.audit.types import Actor, command_line
from haechi.casework.leaving import remove_officer
from haechi.custody.selectors import intake_members
from haechi.demo.people import new_password
from haechi.institutions.models import Institution
from haechi.staff.administration import intake_desk, open_intake_desk
from haechi.staff.errors import LastMember
from haechi.staff.members import reinstate_officer, suspend_officer
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, set_duties
from haechi.staff.types import Role


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="담당자 목록 / list officers")
    create = actions.add_parser("create", help="담당자 만들기 / create an officer")
    for name, text in (
        ("institution", "기관 / slug of the institution"),
        ("user", "로그인 이름 / sign-in name"),
        ("name", "이름 / name"),
        ("position", "직위 / position"),
    ):
        create.add_argument(name, help=text)
    create.add_argument("--role", choices=Role.values, default=Role.OFFICER.value)
    create.add_argument("--phone", default="", help="문자 받을 번호 / for SMS notices")
    create.add_argument("--email", default="", help="메일 주소 / for mail notices")
    for action, text in (
        ("suspend", "한동안 정지 (열쇠는 그대로) / suspend for a time, keys are kept"),
        ("reinstate", "정지 풀기 / end a suspension"),
    ):
        actions.add_parser(action, help=text).add_argument("user")
    remove = actions.add_parser(
        "remove", help="접속을 곧바로 끊고 열쇠를 거둠 / end access at once, take the seats away"
    )
    remove.add_argument("user")
    remove.add_argument(
        "--force", action="store_true", help="마지막 담당자라도 / even the last one"
    )


def run(arguments: argparse.Namespace) -> int:
    actor = command_line(getpass.getuser())
    if arguments.action == "list":
        return _list()
    if arguments.action == "create":
        return _create(arguments, actor)
    acts = {"suspend": _suspend, "reinstate": _reinstate, "remove": _remove}
    return acts[arguments.action](arguments, actor)


def _list() -> int:
    rows = Account.objects.select_related("officer__institution").order_by(
        "officer__institution", "pk"
    )
    for row in rows:
        gone = "suspended" if row.officer.is_suspended else "removed"
        state = "active" if row.is_active else gone
        print(
            f"{row.username}\t{row.officer.institution.slug}\t{row.role}\t{state}\t"
            f"{row.officer}\t{row.contact_hint}"
        )
    return 0


def _create(arguments: argparse.Namespace, actor: Actor) -> int:
    institution = Institution.objects.filter(slug=arguments.institution).first()
    if institution is None:
        print("그런 기관이 없습니다 / no such institution", file=sys.stderr)
        return 1
    new = NewOfficer(
        username=arguments.user,
        password=new_password(),
        name=arguments.name,
        position=arguments.position,
        role=Role(arguments.role),
        phone=arguments.phone,
        email=arguments.email,
        drawn=True,
    )
    try:
        seated = _hire(actor, institution, new)
    except IntegrityError:
        print("이미 있는 로그인 이름입니다 / the user name is taken", file=sys.stderr)
        return 1
    print(f"{new.username}: 첫 비밀번호 / first password {new.password}")
    print("첫 로그인에서 2단계 인증을 등록합니다 / the second factor is set up at first sign-in")
    if not seated and new.role != Role.ADMINISTRATOR:
        print(
            "접수 담당자가 로그인하여 참여시켜야 신고를 볼 수 있습니다 / a member of the intake desk must admit"
        )
    return 0


@transaction.atomic
def _hire(actor: Actor, institution: Institution, new: NewOfficer) -> bool:
    """Create the officer; the first of an institution opens its intake desk. True if seated."""
    account = create_officer(actor=actor, institution=institution, new=new)
    if new.role == Role.ADMINISTRATOR:
        return False
    categories = list(institution.categories.all())
    set_duties(actor=actor, officer=account.officer, categories=categories)
    if intake_desk(institution) is not None:
        return False
    open_intake_desk(actor=actor, institution=institution, head=account.officer)
    return True


def _account(user: str) -> Account | None:
    """The account, unless it was removed; says so where there is none."""
    account = (
        Account.objects.filter(Q(is_active=True) | Q(officer__is_suspended=True), username=user)
        .select_related("officer__institution")
        .first()
    )
    if account is None:
        print("그런 담당자가 없습니다 / no such officer", file=sys.stderr)
    return account


def _suspend(arguments: argparse.Namespace, actor: Actor) -> int:
    account = _account(arguments.user)
    if account is None or not account.is_active:
        return 1
    try:
        epochs = suspend_officer(actor=actor, account=account)
    except LastMember:
        print("마지막 접수 담당자입니다 / the last who can read reports", file=sys.stderr)
        return 1
    print(f"{account.username}: 정지했습니다 / suspended, {len(epochs)} new desk epochs")
    return 0


def _reinstate(arguments: argparse.Namespace, actor: Actor) -> int:
    account = _account(arguments.user)
    if account is None or account.is_active:
        return 1
    reinstate_officer(actor=actor, account=account)
    print(f"{account.username}: 정지를 풀었습니다 / reinstated")
    print(
        "그동안의 신고는 접수 담당자가 자리를 주어야 열립니다 / a member must admit for what came since"
    )
    return 0


def _remove(arguments: argparse.Namespace, actor: Actor) -> int:
    account = _account(arguments.user)
    if account is None:
        return 1
    members = set(intake_members(account.officer.institution).values_list("pk", flat=True))
    if members == {account.officer_id} and not arguments.force:
        print(
            "마지막 접수 담당자입니다 (--force) / the last who can read reports (--force)",
            file=sys.stderr,
        )
        return 1
    epochs = remove_officer(actor=actor, account=account)
    print(f"{account.username}: 접속을 끊었습니다 / access ended, {len(epochs)} new desk epochs")
    return 0
