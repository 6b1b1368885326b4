"""The demo: complete, real, and loaded once (journey 1)."""

import io
import json
import stat
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction
from PIL import Image
from pytest_django.plugin import DjangoDbBlocker

from haechi.audit.selectors import verify_trail
from haechi.audit.types import command_line
from haechi.cases.clocks import recount_case
from haechi.cases.models import Case, PaperFile
from haechi.cases.states import CaseState
from haechi.casework.register import RegisterFilter, register_rows
from haechi.casework.selectors import board_of_protection, detail
from haechi.common.clock import today
from haechi.common.totp import totp_code
from haechi.conversations.models import Message, Side
from haechi.custody.models import Officer
from haechi.custody.types import UnlockedOfficer
from haechi.demo.bulk import add_reports
from haechi.demo.bulk_cases import add_cases
from haechi.demo.files import make_file, photo_with_place
from haechi.demo.load import load_demo
from haechi.demo.signins import FILE_NAME, DemoSignIns, read_sign_ins
from haechi.demo.stories import STORIES
from haechi.inbox.access import report_for
from haechi.institutions.models import EntryPoint, Institution, IntakeCount
from haechi.notifications.models import Delivery
from haechi.notifications.types import DeliveryStatus
from haechi.reports.access import open_report, sign_in
from haechi.reports.models import Attachment, Exclusion, Report
from haechi.reports.selectors import content_of
from haechi.reports.states import ReportState
from haechi.staff.models import Account
from haechi.staff.services import unlock
from haechi.staff.types import OfficerAtWork, Role


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DemoSignIns]:
    """Loaded once for the module, rolled back at its end."""
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            assert load_demo(lambda _done, _total: None)
            sign_ins = read_sign_ins(Path(settings.DATA_DIR))
            assert sign_ins is not None
            yield sign_ins
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            (Path(settings.DATA_DIR) / FILE_NAME).unlink(missing_ok=True)


def at_work(sign_ins: DemoSignIns, user: str) -> OfficerAtWork:
    [found] = [each for each in sign_ins.officers if each.user == user]
    account = Account.objects.get(username=user)
    officer = account.officer
    unlocked = UnlockedOfficer(officer.pk, officer.institution_id, unlock(account, found.password))
    return OfficerAtWork(account.pk, officer, Role(account.role), unlocked, command_line("test"))


def test_there_are_three_institutions_ten_officers_forty_reports_and_one_of_a_chat(
    demo: DemoSignIns,
) -> None:
    names = dict(Institution.objects.values_list("slug", "name_ko"))
    assert names == {
        "hanbit": "한빛구청",
        "hanbit-facilities": "한빛구도시관리공단",
        "hanbit-kids": "한빛어린이집",
    }
    assert Account.objects.count() == len(demo.officers) == 10
    assert Report.objects.count() == len(STORIES) + 1 == 41
    codes = set(EntryPoint.objects.values_list("code", flat=True))
    assert codes == {"home", "saeol", "room301", "poster", "card"}


def test_reports_are_in_every_state_with_everything_a_report_can_have(demo: DemoSignIns) -> None:
    assert set(Report.objects.values_list("state", flat=True)) == set(ReportState.values)
    assert Report.objects.filter(withdrawn_on__isnull=False).exists()
    assert Report.objects.filter(merged_into__isnull=False).count() == 2
    assert Exclusion.objects.count() == 2
    assert Attachment.objects.count() >= 10
    assert {Side.REPORTER, Side.OFFICER} == set(Message.objects.values_list("side", flat=True))
    assert Report.objects.exclude(result=b"").exists()
    assert Delivery.objects.filter(status=DeliveryStatus.FAILED).count() == 1
    assert sum(IntakeCount.objects.values_list("count", flat=True)) == 40


def test_ages_spread_over_sixty_days_and_some_are_overdue(demo: DemoSignIns) -> None:
    days = Report.objects.values_list("received_on", flat=True)
    assert min(days) == today() - timedelta(days=60)
    assert max(days) == today()
    overdue = Report.objects.filter(due_on__lt=today()).exclude(state=ReportState.DONE)
    assert overdue.count() >= 3
    numbered = list(Report.objects.filter(institution__slug="hanbit").order_by("number"))
    assert [row.received_on for row in numbered] == sorted(row.received_on for row in numbered)
    assert all(row.display_number[:4] == str(row.received_on.year) for row in numbered)


