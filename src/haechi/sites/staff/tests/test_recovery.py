"""Recovery sheets on the staff site: new ones by two, the yearly check, an officer brought back (ALL-1)."""

import re
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from shamir_mnemonic.wordlist import WORDLIST

from haechi.audit.models import AuditEntry
from haechi.crypto.sealedbox import key_pair_of, open_with
from haechi.crypto.shares import join_key
from haechi.custody.models import DeskEpoch, DeskSeat, RecoveryKit, RecoveryRequest
from haechi.custody.services import make_recovery_shares
from haechi.custody.types import UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.institutions.models import Institution
from haechi.reports.models import ReportSeal
from haechi.sites.staff.tests.conftest import FileReport, House, Member
from haechi.staff.models import Account, OfficerSecret
from haechi.staff.services import unlock

pytestmark = pytest.mark.django_db
HOLDERS = {"holder_1": "김보관", "holder_2": "이보관", "holder_3": "박보관"}
YES = {"confirm": "yes"}


@pytest.fixture
def shares(house: House) -> list[str]:
    """Sheets as they are after set-up: the desk's epoch is sealed to them."""
    made = make_recovery_shares(
        institution=house.staffed.institution, holders=list(HOLDERS.values())
    )
    house.head.client().post("/recovery/move/")
    return made


def shown_in(answer: Any) -> list[str]:
    return re.findall(r'name="share" value="([a-z ]+)"', answer.content.decode())


def opened_epochs(shares: list[str]) -> int:
    pair = key_pair_of(join_key(shares[:2]))
    opened = 0
    for epoch in DeskEpoch.objects.filter(recovery_seal__isnull=False):
        try:
            open_with(pair, bytes(epoch.recovery_seal or b""))
            opened += 1
        except Exception:  # noqa: S110  any failure means: not opened
            pass
    return opened


def typed(client: Client, path: str, *shares: str) -> Any:
    """Type the shares one after the other, as two holders do."""
    answer, token = client.get(path), ""
    for share in shares:
        answer = client.post(path, {"words": share, "first": token})
        found = re.search(r'name="first" value="([^"]+)"', answer.content.decode())
        token = found.group(1) if found else ""
    return answer


def reissued(house: House) -> list[str]:
    house.administrator.client().post("/recovery/ask/", HOLDERS)
    return shown_in(house.officer.client().post("/recovery/make/", YES))


# New sheets


def test_new_sheets_take_two_and_end_the_old_ones(house: House, shares: list[str]) -> None:
    assert opened_epochs(shares) == 1
    new = reissued(house)
    assert len(new) == 3
    assert opened_epochs(new) == 1
    assert opened_epochs(shares) == 0
    kit = RecoveryKit.objects.filter(institution=house.staffed.institution)[0]
    assert (kit.generation, kit.holders) == (2, list(HOLDERS.values()))
    assert not RecoveryRequest.objects.exists()
    rows = AuditEntry.objects.filter(action__startswith="recovery.re").values_list(
        "actor_name", "detail"
    )
    assert ("doyun 이도윤", {"holders": "김보관, 이보관, 박보관", "moved": 1}) in list(rows)


def test_who_asks_does_not_make_and_an_administrator_cannot(
    house: House, shares: list[str]
) -> None:
    house.head.client().post("/recovery/ask/", HOLDERS)
    assert house.head.client().post("/recovery/make/", YES).status_code == 404
    assert house.administrator.client().post("/recovery/make/", YES).status_code == 404
    assert RecoveryKit.objects.count() == 1
    assert house.officer.client().post("/recovery/ask/", HOLDERS).status_code == 404
    assert house.officer.client().post("/recovery/make/", YES).status_code == 200
    assert house.officer.client().post("/recovery/make/", YES).status_code == 404, "made once"


def test_one_account_alone_makes_its_own_sheets(house: House, shares: list[str]) -> None:
    Account.objects.exclude(pk=house.head.account.pk).update(is_active=False)
    client = house.head.client()
    client.post("/recovery/ask/", HOLDERS)
    assert len(shown_in(client.post("/recovery/make/", YES))) == 3


def test_a_request_lasts_a_day(house: House, shares: list[str]) -> None:
    house.administrator.client().post("/recovery/ask/", HOLDERS)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert house.officer.client().post("/recovery/make/", YES).status_code == 404


