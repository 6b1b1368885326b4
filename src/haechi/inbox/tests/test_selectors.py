"""The inbox: filters, paging by key, unread marks, and a search that opens only what it may (HL-7)."""

import unicodedata
import uuid
from datetime import timedelta
from itertools import pairwise

import pytest

from haechi.common.clock import today
from haechi.conversations.services import post_from_reporter
from haechi.inbox import selectors
from haechi.inbox.models import ReportRead
from haechi.inbox.selectors import (
    Hit,
    InboxFilter,
    by_number,
    duplicates_of,
    inbox_page,
    search,
)
from haechi.inbox.services import open_report
from haechi.reports.models import Report
from haechi.reports.states import ReportState
from haechi.reports.types import new_draft_token
from haechi.testing import file_report, make_institution

ALL = InboxFilter()


def numbers(page) -> list[int]:
    return [report.number % 1_000_000 for report in page.reports]


@pytest.fixture
def ten(house, monkeypatch) -> list[Report]:
    monkeypatch.setattr(selectors, "PAGE", 3)
    return [file_report(house.staffed, f"신고 {n} 번").report for n in range(1, 11)]


def test_pages_go_back_and_forth_without_gaps_or_repeats(house, ten):
    pages, before = [], None
    while True:
        page = inbox_page(house.kim, ALL, before=before)
        pages.append(page)
        if page.older is None:
            break
        before = page.older
    assert [numbers(page) for page in pages] == [[10, 9, 8], [7, 6, 5], [4, 3, 2], [1]]
    assert pages[0].newer is None
    for newer, older in pairwise(pages):
        assert numbers(inbox_page(house.kim, ALL, after=older.newer)) == numbers(newer)


def test_an_empty_inbox_is_one_empty_page(house):
    page = inbox_page(house.kim, ALL)
    assert (page.reports, page.older, page.newer) == ([], None, None)


def test_a_report_that_excludes_the_officer_leaves_no_gap_to_count(house):
    file_report(house.staffed, excluded=[house.staffed.officers[0]])
    assert inbox_page(house.kim, ALL).reports == []
    assert len(inbox_page(house.lee, ALL).reports) == 1


def test_each_filter_finds_what_it_names(house):
    first, second, *_ = house.staffed.institution.categories.all()
    a = file_report(house.staffed, category=first).report
    b = file_report(house.staffed, category=second).report
    Report.objects.filter(pk=a.pk).update(
        state=ReportState.DONE, due_on=today() - timedelta(days=3), received_on="2026-01-05"
    )
    Report.objects.filter(pk=b.pk).update(
        assignee=house.kim.officer, due_on=today() - timedelta(days=1)
    )

    def found(**asked) -> set[Report]:
        return set(inbox_page(house.kim, InboxFilter(**asked)).reports)

    assert found() == {a, b}
    assert found(state=ReportState.DONE) == {a}
    assert found(category_id=second.pk) == {b}
    assert found(mine=True) == {b}
    assert found(overdue=True) == {b}
    assert found(number=a.number) == {a}
    assert found(received_to=today().replace(year=2026, month=1, day=5)) == {a}
    assert found(received_from=today()) == {b}
    assert found(state=ReportState.DONE, mine=True) == set()


def test_a_report_is_unread_until_this_officer_opened_it_and_again_when_the_reporter_writes(house):
    filed = file_report(house.staffed)

    def unread(actor):
        return [report.is_unread for report in inbox_page(actor, ALL).reports]

    assert unread(house.kim) == [True]
    open_report(actor=house.kim, report_id=filed.report.pk)
    assert (unread(house.kim), unread(house.lee)) == ([False], [True])
    assert inbox_page(house.kim, InboxFilter(unread=True)).reports == []
    post_from_reporter(opened=filed.opened(), text="더", token=new_draft_token(), uid=uuid.uuid4())
    assert len(inbox_page(house.kim, InboxFilter(unread=True)).reports) == 1
    assert ReportRead.objects.count() == 1


def test_a_page_opens_no_content(house, django_assert_max_num_queries):
    for _ in range(5):
        file_report(house.staffed)
    with django_assert_max_num_queries(4):
        page = inbox_page(house.kim, ALL)
        shown = [(r.display_number, str(r.category), str(r.assignee)) for r in page.reports]
    assert len(shown) == 5
    assert "content" in page.reports[0].get_deferred_fields()


# Search


def hits(actor, *words, **asked) -> list[int]:
    found = search(actor, InboxFilter(**asked), list(words))
    return [int(item.report.display_number[5:]) for item in found if isinstance(item, Hit)]


def test_a_search_finds_every_word_in_any_field_in_any_case(house):
    file_report(house.staffed, "Apple 회사에서 골프를 쳤다")
    file_report(house.staffed, "골프 접대")
    assert hits(house.kim, "골프") == [2, 1]
    assert hits(house.kim, "apple", "골프") == [1]
    assert hits(house.kim, "없는 말") == []


def test_a_word_pasted_in_decomposed_hangul_finds_as_well(house):
    file_report(house.staffed, "골프 접대")
    assert hits(house.kim, unicodedata.normalize("NFD", "골프")) == [1]


def test_a_search_opens_nothing_that_the_officer_could_not_open(house):
    file_report(house.staffed, "골프", excluded=[house.staffed.officers[0]])
    file_report(make_institution("other", name_ko="다른 곳", name_en="Other"), "골프")
    assert hits(house.kim, "골프") == []
    assert hits(house.lee, "골프") == [1]
    assert list(search(house.kim, ALL, ["골프"])) == []


def test_a_search_can_stop_and_go_on_where_it_stopped(house, ten):
    walk = search(house.kim, ALL, ["신고"])
    first = [next(walk).report.number for _ in range(4)]
    rest = [item.report.number for item in search(house.kim, ALL, ["신고"], before=first[-1])]
    assert [n % 1_000_000 for n in first + rest] == list(range(10, 0, -1))


def test_what_does_not_match_is_walked_past_without_its_content(house):
    file_report(house.staffed, "다른 이야기")
    (item,) = search(house.kim, ALL, ["골프"])
    assert isinstance(item, Report)


# Others


def test_a_number_leads_only_to_what_the_officer_may_see(house):
    report = file_report(house.staffed, excluded=[house.staffed.officers[0]]).report
    assert by_number(house.kim, report.number) is None
    assert by_number(house.lee, report.number) == report


def test_duplicates_that_exclude_the_officer_are_not_listed(house):
    target = file_report(house.staffed).report
    hidden = file_report(house.staffed, excluded=[house.staffed.officers[0]]).report
    Report.objects.filter(pk=hidden.pk).update(merged_into=target)
    assert list(duplicates_of(house.kim, target)) == []
    assert list(duplicates_of(house.lee, target)) == [hidden]