def test_every_sign_in_opens_the_officers_key_and_its_code_is_right(demo: DemoSignIns) -> None:
    for each in demo.officers:
        account = Account.objects.get(username=each.user)
        unlock(account, each.password)
        factor = TOTP(Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP))
        assert factor.validate_code(totp_code(each.secret, time.time()))


def test_a_demo_receipt_opens_its_report_as_the_reporter(demo: DemoSignIns) -> None:
    [receipt] = [each for each in demo.receipts if each.label == "paving"]
    session = sign_in(typed_key=receipt.report_key, typed_password=receipt.password)
    assert "보도블록" in content_of(open_report(session)).text


def test_the_officers_read_what_was_reported(demo: DemoSignIns) -> None:
    head = at_work(demo, "hankyeol")
    for report in Report.objects.filter(institution__slug="hanbit").exclude(
        exclusions__officer=head.officer
    ):
        assert content_of(report_for(head, report.pk)).text


def test_cases_are_in_every_state_with_numbers_in_their_order(demo: DemoSignIns) -> None:
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState.values)
    rows = list(Case.objects.order_by("year", "sequence"))
    assert [row.received_on for row in rows] == sorted(row.received_on for row in rows)
    assert Case.objects.filter(due_on__lt=today()).exists()
    head = at_work(demo, "hankyeol")
    assert board_of_protection(head).measures
    titles = [row.title for row in register_rows(head, RegisterFilter())]
    assert titles.count("") == 1  # the destroyed one
    assert set(PaperFile.objects.values_list("is_identity", flat=True)) == {True, False}


def test_the_trail_of_the_demo_holds(demo: DemoSignIns) -> None:
    """The anchor is written at commit, which this test never reaches: only the chain is judged."""
    settings.AUDIT_HEAD_FILE.unlink(missing_ok=True)  # of a test before
    verdict = verify_trail()
    assert verdict.rows > 100
    assert verdict.holds or "anchor" in verdict.reason or "end" in verdict.reason


def test_sign_ins_are_readable_by_their_owner_alone(demo: DemoSignIns) -> None:
    path = Path(settings.DATA_DIR) / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len({each.password for each in demo.officers}) == 10
    assert len({each.secret for each in demo.officers}) == 10
    assert json.loads(path.read_text())["form"] == "/hanbit/"


def test_an_installation_in_use_is_never_filled_with_a_demo(demo: DemoSignIns) -> None:
    before = Report.objects.count(), Officer.objects.count()
    assert not load_demo(lambda _done, _total: None)
    assert (Report.objects.count(), Officer.objects.count()) == before


def test_generated_reports_open_like_real_ones(demo: DemoSignIns) -> None:
    seen: list[tuple[int, int]] = []
    known = set(Report.objects.values_list("pk", flat=True))
    with transaction.atomic():
        add_reports(30, lambda done, total: seen.append((done, total)))
        made = list(Report.objects.exclude(pk__in=known).order_by("number"))
        head = at_work(demo, "hankyeol")
        texts = {content_of(report_for(head, report.pk)).text for report in made}
        transaction.set_rollback(True)
    assert seen[-1] == (30, 30)
    assert len(made) == len(texts) == 30
    assert len({row.number for row in made}) == 30


def test_generated_cases_open_like_real_ones(demo: DemoSignIns) -> None:
    known = set(Case.objects.values_list("pk", flat=True))
    with transaction.atomic():
        add_cases(30, lambda _done, _total: None)
        made = Case.objects.exclude(pk__in=known).order_by("year", "sequence")
        head = at_work(demo, "hankyeol")
        found = [detail(head, case.pk, "ko") for case in made]
        moved = [recount_case(case) for case in made]
        lines = [row for row in register_rows(head, RegisterFilter()) if row.case.pk not in known]
        transaction.set_rollback(True)
    assert len({(each.opened.case.year, each.opened.case.sequence) for each in found}) == 30
    assert [each.content.title for each in found] == [row.title for row in lines]
    assert all(each.accused[0].identity.name and each.clocks for each in found)
    assert not any(moved), "clocks end on the day that the rule gives"


def test_sample_photographs_carry_a_place_that_cleaning_must_remove() -> None:
    for content in (photo_with_place(), make_file("paving.jpg")):
        with Image.open(io.BytesIO(content)) as image:
            assert image.getexif().get_ifd(0x8825)
