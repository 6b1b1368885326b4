"""The shares at the console: a rehearsal, and an officer brought back (ALL-1)."""

import argparse
import io

import pytest

from haechi.audit.types import command_line
from haechi.cli.recovery import run
from haechi.custody.services import make_recovery_shares, staff_desk
from haechi.custody.types import DeskFunction, UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.reports.selectors import content_of
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer, unlock
from haechi.staff.types import Role
from haechi.testing import at_work, file_report, make_institution

pytestmark = pytest.mark.django_db


def call(monkeypatch: pytest.MonkeyPatch, typed: list[str], **arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(typed)))
    return run(argparse.Namespace(**arguments))


def test_two_shares_bring_an_officer_back_and_one_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    staffed = make_institution("console", officers=())
    shares = make_recovery_shares(institution=staffed.institution)
    account = create_officer(
        actor=command_line("test"),
        institution=staffed.institution,
        new=NewOfficer("doyun", "잊어버릴 비밀번호 71", "이도윤", "주무관", Role.HEAD),
    )
    staff_desk(
        institution=staffed.institution, function=DeskFunction.INTAKE, officers=[account.officer]
    )
    filed = file_report(staffed, "조각으로 되찾은 글")

    assert call(monkeypatch, shares[:1], action="rehearse", institution="console") == 1
    assert call(monkeypatch, shares[:2], action="rehearse", institution="console") == 0
    assert call(monkeypatch, shares[:1], action="restore", user="doyun") == 1
    unlock(Account.objects.get(), "잊어버릴 비밀번호 71")  # a failed try changed nothing
    capsys.readouterr()

    assert call(monkeypatch, shares[1:], action="restore", user="doyun") == 0

    password = capsys.readouterr().out.splitlines()[0].rpartition(": ")[2]
    account = Account.objects.get()
    unlocked = UnlockedOfficer(
        account.officer_id, staffed.institution.pk, unlock(account, password)
    )
    opened = report_for(at_work(unlocked, Role.HEAD), filed.report.pk)
    assert content_of(opened).text == "조각으로 되찾은 글"
    assert account.password_is_drawn


def test_an_unknown_officer_or_institution_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, [], action="restore", user="nobody") == 1
    assert call(monkeypatch, [], action="rehearse", institution="nowhere") == 1
