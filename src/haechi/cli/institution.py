"""`haechi institution list|create|suspend|resume`, and moving away or in."""

import argparse
import getpass
import sys

from django.core.exceptions import ValidationError
from django.db import transaction

from haechi.access_control.errors import NotANetwork
from haechi.access_control.networks import as_text, parse, set_networks
from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import command_line
from haechi.cli import moving
from haechi.custody.selectors import intake_members
from haechi.institutions.models import Institution
from haechi.institutions.services import create_institution
from haechi.institutions.types import InstitutionStatus


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="기관 목록 / list institutions")
    create = actions.add_parser("create", help="기관 만들기 / create an institution")
    create.add_argument("slug", help="주소에 쓰는 이름 / name in addresses: a-z 0-9 -")
    create.add_argument("name_ko", help="한국어 이름 / Korean name")
    create.add_argument("name_en", help="영어 이름 / English name")
    create.add_argument("--parent", metavar="SLUG", help="상위 기관 / parent institution")
    suspend = actions.add_parser("suspend", help="신고 받기 중지 / stop taking reports")
    resume = actions.add_parser("resume", help="다시 시작 / start again")
    networks = actions.add_parser("networks", help="허용 네트워크 / networks officers sign in from")
    choice = networks.add_mutually_exclusive_group()
    choice.add_argument("--lift", action="store_true", help="모두 해제 / allow everywhere")
    choice.add_argument(
        "--set", metavar="CIDR,…", help="바꾸기 / replace: 192.0.2.0/24,2001:db8::/32"
    )
    for parser_of_slug in (suspend, resume, networks):
        parser_of_slug.add_argument("slug")
    moving.add_actions(actions)


def run(arguments: argparse.Namespace) -> int:
    try:
        if arguments.action in moving.ACTIONS:
            return moving.run(arguments)
        return _ACTIONS[arguments.action](arguments)
    except Institution.DoesNotExist:
        print("그런 기관이 없습니다 / no such institution", file=sys.stderr)
    except NotANetwork as error:
        print(f"네트워크가 아닙니다 / not a network: {error.line}", file=sys.stderr)
    except ValidationError as error:
        print("\n".join(error.messages), file=sys.stderr)
    return 1


def _list(_arguments: argparse.Namespace) -> int:
    for each in Institution.objects.select_related("parent").order_by("pk"):
        parent = each.parent.slug if each.parent else "-"
        members = intake_members(each).count()
        print(f"{each.slug}\t{each.status}\t{parent}\t{members}명\t{each.name_ko} / {each.name_en}")
    return 0


def _create(arguments: argparse.Namespace) -> int:
    with transaction.atomic():
        parent = Institution.objects.get(slug=arguments.parent) if arguments.parent else None
        made = create_institution(
            slug=arguments.slug,
            name_ko=arguments.name_ko,
            name_en=arguments.name_en,
            parent=parent,
        )
        record(
            actor=command_line(getpass.getuser()),
            action=Action.INSTITUTION_CREATED,
            subject=f"institution:{made.pk}",
            institution_id=made.pk,
        )
    print(f"만들었습니다 / created: {made.slug}")
    print(f"다음 / next: haechi officer create {made.slug} USER NAME POSITION --role head")
    return 0


def _set_status(arguments: argparse.Namespace) -> int:
    status = {"suspend": InstitutionStatus.SUSPENDED, "resume": InstitutionStatus.ACTIVE}
    new = status[arguments.action]
    with transaction.atomic():
        found = Institution.objects.get(slug=arguments.slug)
        Institution.objects.filter(pk=found.pk).update(status=new)
        record(
            actor=command_line(getpass.getuser()),
            action=Action.SETTINGS_CHANGED,
            subject=f"institution:{found.pk}",
            institution_id=found.pk,
            detail={"status": new.value},
        )
    print(f"{found.slug}: {new.value}")
    return 0


def _networks(arguments: argparse.Namespace) -> int:
    """Show, replace or lift: the way back in where a rule of the staff site shut everybody out."""
    found = Institution.objects.get(slug=arguments.slug)
    if arguments.lift or arguments.set:
        set_networks(
            actor=command_line(getpass.getuser()),
            institution=found,
            rules=parse((arguments.set or "").replace(",", "\n")),
            place=None,
            ground="console",
        )
    print(as_text(found) or "모든 곳에서 접속할 수 있습니다 / from everywhere")
    return 0


_ACTIONS = {
    "networks": _networks,
    "list": _list,
    "create": _create,
    "suspend": _set_status,
    "resume": _set_status,
}