def test_two_sheets_for_one_person_are_refused(house: House) -> None:
    answer = house.administrator.client().post("/recovery/ask/", {**HOLDERS, "holder_3": "김보관 "})
    assert answer.status_code == 422
    assert not RecoveryRequest.objects.exists()


def test_shares_are_shown_once_and_stored_nowhere(house: House, shares: list[str]) -> None:
    new = reissued(house)
    for member in (house.head, house.officer, house.administrator):
        assert new[0] not in member.client().get("/recovery/").content.decode()
    everything = str(list(AuditEntry.objects.values())) + str(list(RecoveryKit.objects.values()))
    assert new[0][:40] not in everything
    for path in settings.DATA_DIR.rglob("*"):
        if path.is_file():
            assert new[0][:40].encode() not in path.read_bytes()


def test_the_page_gives_its_shares_as_pdf_and_no_others(house: House, shares: list[str]) -> None:
    new = reissued(house)
    client = house.officer.client()
    answer = client.post("/recovery/sheets/", {"share": new})
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("inline")
    with pypdfium2.PdfDocument(answer.content) as document:
        assert len(document) == 3
        assert "이보관" in document[1].get_textpage().get_text_bounded()
    assert client.post("/recovery/sheets/", {"share": shares}).status_code == 404
    assert client.post("/recovery/sheets/", {}).status_code == 404


def test_what_the_maker_cannot_open_waits_for_the_colleague_who_can(
    house: House, shares: list[str], file_report: FileReport
) -> None:
    report = file_report(excluded=(house.officer,))
    DeskSeat.objects.filter(officer=house.officer.officer).exclude(epoch__is_current=True).delete()
    new = reissued(house)
    assert not ReportSeal.objects.filter(report=report, is_recovery=True).exists()
    assert "열리지 않는 열쇠가 1개" in house.head.client().get("/recovery/").content.decode()
    house.head.client().post("/recovery/move/")
    seal = ReportSeal.objects.get(report=report, is_recovery=True)
    assert open_with(key_pair_of(join_key(new[1:])), bytes(seal.sealed_key))
    assert "열리지 않는 열쇠" not in house.head.client().get("/recovery/").content.decode()


def test_what_nobody_at_work_can_open_stays_with_the_old_sheets(
    house: House, shares: list[str]
) -> None:
    old = DeskEpoch.objects.get()
    house.head.client()
    DeskEpoch.objects.filter(pk=old.pk).update(is_current=False)
    lost = DeskEpoch.objects.create(
        desk=old.desk, number=9, public_key=old.public_key, recovery_seal=old.recovery_seal,
        is_current=False,
    )  # fmt: skip
    DeskEpoch.objects.filter(pk=old.pk).update(is_current=True)
    reissued(house)
    lost.refresh_from_db()
    assert open_with(key_pair_of(join_key(shares[:2])), bytes(lost.recovery_seal or b""))


# The yearly check


def test_the_check_changes_nothing_but_its_day(house: House, shares: list[str]) -> None:
    before = [bytes(epoch.recovery_seal or b"") for epoch in DeskEpoch.objects.all()]
    answer = typed(house.administrator.client(), "/recovery/check/", shares[2], shares[0].upper())
    assert answer["Location"] == "/recovery/"
    assert [bytes(epoch.recovery_seal or b"") for epoch in DeskEpoch.objects.all()] == before
    assert RecoveryKit.objects.get().rehearsed_on == timezone.localdate()
    assert AuditEntry.objects.get(action="recovery.rehearsed").detail == {"epochs": 1}


