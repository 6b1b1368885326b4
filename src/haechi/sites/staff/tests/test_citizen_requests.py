"""A request that a citizen filed on the public page, as the office sees it (RC-7)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from haechi.applicants.access import open_application, sign_in
from haechi.applicants.filing import Filing, file_request
from haechi.applicants.following import answers_of, supply
from haechi.applicants.models import PAPERS_DAYS
from haechi.applicants.types import Content, Verdict, Way
from haechi.common.clock import now
from haechi.disclosures.models import Request, RequestPeriods
from haechi.disclosures.retention import destroy_due_requests
from haechi.reports.types import new_draft_token
from haechi.sites.staff.tests.test_call_requests import town
from haechi.sites.staff.tests.test_calls import CALLER, Town

__all__ = ["town"]
CONTENT = Content(name="홍길동", number=CALLER, purpose="이의신청", reason="확인하려 합니다.")


@pytest.fixture
def opened(town: Town):
    institution = town.people["keeper"].officer.institution
    receipt = file_request(Filing(institution, Way.VIEWING, CONTENT, new_draft_token()))
    session = sign_in(
        institution=institution, typed_key=receipt.request_key, typed_password=receipt.password
    )
    return lambda: open_application(institution, session)


def page(town: Town, who: str = "keeper") -> str:
    url = reverse("call_request", args=[Request.objects.get().pk])
    return str(town.client(who).get(url).content.decode())


def step(town: Town, name: str, **fields: str) -> None:
    url = reverse("call_request_step", args=[Request.objects.get().pk, name])
    town.client("keeper").post(url, fields)


def test_it_stands_in_the_list_and_says_where_it_came_from(town, opened):
    listed = town.client("keeper").get(reverse("call_requests")).content.decode()
    assert Request.objects.get().display_number in listed
    assert "공개 누리집" in listed
    assert "홍길동" in page(town)
    assert "공개 누리집으로 신청" in page(town)


def test_of_one_day_it_stands_where_its_number_belongs(town, opened):
    """Its day is all that is kept of its time; one that the office took down before it has a time."""
    public = Request.objects.get()
    file_request(Filing(public.institution, Way.VIEWING, CONTENT, new_draft_token()))
    first, second = Request.objects.order_by("pk")
    Request.objects.filter(pk=first.pk).update(received_at=first.received_at + timedelta(hours=9))
    listed = town.client("keeper").get(reverse("call_requests")).content.decode()
    assert listed.index(second.display_number) < listed.index(first.display_number)


def test_what_is_asked_for_comes_back_with_her_words_rc_7(town, opened):
    step(town, "ask", words="신분증 사본을 내 주십시오.")
    (answer,) = answers_of(opened())
    assert (answer.verdict, answer.words) == (Verdict.ASKED, "신분증 사본을 내 주십시오.")
    supply(opened=opened(), words="우편으로 보냈습니다.", token=new_draft_token())
    assert Request.objects.get().state == "more-asked"
    shown = page(town)
    assert "우편으로 보냈습니다." in shown
    assert Request.objects.get().state == "more-asked", "reading changes nothing"
    step(town, "refuse", words="당사자가 아닙니다.")  # as of one that was received
    assert Request.objects.get().state == "refused"


def test_once_granted_the_office_tells_her_when_to_come(town, opened):
    assert "신청인 화면에 알리기" not in page(town)
    Request.objects.update(state="approved")
    assert "신청인 화면에 알리기" in page(town)
    step(town, "tell", words="12월 3일 오후 3시, 본관 2층")
    assert [each.words for each in answers_of(opened())] == ["12월 3일 오후 3시, 본관 2층"]


def test_destroyed_papers_leave_a_page_that_says_so(town, opened):
    step(town, "refuse", words="당사자가 아닙니다.")
    with time_machine.travel(now() + timedelta(days=PAPERS_DAYS + 1)):
        destroy_due_requests()
    shown = page(town)
    assert "서류를 파기했습니다" in shown
    assert "홍길동" not in shown


def test_the_chief_sets_how_long_requests_are_kept(town):
    url = reverse("call_request_periods")
    assert town.client("keeper").get(url).status_code == 404
    chief = town.client("chief")
    assert re.search(r'value="365"', chief.get(url).content.decode())
    assert chief.post(url, {"papers_days": "7", "register_years": "5"}).status_code == 422
    assert chief.post(url, {"papers_days": "180", "register_years": "3"}).status_code == 302
    kept = RequestPeriods.objects.get()
    assert (kept.papers_days, kept.register_years) == (180, 3)
