"""One report: opening and its row, what is done with it, two officers at once (HL-7, ALL-2)."""

import re
import uuid

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.conversations.models import Message
from haechi.conversations.selectors import messages_of
from haechi.inbox.access import report_for
from haechi.inbox.models import InternalNote, LegalHold
from haechi.inbox.selectors import notes_of
from haechi.reports.models import Report
from haechi.reports.selectors import result_of
from haechi.reports.states import ReportState
from haechi.sites.staff.tests.conftest import FileReport, House, employ
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db


def acts(*actions: Action) -> list[str]:
    return list(
        AuditEntry.objects.filter(action__in=actions)
        .order_by("sequence")
        .values_list("action", flat=True)
    )


def path(report: Report, part: str = "") -> str:
    return f"/reports/{report.pk}/{part}"


def test_the_page_shows_what_was_written_and_leaves_exactly_one_row(
    house: House, file_report: FileReport
) -> None:
    report = file_report("현장 소장이 돈을 받았습니다.", when="11월", where="현장", who="소장")
    before = AuditEntry.objects.count()
    response = house.officer.client().get(path(report))
    page = response.content.decode()
    for words in ("현장 소장이 돈을 받았습니다.", "11월", report.display_number, "접수"):
        assert words in page
    assert AuditEntry.objects.count() == before + 1
    row = AuditEntry.objects.latest("sequence")
    assert (row.action, row.subject) == (Action.REPORT_OPENED, f"report:{report.pk}")
    assert (row.actor_id, row.place) == (house.officer.officer.pk, "192.0.2.7")
    assert response.headers["Cache-Control"] == "no-store"


