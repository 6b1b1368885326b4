"""`haechi audit`, `institution`, `officer`, `demo code`: what they say, do and leave in the trail (ALL-2)."""

import argparse
import json
import time
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.cli import audit, demo, institution, main, officer
from haechi.common.totp import totp_code
from haechi.custody.selectors import intake_members
from haechi.demo.signins import FILE_NAME, DemoSignIns, SignIn, write_sign_ins
from haechi.institutions.models import Institution
from haechi.staff.models import Account

pytestmark = pytest.mark.django_db(transaction=True)


def call(module: ModuleType, *words: str) -> int:
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    code: int = module.run(parser.parse_args(words))
    return code


def found(slug: str) -> Institution:
    return Institution.objects.get(slug=slug)


@pytest.fixture
def hanbit() -> Institution:
    assert call(institution, "create", "hanbit", "한빛구청", "Hanbit District Office") == 0
    return found("hanbit")


def test_an_institution_is_made_suspended_and_resumed_with_a_row_each(
    hanbit: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(institution, "create", "kids", "어린이집", "Kids", "--parent", "hanbit") == 0
    assert found("kids").parent == hanbit
    assert call(institution, "suspend", "kids") == 0
    assert not found("kids").is_active
    assert call(institution, "resume", "kids") == 0
    assert found("kids").is_active
    assert call(institution, "list") == 0
    assert "한빛구청 / Hanbit District Office" in capsys.readouterr().out
    actions = list(AuditEntry.objects.values_list("action", flat=True))
    assert actions.count(Action.INSTITUTION_CREATED) == 2
    assert actions.count(Action.SETTINGS_CHANGED) == 2
    assert AuditEntry.objects.first().actor_name.startswith("console:")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "words",
    [
        ("create", "Big Name", "이름", "Name"),
        ("create", "x", "이름", "Name", "--parent", "nobody"),
        ("suspend", "nobody"),
    ],
)
def test_what_cannot_be_done_to_an_institution_is_said_and_changes_nothing(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(institution, *words) == 1
    assert capsys.readouterr().err.strip()
    assert not Institution.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_first_officer_opens_the_desk_and_the_second_must_be_admitted(
    hanbit: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(officer, "create", "hanbit", "kim", "김한결", "감사담당관", "--role", "head") == 0
    assert (
        call(officer, "create", "hanbit", "lee", "이도윤", "팀장", "--phone", "010-1234-5678") == 0
    )
    said = capsys.readouterr().out
    assert [str(each) for each in intake_members(hanbit)] == ["김한결 감사담당관"]
    password = said.split("first password ")[1].split()[0]
    assert Account.objects.get(username="kim").check_password(password)
    assert call(officer, "list") == 0
    listing = capsys.readouterr().out
    assert "010-****-5678" in listing
    assert "1234-5678" not in listing


def test_a_taken_name_and_an_unknown_institution_are_said(
    hanbit: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(officer, "create", "nowhere", "kim", "김", "팀장") == 1
    assert call(officer, "create", "hanbit", "kim", "김", "팀장") == 0
    assert call(officer, "create", "hanbit", "kim", "이", "팀장") == 1
    assert "taken" in capsys.readouterr().err
    assert Account.objects.count() == 1


def test_a_suspension_is_ended_by_command(hanbit: Institution) -> None:
    call(officer, "create", "hanbit", "kim", "김한결", "감사담당관")
    call(officer, "create", "hanbit", "choi", "최민준", "주무관", "--role", "administrator")
    assert call(officer, "reinstate", "choi") == 1
    assert call(officer, "suspend", "choi") == 0
    assert not Account.objects.get(username="choi").is_active
    assert call(officer, "reinstate", "choi") == 0
    assert Account.objects.get(username="choi").is_active


def test_the_last_who_can_read_is_removed_only_by_force(hanbit: Institution) -> None:
    call(officer, "create", "hanbit", "kim", "김한결", "감사담당관")
    assert call(officer, "suspend", "kim") == 1
    assert call(officer, "remove", "kim") == 1
    assert Account.objects.get().is_active
    assert call(officer, "remove", "kim", "--force") == 0
    assert not Account.objects.get().is_active
    for act in ("remove", "suspend", "reinstate"):
        assert call(officer, act, "kim") == 1
    assert AuditEntry.objects.filter(action=Action.OFFICER_REMOVED).count() == 1


def test_audit_verify_holds_and_fails_when_a_row_was_changed(
    hanbit: Institution, capsys: pytest.CaptureFixture[str]
) -> None:
    call(institution, "suspend", "hanbit")
    capsys.readouterr()
    assert call(audit, "verify", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "ok": True,
        "rows": 2,
        "first": 1,
        "broken_at": None,
        "reason": "",
    }
    AuditEntry.objects.filter(sequence=2).update(actor_name="nobody")
    assert call(audit, "verify") == 1
    assert "row 2" in capsys.readouterr().err


def test_a_demo_officers_code_is_shown_and_nobody_elses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    folder = Path(settings.DATA_DIR)
    sign_in = SignIn("kim", "김", "한빛구청", "head", "password", secret)
    write_sign_ins(folder, DemoSignIns("/hanbit/", (sign_in,), (), {}))
    try:
        codes = {totp_code(secret, time.time() + offset) for offset in (0, 2)}
        assert call(demo, "code", "kim") == 0
        assert capsys.readouterr().out.split()[0] in codes
        assert call(demo, "code", "lee") == 1
    finally:
        (folder / FILE_NAME).unlink()


def test_every_command_is_listed_in_korean_and_english(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.main(["--help"])
    shown = capsys.readouterr().out
    for name, command in main.COMMANDS.items():
        assert name in shown
        assert " / " in command.help
