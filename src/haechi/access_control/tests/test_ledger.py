"""Every grant, change and end of access is one line, with who, whom, what, when and why (ALL-2)."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

import haechi
from haechi.access_control.ledger import KEEP_DAYS, destroy_old, note_right, rights_of
from haechi.access_control.models import AccessRight
from haechi.access_control.types import Change
from haechi.audit.types import command_line
from haechi.common.clock import now
from haechi.custody.models import Officer
from haechi.custody.services import make_recovery_shares
from haechi.inbox.recovery import bring_back, recover_by_shares
from haechi.staff.administration import admit_to_intake
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, remove_officer, set_duties
from haechi.staff.types import Role
from haechi.testing import StaffedInstitution, at_work, make_institution

pytestmark = pytest.mark.django_db

PASSWORD = "강가의 돌다리 열두 개"
OPERATOR = command_line("root")


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


def changes() -> list[str]:
    return [row.change for row in AccessRight.objects.order_by("id")]


def hired(staffed: StaffedInstitution) -> Account:
    new = NewOfficer("seoyeon", PASSWORD, "박서연", "주무관", Role.OFFICER)
    return create_officer(actor=OPERATOR, institution=staffed.institution, new=new)


def test_a_life_at_the_desk_is_told_line_by_line(staffed: StaffedInstitution) -> None:
    account = hired(staffed)
    head = at_work(staffed.officers[0], Role.HEAD)
    set_duties(actor=head.trail, officer=account.officer, categories=[staffed.category])
    admit_to_intake(actor=head, newcomer=account.officer)
    bring_back(by=head, account=account, password="새벽 버스 첫차를 타고")
    remove_officer(actor=head.trail, account=account)
    assert changes() == [
        Change.ACCOUNT_MADE, Change.DUTIES, Change.SEAT_GIVEN, Change.PASSWORD_RESET,
        Change.ACCESS_RESTORED, Change.REVOKED,
    ]  # fmt: skip
    made, duties = AccessRight.objects.order_by("id")[:2]
    assert (made.officer_name, made.actor_name, made.actor_id) == (
        "박서연 주무관",
        "console:root",
        None,
    )
    assert duties.what == staffed.category.name_ko
    assert duties.actor_id == head.officer.pk


def test_the_shares_at_the_server_are_named_as_the_way(staffed: StaffedInstitution) -> None:
    shares = make_recovery_shares(institution=staffed.institution)
    account = hired(staffed)
    recover_by_shares(
        actor=OPERATOR, account=account, password="새벽 버스 첫차를 타고", shares=shares[:2]
    )
    assert rights_of(staffed.institution.pk)[0].ground == "shares"


def test_an_institution_sees_its_own_lines(staffed: StaffedInstitution) -> None:
    other = make_institution("other", officers=())
    hired(staffed)
    assert rights_of(other.institution.pk).count() == 0


def test_lines_go_after_three_years_and_not_before(staffed: StaffedInstitution) -> None:
    officer = Officer.objects.get(pk=staffed.officers[0].officer_id)
    for days in (KEEP_DAYS + 1, KEEP_DAYS - 1):
        with time_machine.travel(now() - timedelta(days=days)):
            note_right(actor=OPERATOR, officer=officer, change=Change.ROLE)
    assert list(destroy_old()) == [(staffed.institution.pk, "right", 1)]
    assert AccessRight.objects.count() == 1
    assert list(destroy_old()) == []


# No service that changes access may forget its line.

GRANTING = {
    "OFFICER_CREATED", "OFFICER_SUSPENDED", "OFFICER_REINSTATED", "OFFICER_REMOVED", "KEY_RENEWED",
    "RECOVERED", "ROLE_CHANGED", "DESK_EPOCH", "DESK_ADMITTED", "NETWORKS_CHANGED", "ACCOUNT_UNLOCKED",
    "SIGN_ON_LINKED", "SIGN_ON_UNLINKED",
}  # fmt: skip
NOTES = {"note_right", "note_rule"}
ROWS = {"record", "_record", "_leave_row"}


def _recorded(function: ast.AST) -> set[str]:
    return {
        node.attr
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Action"
    }


def _forgetful(source: str) -> list[str]:
    """Functions that write a trail's row about access and no line of the ledger."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef):
            continue
        calls = {
            inner.func.id
            for inner in ast.walk(node)
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name)
        }
        if calls & ROWS and _recorded(node) & GRANTING and not calls & NOTES:
            found.append(node.name)
    return found


def test_whoever_records_a_change_of_access_writes_a_line_too() -> None:
    root = Path(haechi.__file__).parent
    sources = [path for path in root.rglob("*.py") if "tests" not in path.parts]
    forgetful = {
        str(path.relative_to(root)): names
        for path in sources
        if (names := _forgetful(path.read_text()))
    }
    assert forgetful == {}


def test_that_guard_finds_a_service_that_forgets() -> None:
    assert _forgetful("def f():\n    record(action=Action.OFFICER_REMOVED)") == ["f"]
    assert _forgetful("def f():\n    note_right()\n    record(action=Action.OFFICER_REMOVED)") == []
