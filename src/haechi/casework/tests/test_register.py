"""The register stays quick and whole however long it is: pages by key, titles by key (PI-5)."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from haechi.cases.types import CaseContent
from haechi.casework.register import RegisterFilter, register_page, register_rows
from haechi.casework.selectors import board_of_protection, clocks_due


def queries(act) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len(asked)


def numbers(page) -> list[tuple[int, int]]:
    return [(row.case.year, row.case.sequence) for row in page.rows]


def test_a_page_asks_the_database_as_often_for_many_cases_as_for_one(centre, calendar):
    centre.receive()

    def looks():
        register_page(centre.kim, RegisterFilter())
        list(register_rows(centre.kim, RegisterFilter()))
        list(clocks_due(centre.kim))
        board_of_protection(centre.kim)

    looks()  # opens the desk's key, once
    few = queries(looks)
    for _ in range(11):
        centre.receive()
    assert queries(looks) == few


def test_pages_go_over_the_turn_of_a_year_and_back(centre, calendar):
    calendar.go(date(2025, 12, 30))
    for _ in range(3):
        centre.receive()
    calendar.go(date(2026, 1, 2))
    for _ in range(27):
        centre.receive()
    newest = register_page(centre.kim, RegisterFilter())
    assert numbers(newest) == [(2026, number) for number in range(27, 2, -1)]
    older = register_page(centre.kim, RegisterFilter(), before=newest.older)
    assert numbers(older) == [(2026, 2), (2026, 1), (2025, 3), (2025, 2), (2025, 1)]
    assert older.older is None
    back = register_page(centre.kim, RegisterFilter(), after=older.newer)
    assert numbers(back) == numbers(newest)


def test_an_export_has_every_line_in_the_order_of_receipt_with_its_own_title(
    centre, calendar, monkeypatch
):
    monkeypatch.setattr("haechi.casework.register._BATCH", 4)
    for number in range(1, 11):
        centre.receive(content=CaseContent(f"신고 {number}"))
    lines = list(register_rows(centre.kim, RegisterFilter()))
    assert [(row.case.sequence, row.title) for row in lines] == [
        (number, f"신고 {number}") for number in range(1, 11)
    ]
    assert {row.handlers for row in lines} == {("김한결",)}
    assert {row.title for row in register_rows(centre.lee, RegisterFilter())} == {""}