def test_after_a_year_the_page_asks_for_the_check(house: House, shares: list[str]) -> None:
    assert "점검을 할 때입니다" not in house.head.client().get("/recovery/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        client = house.head.client()
        assert "점검을 할 때입니다" in client.get("/recovery/").content.decode()
        typed(client, "/recovery/check/", shares[1], shares[2])
        assert "점검을 할 때입니다" not in client.get("/recovery/").content.decode()


# Bringing an officer back


def test_two_holders_bring_an_officer_back_who_reads_again(
    house: House, shares: list[str], file_report: FileReport
) -> None:
    report = file_report()
    account = house.officer.account
    OfficerSecret.objects.filter(account=account).delete()
    path = f"/recovery/officers/{account.pk}/"
    answer = typed(house.administrator.client(), path, shares[0], shares[2])
    password = re.findall(r"[0-9a-z]{4}(?:-[0-9a-z]{4}){3}", answer.content.decode())[0]
    account.refresh_from_db()
    account = Account.objects.get(pk=account.pk)
    assert account.password_is_drawn
    again = UnlockedOfficer(
        account.officer_id, account.officer.institution_id, unlock(account, password)
    )
    opened = report_for(Member(account, again).at_work, report.pk)
    assert opened.report.pk == report.pk
    row = AuditEntry.objects.get(action="officer.recovered")
    assert (row.actor_name, row.detail["way"]) == ("minjun 최민준", "shares")


def test_the_first_share_waits_sealed_and_for_its_own_page_alone(
    house: House, shares: list[str]
) -> None:
    client = house.administrator.client()
    page = client.post("/recovery/check/", {"words": shares[0], "first": ""}).content.decode()
    (token,) = re.findall(r'name="first" value="([^"]+)"', page)
    assert not any(word in page for word in [shares[0], *shares[0].split()[:1]] if len(word) > 7)
    elsewhere = f"/recovery/officers/{house.officer.account.pk}/"
    refused = client.post(elsewhere, {"words": shares[1], "first": token})
    assert refused.status_code == 422
    other = house.head.client().post("/recovery/check/", {"words": shares[1], "first": token})
    assert other.status_code == 422
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        late = client.post("/recovery/check/", {"words": shares[1], "first": token})
        assert late.status_code in {302, 422}
    assert not AuditEntry.objects.filter(action="recovery.rehearsed").exists()


def test_a_wrong_word_is_placed_and_noted_without_words(house: House, shares: list[str]) -> None:
    words = shares[0].split()
    words[16] = WORDLIST[(WORDLIST.index(words[16]) + 5) % 1024]
    answer = typed(house.administrator.client(), "/recovery/check/", " ".join(words))
    assert answer.status_code == 422
    assert "17번 낱말을 다시 보십시오" in answer.content.decode()
    short = typed(house.administrator.client(), "/recovery/check/", " ".join(words[:30]))
    assert "33개 있어야 하는데 30개입니다" in short.content.decode()
    rows = AuditEntry.objects.filter(action="recovery.failed")
    assert [row.detail for row in rows] == [{"act": "check"}] * 2


def test_the_same_sheet_twice_and_one_of_an_older_issue_are_told(
    house: House, shares: list[str]
) -> None:
    client = house.administrator.client()
    twice = typed(client, "/recovery/check/", shares[0], shares[0])
    assert "첫 번째와 같은 용지입니다" in twice.content.decode()
    new = reissued(house)
    older = typed(client, "/recovery/check/", shares[0])
    assert "지금 쓰는 제2회 용지가 아닙니다" in older.content.decode()
    assert typed(client, "/recovery/check/", new[0], new[1])["Location"] == "/recovery/"


def test_after_ten_failures_an_hour_passes(house: House, shares: list[str]) -> None:
    client = house.administrator.client()
    for _ in range(10):
        assert client.post("/recovery/check/", {"words": "wrong words"}).status_code == 422
    assert client.post("/recovery/check/", {"words": shares[0]}).status_code == 429
    assert house.head.client().post("/recovery/check/", {"words": shares[0]}).status_code == 429
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        later = house.administrator.client().post("/recovery/check/", {"words": shares[0]})
        assert later.status_code == 200


def test_duty_officers_and_other_institutions_type_nothing(house: House, shares: list[str]) -> None:
    path = f"/recovery/officers/{house.head.account.pk}/"
    assert house.officer.client().get(path).status_code == 404
    assert house.officer.client().get("/recovery/check/").status_code == 404
    own = f"/recovery/officers/{house.administrator.account.pk}/"
    assert house.administrator.client().get(own).status_code == 404
    other = Institution.objects.create(slug="other", name_ko="다른구청", name_en="Other")
    type(house.head.officer).objects.filter(pk=house.head.officer.pk).update(institution=other)
    assert house.administrator.client().get(path).status_code == 404
