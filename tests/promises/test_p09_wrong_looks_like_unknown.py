"""P-09: a wrong password and an unknown report key look the same and take the same way."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.promises.story import try_sign_in
from tests.promises.world import World

from haechi.crypto import credentials, kdf
from haechi.reports.access import sign_in
from haechi.reports.errors import WrongCredential
from haechi.testing import file_report, make_institution


@pytest.mark.process
def test_both_answers_are_the_same_page(world: World):
    reporter, pages = world.reporter(), []
    for key, password in (("YYYYYY", world.paper.password), (world.paper.key, "7149")):
        answer = try_sign_in(reporter, key, password)
        headers = {k: v for k, v in answer.headers.items() if k != "date"}
        pages.append((answer.status_code, headers, without(answer.text, key, password)))
    assert pages[0] == pages[1]
    assert pages[0][0] == 422


def without(page: str, *typed: str) -> str:
    for word in typed:
        page = page.replace(word, "TYPED")
    return re.sub(r'value="[\w-]{20,}"', "", page)


@pytest.mark.django_db
def test_both_do_the_same_work_in_the_same_order(monkeypatch):
    """One Argon2id at the same cost, and the same statements to the database."""
    costs: list[object] = []
    real = kdf.derive
    monkeypatch.setattr(
        credentials, "derive", lambda *a, **kw: costs.append(kw["cost"]) or real(*a, **kw)
    )
    filed = file_report(make_institution(), password="4837")
    costs.clear()
    ways = []
    # A first miss, so that the budget for all is there already.
    for key, password in (
        ("XXXXXX", "5926"),
        ("YYYYYY", "4837"),
        (filed.receipt.report_key, "7149"),
    ):
        with CaptureQueriesContext(connection) as queries, pytest.raises(WrongCredential):
            sign_in(typed_key=key, typed_password=password)
        ways.append([shape(query["sql"]) for query in queries.captured_queries])
    assert ways[1] == ways[2]
    assert len(ways[1]) > 5
    assert costs == [kdf.REPORTER_COST] * 3


def shape(sql: str) -> str:
    """A statement without its values."""
    return re.sub(r"'[^']*'|x'[0-9a-f]*'|\b[\d.]+\b|\"s\d+_x\d+\"", "?", sql)


@pytest.mark.django_db
def test_no_statement_asks_for_a_report_by_anything_but_key_and_password_together():
    filed = file_report(make_institution(), password="4837")
    with CaptureQueriesContext(connection) as queries:
        sign_in(typed_key=filed.receipt.report_key, typed_password="4837")
    asked = [q["sql"] for q in queries.captured_queries if 'FROM "reports_report"' in q["sql"]]
    # One more statement asks whether there are reports of release 0.1 at all; it names none.
    named = [sql for sql in asked if '"derivation" = 1 LIMIT 1' not in sql]
    assert len(named) == 1
    assert '"locator" IN (' in named[0]
