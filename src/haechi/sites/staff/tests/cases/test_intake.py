"""Taking reports in: every channel, every wrong field, nothing typed is lost (PI-3, PI-5, PI-6)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from haechi.cases.models import Case, Paper, Party
from haechi.cases.types import Channel, ConsentKind, PartyKind, Track
from haechi.common.clock import today
from haechi.reports.models import Report
from haechi.sites.staff.tests.cases.conftest import Centre
from haechi.sites.staff.tests.conftest import FileReport, picture

pytestmark = pytest.mark.django_db


def form(**changes: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid.uuid4()),
        "channel": "visit",
        "received_on": today().isoformat(),
        "title": "폐수 무단 방류",
        "purpose": "하천이 오염되고 있습니다.",
        "content": "밤마다 폐수를 내보냅니다.",
        "evidence": "사진 3장",
        "way": "hand",
        "investigation": "yes",
        "prosecution": "no",
        "reporter-rows": "1",
        "reporter-0-name": "홍길동",
        "proxy-rows": "1",
        "accused-rows": "1",
        "accused-0-name": "남궁민수",
        **changes,
    }


def refused(browser: Client, **changes: Any) -> str:
    """The page that comes back, and no case."""
    before = Case.objects.count()
    response = browser.post("/cases/new/", form(**changes))
    assert response.status_code == 422
    assert Case.objects.count() == before
    page = response.content.decode()
    if changes.get("title") != "":
        assert "폐수 무단 방류" in page
    return page


def test_pi5_a_visit_gets_its_number_its_consents_and_its_papers(browser: Client) -> None:
    response = browser.post("/cases/new/", form(read_back="on", insider="yes"))
    case = Case.objects.get()
    assert response.headers["Location"] == f"/cases/{case.pk}/received/"
    assert case.display_number == f"{today().year} 공익 제1호"
    said = dict(case.consents.values_list("kind", "given"))
    assert said == {
        ConsentKind.DISCLOSURE_INVESTIGATION: True,
        ConsentKind.DISCLOSURE_PROSECUTION: False,
    }
    assert case.insider is True
    page = browser.get(response.headers["Location"]).content.decode()
    for number in (1, 3, 4, 7, 11):
        assert f"/cases/{case.pk}/forms/{number}.pdf" in page
        assert browser.get(f"/cases/{case.pk}/forms/{number}.pdf").content.startswith(b"%PDF")
    paper = case.papers.get(form=1)
    assert "연명" in browser.get(f"/cases/{case.pk}/papers/{paper.pk}/").content.decode()


@pytest.mark.parametrize("channel", ["internet", "post", "fax", "on-site"])
def test_pi3_every_way_in_is_recorded(browser: Client, channel: str) -> None:
    asked = {"investigation": "", "prosecution": ""}
    browser.post("/cases/new/", form(channel=channel, reference="등기 1234", **asked))
    case = Case.objects.get()
    assert (case.channel, case.track) == (channel, Track.NAMED)
    assert not case.consents.exists()


def test_pi12_a_referral_has_the_commissions_number_and_no_reporter(browser: Client) -> None:
    given = {
        "channel": "referral",
        "reporter-0-name": "",
        "received_on": today() - timedelta(days=3),
    }
    page = refused(browser, **given)
    assert "국민권익위원회 번호를 적으십시오" in page
    page = refused(browser, **{**given, "commission_number": "2026-77", "reporter-0-name": "홍"})
    assert "국민권익위원회만 압니다" in page
    browser.post("/cases/new/", form(commission_number="2026-77", **given))
    case = Case.objects.get()
    assert (case.channel, case.track) == (Channel.REFERRAL, Track.REFERRED)
    assert case.received_on == today() - timedelta(days=3)
    assert "2026-77" in browser.get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "필수"),
        ({"received_on": (today() + timedelta(days=1)).isoformat()}, "오늘보다 뒤"),
        ({"received_on": "2001-01-01"}, "법 시행 전"),
        ({"investigation": ""}, "제12조제2항"),
        ({"reporter-0-name": "", "reporter-0-phone": "010"}, "성명을 적으십시오"),
        ({"reporter-0-number": "850101-1234566"}, "어떤 번호인지"),
        (
            {"reporter-0-number": "850101-9", "reporter-0-number_kind": "resident"},
            "있을 수 없는 번호",
        ),
        (
            {"reporter-0-number": "850101-1234567", "reporter-0-number_kind": "resident"},
            "끝자리가 맞지 않습니다",
        ),
        ({"proxy-0-name": "이몽룡"}, "어떤 자격으로"),
        ({"proxy-0-name": "이몽룡", "proxy-0-proxy_kind": "spouse"}, "증명하는 서면"),
        ({"content": "가" * 400_001}, "너무 깁니다"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(
    browser: Client, changes: dict[str, Any], told: str
) -> None:
    page = refused(browser, **changes)
    assert told in page
    assert "밤마다 폐수를 내보냅니다." in page or "content" in changes


def test_pi20_a_number_seen_on_the_card_is_taken(browser: Client) -> None:
    given = {"reporter-0-number": "850101-1234567", "reporter-0-number_kind": "resident"}
    browser.post("/cases/new/", form(**given, **{"reporter-0-seen_on_card": "on"}))
    assert Case.objects.count() == 1


def test_pi6_rows_are_added_without_a_script_and_keep_what_was_typed(browser: Client) -> None:
    typed = form(add="reporter-5", **{"reporter-0-address": "한빛로 1", "title": ""})
    page = browser.post("/cases/new/", typed).content.decode()
    assert not Case.objects.exists()
    assert 'name="reporter-5-name"' in page
    assert "한빛로 1" in page
    assert "error-summary" not in page


def test_pi6_thirty_joint_reporters_with_one_representative(browser: Client) -> None:
    many = {f"reporter-{at}-name": f"신고자{at}" for at in range(30)}
    page = refused(browser, **{"reporter-rows": "30", **many})
    assert "대표신고자로 표시하십시오" in page
    chosen = {"reporter-7-is_representative": "on"}
    browser.post("/cases/new/", form(**{"reporter-rows": "30", **many, **chosen}))
    reporters = Party.objects.filter(kind=PartyKind.REPORTER)
    assert reporters.count() == 30
    assert reporters.get(is_representative=True).number == 8


def test_pi6_a_lawyer_without_a_named_client_makes_a_lawyers_report(browser: Client) -> None:
    given = {"reporter-0-name": "", "proxy-0-name": "성춘향", "proxy-0-proxy_kind": "lawyer"}
    browser.post("/cases/new/", form(**given, **{"proxy-0-proof_shown": "on"}))
    case = Case.objects.get()
    assert case.track == Track.LAWYER
    assert case.parties.get(kind=PartyKind.REPORTER).by_consent_only


def test_pi5_a_form_sent_twice_takes_one_number(browser: Client) -> None:
    typed = form()
    first = browser.post("/cases/new/", typed)
    again = browser.post("/cases/new/", typed)
    assert first.headers["Location"] == again.headers["Location"]
    assert Case.objects.count() == 1


def test_rare_letters_and_200_000_characters_stay_whole(browser: Client) -> None:
    name, long = "남궁뷁\U00020000", "가나다라 " * 40_000
    browser.post("/cases/new/", form(content=long, **{"accused-0-name": name}))
    case = Case.objects.get()
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert long.strip() in page
    assert browser.get(f"/cases/{case.pk}/forms/1.pdf").content.startswith(b"%PDF")


def test_an_excluded_colleague_gets_no_key(browser: Client, centre: Centre) -> None:
    browser.post("/cases/new/", form(excluded=[centre.head.officer.pk]))
    # The head alone sits at the 책임관's desk: nobody could open the identity, so nothing is stored.
    assert not Case.objects.exists()
    assert (
        "자리에"
        in browser.post("/cases/new/", form(excluded=[centre.head.officer.pk])).content.decode()
    )


def test_a_report_becomes_a_case_when_its_reporter_agreed(
    centre: Centre, browser: Client, file_report: FileReport
) -> None:
    report = file_report("폐수 무단 방류를 보았습니다.")
    page = browser.get(f"/reports/{report.pk}/").content.decode()
    assert f"/cases/new/{report.pk}/" in page
    prefilled = browser.get(f"/cases/new/{report.pk}/").content.decode()
    assert "폐수 무단 방류를 보았습니다." in prefilled
    nobody = form(channel="internet", **{"reporter-0-name": ""})
    assert browser.post(f"/cases/new/{report.pk}/", nobody).status_code == 422
    browser.post(f"/cases/new/{report.pk}/", form(channel="internet"))
    case = Case.objects.get()
    assert case.report_id == report.pk
    assert Report.objects.get(pk=report.pk).case == case
    assert browser.get(f"/cases/new/{report.pk}/").status_code == 302
    assert case.display_number in browser.get(f"/reports/{report.pk}/").content.decode()


def test_the_thread_and_the_files_of_a_report_are_in_its_case(
    centre: Centre, browser: Client, file_report: FileReport
) -> None:
    report = file_report("폐수를 보았습니다.", files={"강.jpg": picture()})
    browser.post(f"/cases/new/{report.pk}/", form(channel="internet"))
    case = Case.objects.get()
    typed = {"uid": str(uuid.uuid4()), "text": "언제부터였습니까?"}
    for _twice in range(2):
        assert browser.post(f"/cases/{case.pk}/messages", typed).status_code == 302
    assert browser.post(f"/cases/{case.pk}/messages", {**typed, "text": ""}).status_code == 422
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert page.count("언제부터였습니까?") == 1
    file = report.attachments.get()
    sent = browser.get(f"/cases/{case.pk}/sent/{file.pk}/download")
    assert b"".join(sent.streaming_content)[:3] == b"\xff\xd8\xff"  # type: ignore[attr-defined]
    other = centre.receive()
    assert browser.get(f"/cases/{other.pk}/sent/{file.pk}/download").status_code == 404
    assert browser.post(f"/cases/{other.pk}/messages", typed).status_code == 422
    notice = Paper.objects.get(case=case, status="draft")
    browser.post(f"/cases/{case.pk}/papers/{notice.pk}/send", {"way": "site"})
    assert "공익신고 접수 통지" in browser.get(f"/cases/{case.pk}/").content.decode()
