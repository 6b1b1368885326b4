"""A practice day as a trainee meets it, without JavaScript (HL-10)."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from haechi.common.clock import today
from haechi.practice.models import PracticeName, PracticeReport, PracticeSession
from haechi.practice.tests.sessions import make_session, practise
from haechi.reports.models import Attachment, Draft, GuessBudget, KeyDelay, Report
from haechi.sites.reporter.tests.site import Reporter, SiteClient, body, credentials, hidden
from haechi.testing import StaffedInstitution

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(staffed: StaffedInstitution) -> PracticeSession:
    return make_session(staffed)


def at(session: PracticeSession, rest: str = "") -> str:
    return f"/{session.institution.slug}/practice/{session.code}/{rest}"


def filled(client: SiteClient, session: PracticeSession, **changes: Any) -> dict[str, Any]:
    page = body(client.get(at(session)))
    department = session.departments.get(name_ko="총무과")
    category = session.institution.categories.first()
    assert category is not None
    return {
        "draft": hidden(page, "draft"),
        "files_seen": "0",
        "category": category.code,
        "text": "연습입니다. 상품권을 받는 것을 보았습니다.",
        "when": "",
        "where": "",
        "who": "",
        "to": "submit",
        "kind": "drawn",
        "department": str(department.pk),
        "attendee": "",
    } | changes


def send(client: SiteClient, session: PracticeSession, **changes: Any) -> str:
    return body(client.post(at(session), filled(client, session, **changes)))


def marked(page: str) -> bool:
    """Title, heading and bar say that this is practice."""
    title = re.search(r"<title>(.*?)</title>", page, re.S)
    heading = re.search(r"<h1>(.*?)</h1>", page, re.S)
    assert title, page[:200]
    assert heading, page[:200]
    return "[연습]" in title[1] and "[연습]" in heading[1] and "practice-bar" in page


def test_every_page_of_practice_says_so_in_title_heading_and_bar(
    client: SiteClient, session: PracticeSession
):
    form = body(client.get(at(session)))
    review = send(client, session, to="review")
    wrong = send(client, session, text="")
    receipt = send(client, session)
    key, password = credentials(receipt)
    sign_in = body(client.get(at(session, "check/")))
    refused = body(client.post(at(session, "check/"), {"key": key, "password": "없는비밀번호임"}))
    client.post(at(session, "check/"), {"key": key, "password": password})
    thread = body(client.get(at(session, "thread/")))
    out = body(client.post(at(session, "thread/sign-out"), {}))
    pages = (form, review, wrong, receipt, sign_in, refused, thread, out)
    assert [marked(page) for page in pages] == [True] * len(pages)


def test_pages_of_a_real_report_do_not_say_practice(reporter: Reporter, session: PracticeSession):
    form = body(reporter.client.get(reporter.form_url))
    reporter.signs_in(*reporter.reports())
    for page in (form, reporter.thread(), body(reporter.client.get("/check/"))):
        assert "연습" not in page


def test_a_trainee_comes_back_to_a_sample_answer_and_writes(
    client: SiteClient, session: PracticeSession
):
    key, password = credentials(send(client, session))
    assert key.startswith("0")
    client.post(at(session, "check/"), {"key": key.lower(), "password": password})
    page = body(client.get(at(session, "thread/")))
    assert "연습입니다. 상품권을" in page
    assert "연습용 답변입니다" in page
    token = hidden(page, "form_token")
    client.post(at(session, "thread/message"), {"form_token": token, "text": "고맙습니다"})
    page = body(client.get(at(session, "thread/")))
    assert page.count("연습용 답변입니다") == 2
    assert "고맙습니다" in page


def test_a_practice_report_is_counted_for_its_department_and_once(
    client: SiteClient, session: PracticeSession
):
    fields = filled(client, session)
    first = credentials(body(client.post(at(session), fields)))
    again = credentials(body(client.post(at(session), fields)))
    send(client, session, department="-")
    assert first == again
    session.refresh_from_db()
    assert session.departments.get(name_ko="총무과").taken == 1
    assert session.unsaid == 1
    assert not Report.objects.exists()


def test_the_department_is_asked_always_and_the_name_never_required(
    client: SiteClient, session: PracticeSession
):
    response = client.post(at(session), filled(client, session, department=""))
    assert response.status_code == 422
    assert "부서를 고르거나" in body(response)
    send(client, session, attendee="홍길동")
    assert PracticeName.objects.count() == 1


def test_a_file_is_cleaned_shown_and_destroyed_on_sending(
    client: SiteClient, session: PracticeSession
):
    out, exif = BytesIO(), Image.Exif()
    exif[0x013B] = "홍길동"
    Image.new("RGB", (20, 20), "navy").save(out, "JPEG", exif=exif)
    fields = filled(client, session, to="files")
    out.name, _ = "사진.jpg", out.seek(0)
    page = body(client.post(at(session), fields | {"files": out}))
    assert "사진.jpg" in page
    assert "저장하기 전에 지운 정보" in page
    sent = body(client.post(at(session), fields | {"to": "submit", "files_seen": "1"}))
    key, password = credentials(sent)
    assert not Attachment.objects.exists()
    assert not Draft.objects.exists()
    client.post(at(session, "check/"), {"key": key, "password": password})
    assert "사진.jpg" in body(client.get(at(session, "thread/")))
    # The same page sent twice: the files are gone, and it is the same receipt all the same.
    again = body(client.post(at(session), fields | {"to": "submit", "files_seen": "1"}))
    assert credentials(again) == (key, password)


@pytest.mark.parametrize("shift", [1, -1])
def test_outside_its_days_the_link_says_so_and_takes_nothing(
    client: SiteClient, staffed: StaffedInstitution, shift: int
):
    session = make_session(staffed)
    fields = filled(client, session)
    days = {"first_day": today() + timedelta(days=shift), "last_day": today() + timedelta(shift)}
    PracticeSession.objects.update(**days, destroyed_after=today() + timedelta(days=20))
    for response in (client.get(at(session)), client.post(at(session), fields)):
        assert response.status_code == 404
        assert marked(body(response))
        assert "지금은 연습 기간이 아닙니다" in body(response)
        assert f'href="/{session.institution.slug}/"' in body(response)
    assert not PracticeReport.objects.exists()


def test_an_unknown_or_ended_session_looks_the_same(client: SiteClient, session: PracticeSession):
    PracticeSession.objects.update(is_ended=True)
    gone, never = client.get(at(session)), client.get("/hanbit/practice/nothing/")
    assert (gone.status_code, never.status_code) == (404, 404)
    assert body(gone).replace(session.code, "nothing") == body(never)


def test_a_practice_key_at_the_real_form_is_not_tried_and_costs_nothing(
    reporter: Reporter, session: PracticeSession
):
    receipt = practise(session, password="혼자 아는 말 여덟")
    page = body(reporter.signs_in(receipt.report_key, receipt.password))
    assert "연습 때 받은 리포트키입니다" in page
    assert not GuessBudget.objects.exists()
    assert not KeyDelay.objects.exists()


def test_a_real_key_at_the_practice_form_is_not_tried(reporter: Reporter, session: PracticeSession):
    key, password = reporter.reports()
    answer = reporter.client.post(at(session, "check/"), {"key": key, "password": password})
    assert "실제 신고의 리포트키" in body(answer)
    assert "Set-Cookie" not in answer.headers
    assert not GuessBudget.objects.exists()


def test_misses_in_practice_are_counted_apart_from_real_ones(
    client: SiteClient, session: PracticeSession
):
    for _ in range(6):
        client.post(at(session, "check/"), {"key": "0ABCDE", "password": "7391"})
    answer = client.post(at(session, "check/"), {"key": "0ABCDE", "password": "7391"})
    assert answer.status_code == 429
    assert marked(body(answer))
    assert f'action="{at(session, "check/")}"' in body(answer)
    assert set(GuessBudget.objects.values_list("scope", flat=True)) & {"all"} == set()
    assert GuessBudget.objects.filter(scope="p:all").exists()


def test_there_is_no_cookie_before_coming_back_and_none_after(
    client: SiteClient, session: PracticeSession
):
    receipt = send(client, session)
    assert not client.cookies
    key, password = credentials(receipt)
    answer = client.post(at(session, "check/"), {"key": key, "password": password})
    assert "haechi" in answer.cookies
    client.post(at(session, "thread/sign-out"), {})
    assert client.cookies["haechi"].value == ""


def test_a_session_of_practice_opens_no_real_thread_and_the_other_way_round(
    reporter: Reporter, session: PracticeSession
):
    receipt = practise(session)
    reporter.client.post(
        at(session, "check/"), {"key": receipt.report_key, "password": receipt.password}
    )
    assert reporter.client.get("/thread/").status_code == 401
    reporter.signs_in(*reporter.reports())
    assert reporter.client.get(at(session, "thread/")).status_code == 401


def test_the_receipt_leads_to_the_real_form_with_nothing_carried_over(
    client: SiteClient, session: PracticeSession
):
    page = send(client, session)
    assert "실제로 신고하기" in page
    assert 'href="/hanbit/"' in page
    assert f'action="{at(session, "receipt/")}"' in page
    saved = client.post(at(session, "receipt/"), {"key": "0ABCDE", "password": "7391"})
    assert "[연습] 리포트키: 0ABCDE" in body(saved)
    assert at(session, "check/") in body(saved)


def test_in_english_everything_is_there_too(client: SiteClient, session: PracticeSession):
    page = body(client.get("/en" + at(session)))
    assert "[Practice] Report anonymously" in page
    assert f'href="/en{at(session, "check/")}"' in page
