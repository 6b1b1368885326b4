"""Search over what this officer may open: within a time, in pieces, one row each (journey 4)."""

import pytest

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.reports.types import ReportContent
from haechi.sites.staff.tests.conftest import FileReport, House
from haechi.sites.staff.views import search as view
from haechi.sites.staff.views.search import snippet

pytestmark = pytest.mark.django_db


def search_rows() -> list[dict[str, int]]:
    rows = AuditEntry.objects.filter(action=Action.REPORT_SEARCHED).order_by("sequence")
    return [row.detail for row in rows]


def test_all_words_must_occur_and_the_row_tells_only_counts(
    house: House, file_report: FileReport
) -> None:
    hit = file_report("하도급 대금을 가로챘습니다", who="박 소장")
    file_report("회식비를 강요하였습니다")
    response = house.head.client().post("/search/", {"words_typed": "하도급 소장"})
    found = response.context["walk"].found
    assert [item.hit.report.pk for item in found] == [hit.pk]
    assert "<mark>하도급</mark>" in response.content.decode()
    assert search_rows() == [{"looked": 2, "hits": 1}]
    assert "하도급" not in str(AuditEntry.objects.values_list("detail", "subject"))


def test_excluded_officers_find_nothing(house: House, file_report: FileReport) -> None:
    file_report("하도급 대금", excluded=(house.officer,))
    client = house.officer.client()
    assert client.post("/search/", {"words_typed": "하도급"}).context["walk"].found == []
    assert search_rows() == [{"looked": 0, "hits": 0}]


def test_a_search_that_takes_long_stops_and_goes_on(
    house: House, file_report: FileReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [file_report(f"같은 말 {number}") for number in range(3)]
    monkeypatch.setattr(view, "SECONDS", 0)
    client = house.head.client()
    data: dict[str, object] = {"words_typed": "같은 말"}
    seen = []
    for looked in (1, 2, 3):
        response = client.post("/search/", data)
        walk = response.context["walk"]
        seen += [item.hit.report.pk for item in walk.found]
        assert response.context["looked"] == looked
        assert "더 찾기" in response.content.decode()
        data |= {"before": walk.last, "looked": looked}
    assert seen == [report.pk for report in reversed(reports)]
    last = client.post("/search/", data)
    assert last.context["walk"].last is None
    assert "3건을 모두 살펴보았습니다" in last.content.decode()


def test_words_never_stand_in_an_address(house: House, file_report: FileReport) -> None:
    file_report("하도급")
    client = house.head.client()
    assert client.get("/search/?words_typed=하도급").context["walk"] is None
    assert 'method="post"' in client.get("/search/").content.decode()


@pytest.mark.parametrize("typed", ["", " ", "가", "\x00"])
def test_too_little_to_search_for_is_told(house: House, typed: str) -> None:
    assert house.head.client().post("/search/", {"words_typed": typed}).status_code == 422
    assert search_rows() == []


def test_filters_narrow_the_search(house: House, file_report: FileReport) -> None:
    file_report("하도급")
    response = house.head.client().post("/search/", {"words_typed": "하도급", "state": "done"})
    assert response.context["walk"].looked == 0


def test_a_snippet_is_cut_around_the_first_match() -> None:
    text = "가" * 300 + "찾는말" + "나" * 300
    pieces = snippet(ReportContent(text), ["찾는말"])
    assert (True, "찾는말") in pieces
    assert pieces[0] == pieces[-1] == (False, "…")
    assert sum(len(piece) for _matched, piece in pieces) < 250