def test_what_strangers_wrote_is_text_not_markup(house: House, file_report: FileReport) -> None:
    report = file_report('<script>alert(1)</script><img src=x onerror="x">', who="<b>소장</b>")
    page = house.head.client().get(path(report)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>소장" not in page


def test_a_report_of_another_institution_looks_missing(
    house: House, file_report: FileReport
) -> None:
    other = make_institution("other", officers=("정지호",))
    foreign = file_report(staffed=other)
    client = house.head.client()
    missing = client.get(f"/reports/{uuid.uuid4()}/")
    forbidden = client.get(path(foreign))
    assert (missing.status_code, forbidden.status_code) == (404, 404)
    strip = re.compile(r'next=[^"]+|value="[^"]+"')
    assert strip.sub("", missing.content.decode()) == strip.sub("", forbidden.content.decode())
    for part in ("messages", "notes", "state", "result", "assignment", "merge"):
        assert client.post(path(foreign, part), {"text": "x"}).status_code == 404
    assert acts(Action.REPORT_OPENED) == []


def test_without_a_duty_the_report_is_closed(house: House, file_report: FileReport) -> None:
    report = file_report()
    house.officer.officer.duties.all().delete()
    assert house.officer.client().get(path(report)).status_code == 404


def test_status_moves_on_and_is_recorded(house: House, file_report: FileReport) -> None:
    report = file_report()
    client = house.officer.client()
    response = client.post(path(report, "state"), {"seen": "received", "new": "confirmed"})
    assert response["Location"] == f"{path(report)}#status"
    report.refresh_from_db()
    assert report.state == ReportState.CONFIRMED
    assert acts(Action.REPORT_STATE) == [Action.REPORT_STATE]


def test_two_officers_changing_the_status_at_once_conflict_in_words(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    house.head.client().post(path(report, "state"), {"seen": "received", "new": "investigating"})
    late = house.officer.client().post(
        path(report, "state"), {"seen": "received", "new": "confirmed"}
    )
    assert late.status_code == 409
    page = late.content.decode()
    assert "다른 담당자가 먼저 바꾸었습니다" in page
    assert '<input type="hidden" name="seen" value="investigating"' in page
    report.refresh_from_db()
    assert report.state == ReportState.INVESTIGATING


def test_a_message_is_sent_once_however_often_its_form_is(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    client = house.officer.client()
    page = client.get(path(report)).content.decode()
    uid = re.search(r'name="uid" value="([^"]+)"', page)
    assert uid is not None
    data = {"text": "언제부터였습니까?\r\n알려 주십시오.", "uid": uid[1]}
    for _attempt in range(2):
        assert client.post(path(report, "messages"), data).status_code == 302
    assert Message.objects.count() == 1
    views = messages_of(report_for(house.head.at_work, report.pk))
    assert [view.text for view in views] == ["언제부터였습니까?\n알려 주십시오."]
    shown = client.get(path(report)).content.decode()
    assert "언제부터였습니까?" in shown


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x07", "\u202e"])
def test_an_empty_message_is_refused_and_nothing_is_sent(
    house: House, file_report: FileReport, text: str
) -> None:
    report = file_report()
    response = house.head.client().post(
        path(report, "messages"), {"text": text, "uid": str(uuid.uuid4())}
    )
    assert response.status_code == 422
    assert Message.objects.count() == 0


def test_a_text_that_is_too_long_comes_back_whole(
    house: House, file_report: FileReport, settings: Settings
) -> None:
    settings.MAX_TEXT_CHARS = 1000
    report = file_report()
    text = "가" * 1001
    response = house.head.client().post(path(report, "result"), {"text": text})
    assert response.status_code == 422
    assert text in response.content.decode()
    assert "1,000자까지" in response.content.decode()


def test_notes_and_results_are_sealed_and_shown(house: House, file_report: FileReport) -> None:
    report = file_report()
    client = house.officer.client()
    client.post(path(report, "notes"), {"text": "계약 서류를 받아 둘 것", "uid": str(uuid.uuid4())})
    client.post(path(report, "result"), {"text": "징계를 요구하였습니다."})
    opened = report_for(house.head.at_work, report.pk)
    assert [note.text for note in notes_of(opened)] == ["계약 서류를 받아 둘 것"]
    assert result_of(opened) == "징계를 요구하였습니다."
    assert "계약 서류".encode() not in bytes(InternalNote.objects.get().body)
    page = house.head.client().get(path(report)).content.decode()
    assert "계약 서류를 받아 둘 것" in page
    assert page.count("징계를 요구하였습니다.") == 2, "in the facts and in the editor"
    assert acts(Action.NOTE_ADDED, Action.RESULT_SET) == [Action.NOTE_ADDED, Action.RESULT_SET]


def test_assignment_offers_only_those_who_can_open_it(
    house: House, file_report: FileReport
) -> None:
    report = file_report(excluded=(house.officer,))
    client = house.head.client()
    page = client.get(path(report))
    offered = set(page.context["forms"]["assign"].fields["officer"].queryset)
    assert offered == {house.head.officer}
    assert "이도윤" in page.content.decode(), "who was excluded is told to those who may read"
    refused = client.post(path(report, "assignment"), {"officer": house.officer.officer.pk})
    assert refused.status_code == 422
    assert client.post(path(report, "assignment"), {"officer": house.head.officer.pk}).status_code
    report.refresh_from_db()
    assert report.assignee == house.head.officer
    client.post(path(report, "assignment"), {"officer": ""})
    report.refresh_from_db()
    assert report.assignee is None


def test_duplicates_are_merged_after_one_question(house: House, file_report: FileReport) -> None:
    first, second = file_report(), file_report()
    client = house.head.client()
    asked = client.post(path(second, "merge"), {"number": first.display_number})
    assert asked.status_code == 200
    assert "되돌릴 수 없습니다" in asked.content.decode()
    second.refresh_from_db()
    assert second.merged_into is None
    client.post(path(second, "merge"), {"number": first.display_number, "confirm": "yes"})
    second.refresh_from_db()
    assert second.merged_into == first
    page = client.get(path(first)).content.decode()
    assert f'href="{path(second)}"' in page
    assert path(second, "state") not in client.get(path(second)).content.decode()


@pytest.mark.parametrize("number", ["", "abc", "2020-000001"])
def test_merging_with_nothing_is_told(house: House, file_report: FileReport, number: str) -> None:
    report = file_report()
    response = house.head.client().post(path(report, "merge"), {"number": number})
    assert response.status_code == 422


def test_a_report_cannot_be_merged_into_itself_or_twice(
    house: House, file_report: FileReport
) -> None:
    first, second, third = file_report(), file_report(), file_report()
    client = house.head.client()

    def merge(one: Report, other: Report) -> int:
        data = {"number": other.display_number, "confirm": "yes"}
        return client.post(path(one, "merge"), data).status_code

    assert merge(first, first) == 422
    assert merge(second, first) == 302
    assert merge(second, third) == 422
    assert merge(third, second) == 422


def test_deliveries_of_notices_are_shown(house: House, file_report: FileReport) -> None:
    report = file_report()
    page = house.head.client().get(path(report))
    rows = page.context["deliveries"]
    assert {row.officer for row in rows} == {"김한결 감사담당관", "이도윤 감사담당관"}
    assert "보내는 중" in page.content.decode()


def test_a_withdrawn_report_says_so(house: House, file_report: FileReport) -> None:
    report = file_report()
    Report.objects.update(withdrawn_on=report.received_on)
    page = house.head.client().get(path(report)).content.decode()
    assert "신고자가 취하하였습니다" in page


def test_nothing_is_done_by_get(house: House, file_report: FileReport) -> None:
    report = file_report()
    client = house.head.client()
    for part in ("messages", "notes", "state", "result", "assignment", "merge"):
        assert client.get(path(report, part)).status_code == 405


def test_a_foreign_officer_cannot_be_assigned(house: House, file_report: FileReport) -> None:
    other = make_institution("other", officers=("정지호",))
    foreign = employ(other.officers[0], "jiho", Role.HEAD)
    report = file_report()
    response = house.head.client().post(path(report, "assignment"), {"officer": foreign.officer.pk})
    assert response.status_code == 422


def test_signed_out_posts_lead_to_sign_in(
    client: Client, house: House, file_report: FileReport
) -> None:
    report = file_report()
    response = client.post(path(report, "notes"), {"text": "x"})
    assert response["Location"] == "/account/sign-in/?next=/"
    assert InternalNote.objects.count() == 0


def test_the_head_of_audit_alone_holds_a_report_back_from_destruction(
    house: House, file_report: FileReport
) -> None:
    report = file_report()
    boss, officer = house.head.client(), house.officer.client()
    assert officer.post(path(report, "hold"), {"text": "x"}).status_code == 404
    assert path(report, "hold") not in officer.get(path(report)).content.decode()
    assert boss.post(path(report, "hold"), {"text": ""}).status_code == 422
    boss.post(path(report, "hold"), {"text": "검찰 요청 제3호"})
    assert "검찰 요청 제3호" in officer.get(path(report)).content.decode()
    assert "검찰".encode() not in bytes(LegalHold.objects.get().reason)
    assert officer.post(path(report, "hold/release")).status_code == 404
    boss.post(path(report, "hold/release"))
    assert not LegalHold.objects.exists()
    assert acts(Action.HOLD_SET, Action.HOLD_RELEASED) == [Action.HOLD_SET, Action.HOLD_RELEASED]


def test_a_note_sent_twice_makes_one_note(house: House, file_report: FileReport) -> None:
    report, client = file_report(), house.officer.client()
    page = client.get(path(report)).content.decode()
    form = page.split(f'action="{path(report, "notes")}"')[1].split("</form>")[0]
    drawn = re.search(r'name="uid" value="([0-9a-f-]{36})"', form)
    assert drawn is not None, "the page draws the identifier"
    sent = {"text": "서류를 받아 둘 것", "uid": drawn[1]}
    for _again in range(2):
        assert client.post(path(report, "notes"), sent).status_code == 302
    assert InternalNote.objects.count() == 1
    assert acts(Action.NOTE_ADDED) == [Action.NOTE_ADDED]
    other = file_report()
    assert client.post(path(other, "notes"), sent).status_code == 404
    assert client.post(path(report, "notes"), {"text": "서류"}).status_code == 422
    assert InternalNote.objects.count() == 1
