"""An institution's own words, its other channels, and what a suspension leaves open (HL-3, HL-8, HL-12)."""

import pytest

from haechi.cases.models import CaseSettings
from haechi.conversations.selectors import messages_of
from haechi.custody.types import UnlockedOfficer
from haechi.inbox.access import report_for
from haechi.institutions.models import ContactChannel, Institution, InstitutionText
from haechi.institutions.types import ChannelKind, InstitutionStatus, TextKind
from haechi.reports.models import Draft, Report
from haechi.reports.states import ReportState
from haechi.sites.reporter.tests.samples import photo, upload
from haechi.sites.reporter.tests.site import Reporter, body, hidden
from haechi.staff.types import OfficerAtWork
from haechi.testing import at_work


def say(reporter: Reporter, kind: TextKind, korean: str, english: str = "") -> None:
    InstitutionText.objects.create(
        institution=reporter.at.institution, kind=kind, text_ko=korean, text_en=english
    )


@pytest.fixture
def hotline(reporter: Reporter) -> ContactChannel:
    return ContactChannel.objects.create(
        institution=reporter.at.institution,
        kind=ChannelKind.HOTLINE,
        name_ko="청렴 신고전화",
        name_en="Integrity line",
        address_ko="02-000-1234",
        hours_ko="평일 9시~18시",
        hours_en="Weekdays 9–18",
    )


def suspend(reporter: Reporter) -> None:
    Institution.objects.update(status=InstitutionStatus.SUSPENDED)


def test_own_words_stand_on_form_receipt_and_notice_and_are_escaped(reporter: Reporter) -> None:
    say(reporter, TextKind.INTRO, "<b>어서</b> 오십시오", "Welcome & hello")
    say(reporter, TextKind.PROMISE, "지켜 드립니다")
    say(reporter, TextKind.RECEIPT, "곧 읽겠습니다")
    say(reporter, TextKind.PRIVACY, "세 가지만 보관합니다")
    form = body(reporter.client.get("/hanbit/"))
    assert "&lt;b&gt;어서&lt;/b&gt; 오십시오" in form
    assert "지켜 드립니다" in form
    assert "Welcome &amp; hello" in body(reporter.client.get("/en/hanbit/"))
    fields = reporter.opens_form() | {"to": "submit", "kind": "drawn"}
    assert "곧 읽겠습니다" in body(reporter.posts(fields))
    notice = reporter.client.get("/hanbit/privacy/")
    assert "세 가지만 보관합니다" in body(notice)
    assert "날부터 5년이 지나면" in body(notice)
    assert "공익신고로 처리한" not in body(notice)  # this institution offers no way with a name
    assert not notice.cookies


@pytest.mark.parametrize(
    "path", ["/hanbit", "/hanbit/talk", "/hanbit/e/floor-3", "/en/hanbit", "/check"]
)
def test_an_address_typed_from_a_poster_without_its_last_slash_goes_on(
    reporter: Reporter, path: str
) -> None:
    answer = reporter.client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, f"{path}/")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("path", ["/hanbit//evil.example", "/a/b/c/d", "/x y"])
def test_no_other_address_goes_anywhere(reporter: Reporter, path: str) -> None:
    assert reporter.client.get(path).status_code == 404
    assert reporter.client.post("/hanbit").status_code == 404


def test_the_notice_tells_how_long_the_record_of_a_case_is_kept(
    reporter: Reporter, centre: dict[str, OfficerAtWork]
) -> None:
    page = body(reporter.client.get("/hanbit/privacy/"))
    assert (
        "공익신고로 처리한 기록은 종결한 다음 해 1월 1일부터 5년 동안 보존한 뒤 파기합니다." in page
    )
    CaseSettings.objects.create(institution=reporter.at.institution, retention_years=0)
    assert "영구 보존합니다" in body(reporter.client.get("/hanbit/privacy/"))


def test_closing_words_come_when_the_report_is_completed_and_not_before(reporter: Reporter) -> None:
    say(reporter, TextKind.CLOSING, "모두 마쳤습니다")
    reporter.signs_in(*reporter.reports())
    assert "모두 마쳤습니다" not in reporter.thread()
    Report.objects.update(state=ReportState.DONE)
    assert "모두 마쳤습니다" in reporter.thread()


def test_other_channels_are_reached_from_form_and_start_without_cookie_or_map_hl12(
    reporter: Reporter, hotline: ContactChannel
) -> None:
    for path in ("/", "/hanbit/"):
        assert 'href="/hanbit/channels/"' in body(reporter.client.get(path)), path
    page = reporter.client.get("/hanbit/channels/")
    text = body(page)
    for shown in (hotline.name_ko, "02-000-1234", "평일 9시~18시", "번호나 주소를 알 수 있습니다"):
        assert shown in text
    assert "tel:" not in text, "a tap must not call from her own number"
    assert not page.cookies
    assert "http" not in text.split("<main")[1].split("</main>")[0]
    english = body(reporter.client.get("/en/hanbit/channels/"))
    assert "Integrity line" in english
    assert "Weekdays 9–18" in english


def test_without_channels_nothing_leads_there_hl12(reporter: Reporter) -> None:
    for path in ("/", "/hanbit/"):
        assert "/hanbit/channels/" not in body(reporter.client.get(path))
    assert reporter.client.get("/hanbit/channels/").status_code == 200
    assert reporter.client.get("/nowhere/channels/").status_code == 404


@pytest.mark.parametrize("path", ["/hanbit/", "/hanbit/e/home/", "/en/hanbit/"])
def test_a_suspended_institution_names_its_other_channels_hl8(
    reporter: Reporter, hotline: ContactChannel, path: str
) -> None:
    suspend(reporter)
    page = reporter.client.get(path)
    assert page.status_code == 404
    assert "02-000-1234" in body(page)
    assert 'name="text"' not in body(page)
    assert reporter.client.get("/hanbit/channels/").status_code == 200
    assert "한빛구청" not in body(reporter.client.get("/"))


def test_suspended_while_writing_nothing_is_stored_and_the_text_is_shown_to_copy_hl8(
    reporter: Reporter, hotline: ContactChannel
) -> None:
    fields = reporter.opens_form() | {"to": "submit", "kind": "drawn"}
    suspend(reporter)
    page = reporter.posts(fields | {"files": upload("사진.jpg", photo())})
    assert page.status_code == 404
    assert f'<p class="user-text">{fields["text"]}</p>' in body(page)
    assert hidden(body(page), "text") == fields["text"], "sent again once it is open again"
    assert not Report.objects.exists()
    assert not Draft.objects.exists()


def test_suspended_with_open_reports_both_sides_go_on_hl8(reporter: Reporter) -> None:
    key, password = reporter.reports()
    suspend(reporter)
    assert reporter.signs_in(key, password).status_code == 302
    assert "상품권을 받는 것을" in reporter.thread()
    reporter.client.post("/thread/message", reporter.message_fields(text="덧붙입니다"))
    officer: UnlockedOfficer = reporter.at.officers[0]
    opened = report_for(at_work(officer), Report.objects.get().pk)
    assert [message.text for message in messages_of(opened)] == ["덧붙입니다"]
