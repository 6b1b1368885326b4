"""Participation codes by the calendar (TK-2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from haechi.institutions.models import Institution
from haechi.institutions.services import create_institution
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.rotation import (
    KEPT,
    codes_from,
    forget_old,
    provide,
    replace,
    reschedule,
    span_of,
)
from haechi.talks.types import Rotation

START = date(2026, 11, 22)


def offering(rotation: Rotation) -> Institution:
    institution = create_institution(slug="hanbit", name_ko="한빛구청", name_en="Hanbit")
    TalkSettings.objects.create(institution=institution, is_on=True, rotation=rotation)
    return institution


def valid_on(institution: Institution, day: date) -> list[ParticipationCode]:
    return [
        c for c in ParticipationCode.objects.filter(institution=institution) if c.is_valid_on(day)
    ]


@given(rotation=st.sampled_from(Rotation), day=st.dates(date(2024, 1, 1), date(2040, 1, 1)))
def test_a_span_begins_on_its_day_and_ends_by_sunday(rotation: Rotation, day: date):
    first, last = span_of(rotation, day)
    assert first == day
    if rotation is Rotation.BY_HAND:
        assert last is None
    else:
        assert last is not None
        assert day <= last <= day + timedelta(days=6)
        assert rotation is not Rotation.WEEKLY or last.weekday() == 6


FEW = settings(max_examples=12)


class DaysOfCodes(TestCase):
    """What the worker leaves behind, whenever it ran, whatever officers did meanwhile, and under a clock
    that is set forward and back."""

    @FEW
    @given(
        rotation=st.sampled_from(Rotation),
        steps=st.lists(
            st.tuples(st.integers(-3, 5), st.sampled_from(["", "", "leak", "change"])), max_size=12
        ),
    )
    def test_every_day_on_which_the_worker_ran_has_one_code_and_no_two_are_alike(
        self, rotation: Rotation, steps: list[tuple[int, str]]
    ):
        institution, day = offering(rotation), START
        for ahead, act in steps:
            day += timedelta(days=ahead)
            provide(institution.pk, day)
            if act == "leak":
                replace(codes_from(institution, day)[0], day)
            if act == "change":
                row = TalkSettings.objects.get()
                row.rotation = {"daily": "weekly", "weekly": "by_hand", "by_hand": "daily"}[
                    row.rotation
                ]
                row.save()
                reschedule(row, day)
                provide(institution.pk, day)
            assert len(valid_on(institution, day)) == 1
            assert provide(institution.pk, day) == 0
        texts = list(ParticipationCode.objects.values_list("text", flat=True))
        assert len(set(texts)) == len(texts)

    @FEW
    @given(rotation=st.sampled_from([Rotation.DAILY, Rotation.WEEKLY]), days=st.integers(1, 25))
    def test_a_worker_that_runs_daily_has_the_code_of_the_next_day_ready(
        self, rotation: Rotation, days: int
    ):
        institution = offering(rotation)
        for ahead in range(days):
            day = START + timedelta(days=ahead)
            provide(institution.pk, day)
            assert len(valid_on(institution, day)) == 1
            assert len(valid_on(institution, day + timedelta(days=1))) == 1


@pytest.mark.django_db
def test_a_leaked_code_opens_nothing_at_once_and_its_days_go_on_under_another():
    institution = offering(Rotation.WEEKLY)
    provide(institution.pk, START)
    old = codes_from(institution, START)[0]
    new = replace(old, START)
    old.refresh_from_db()
    assert not old.is_valid_on(START)
    assert (new.first_day, new.last_day) == (START, old.last_day)
    assert new.text != old.text


@pytest.mark.django_db
def test_where_talk_is_off_no_code_is_made():
    institution = offering(Rotation.DAILY)
    TalkSettings.objects.update(is_on=False)
    assert provide(institution.pk, START) == 0
    assert not ParticipationCode.objects.exists()


@pytest.mark.django_db
def test_a_code_is_forgotten_a_year_after_its_last_day_also_one_changed_by_hand():
    institution = offering(Rotation.BY_HAND)
    provide(institution.pk, START)
    replace(ParticipationCode.objects.get(), START)
    forget_old(START + timedelta(days=KEPT))
    assert ParticipationCode.objects.count() == 2
    forget_old(START + timedelta(days=KEPT + 1))
    assert ParticipationCode.objects.get().replaced_on is None
