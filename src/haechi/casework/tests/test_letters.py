"""Letters and objections of one day stay in the order in which they were filed (제17조, PI-9, PI-11)."""

import uuid
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from haechi.cases.models import Case, Exchange, Objection
from haechi.cases.types import ExchangeKind
from haechi.casework import transfers
from haechi.casework.papers import binder
from haechi.casework.transfers import words_of_exchange

BODIES = [f"{n}번째 기관" for n in range(1, 7)]


@pytest.fixture
def descending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row's identifier is smaller than the one before: sorted by it, the order turns round."""
    left = iter(range(10_000, 0, -1))
    for model in (Exchange, Objection):
        field = model._meta.get_field("id")
        monkeypatch.setattr(field, "_get_default", lambda: uuid.UUID(int=next(left)))


def asked(centre, case: Case, body: str, **more) -> Exchange:
    return transfers.ask(
        actor=centre.kim,
        case_id=case.pk,
        kind=ExchangeKind.COOPERATION,
        body=body,
        text="보내 주십시오.",
        **more,
    )


def test_letters_of_one_day_are_listed_and_bound_as_they_were_filed(centre, calendar, descending):
    opened = centre.receive()
    rows = [asked(centre, opened.case, body) for body in BODIES]
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    listed = list(opened.case.exchanges.all())
    assert [words_of_exchange(opened, row)[0] for row in listed] == BODIES
    bound = [view.title for view in binder(opened) if view.title.startswith("협조 요청")]
    assert bound == [f"협조 요청 ({body})" for body in BODIES]


def test_a_letter_filed_late_stands_with_its_day(centre, calendar, descending):
    opened = centre.receive(received_on=date(2026, 11, 18))
    asked(centre, opened.case, "오늘 기관")
    asked(centre, opened.case, "어제 기관", on=date(2026, 11, 19))
    listed = [words_of_exchange(opened, row)[0] for row in opened.case.exchanges.all()]
    assert listed == ["어제 기관", "오늘 기관"]
    bound = [view.title for view in binder(opened) if view.title.startswith("협조 요청")]
    assert bound == ["협조 요청 (어제 기관)", "협조 요청 (오늘 기관)"]


def test_two_cases_count_apart_and_no_number_comes_twice(centre, calendar):
    first, second = centre.receive().case, centre.receive().case
    asked(centre, first, "가")
    assert asked(centre, second, "나").number == 1
    for model, day in ((Exchange, "on"), (Objection, "received_on")):
        model.objects.filter(case=first).delete()
        given = {"case": first, "number": 1, day: date(2026, 11, 20)}
        done = {"answered_on": date(2026, 11, 20)}
        model.objects.create(**given, **done)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**given, **done)


def test_rows_of_before_get_their_numbers_by_day(centre, calendar):
    first, second = centre.receive().case, centre.receive().case
    for case, number, day in (
        (first, 102, 20),
        (first, 101, 19),
        (first, 104, 20),
        (second, 103, 18),
    ):
        Exchange.objects.create(case=case, number=number, on=date(2026, 11, day))
    import_module("haechi.cases.migrations.0009_numbered_letters").count(apps, None)
    assert list(first.exchanges.values_list("number", "on__day")) == [(1, 19), (2, 20), (3, 20)]
    assert list(second.exchanges.values_list("number", flat=True)) == [1]
