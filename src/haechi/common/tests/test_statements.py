"""Queries that are put together once: the same answers as Django's, for whatever values they are asked with."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from haechi.audit.models import AuditEntry
from haechi.common.clock import now
from haechi.common.statements import Change, Statement, columns, insert, loaded
from haechi.institutions.models import Institution
from haechi.reports.models import Draft, Report
from haechi.testing import file_report, make_institution

pytestmark = pytest.mark.django_db


def test_each_asking_has_its_own_values_and_is_put_together_once() -> None:
    made: list[object] = []

    def rows(pk: uuid.UUID, institution: int) -> object:
        made.append(pk)
        return Report.objects.filter(pk=pk, institution=institution).values_list(
            "pk", "received_on"
        )

    asked = Statement(rows, uuid.UUID, int)  # type: ignore[arg-type]
    staffed, other = make_institution(), make_institution("other")
    reports = [file_report(staffed).report for _ in range(2)]
    for report in reports:
        assert asked(report.pk, staffed.institution.pk) == [(report.pk, report.received_on)]
    assert asked(reports[0].pk, other.institution.pk) == []
    assert len(made) == 1


def test_a_statement_that_forgets_one_of_its_values_is_refused() -> None:
    """Else it would answer for everybody what was asked for one."""
    forgetful = Statement(lambda pk, _institution: Report.objects.filter(pk=pk), uuid.UUID, int)
    with pytest.raises(AssertionError):
        forgetful(uuid.uuid4(), 1)


def test_a_text_that_looks_like_something_else_stays_a_text() -> None:
    asked = Statement(lambda pk: Draft.objects.filter(id=pk).values_list("pk"), str)
    assert asked("' OR 1=1 --") == []
    assert asked("%s") == []


def test_what_was_loaded_lets_the_rest_be_looked_at() -> None:
    institution = make_institution().institution
    names = columns(Institution, "slug", "id")
    rows = Statement(lambda pk: Institution.objects.filter(pk=pk).values_list(*names), int)
    found = loaded(Institution, names, rows(institution.pk)[0])
    with CaptureQueriesContext(connection) as queries:
        assert (found, found.slug) == (institution, "hanbit")
    assert not queries.captured_queries
    assert found.name_ko == institution.name_ko


def test_a_change_tells_how_many_rows_it_changed_and_leaves_the_others() -> None:
    staffed = make_institution()
    first, second = (file_report(staffed).report for _ in range(2))
    note = Change(lambda pk: Report.objects.filter(pk=pk), {"has_news": True}, uuid.UUID)
    assert note(first.pk) == 1
    assert note(uuid.uuid4()) == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.has_news, second.has_news) == (True, False)


def test_a_row_put_in_is_the_row_that_django_would_have_stored() -> None:
    given = {"at": now(), "actor_name": "김한결", "place": "", "action": "a", "subject": "s"}
    rows = [
        AuditEntry(sequence=n, detail={"수": 1}, previous=b"\0", mac=bytes([n]), **given)
        for n in (7, 8)
    ]
    insert(rows[0])
    rows[1].save(force_insert=True)
    first, second = (AuditEntry.objects.filter(pk=row.pk).values().get() for row in rows)
    for each in (first, second):
        del each["sequence"], each["mac"]
    assert first == second
    assert not rows[0]._state.adding
