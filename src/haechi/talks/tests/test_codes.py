"""What a participation code understands, and when it opens a chat (TK-1, TK-2)."""

from datetime import date, timedelta

import pytest
from pytest_django import Settings

from haechi.common.clock import today
from haechi.institutions.models import Institution
from haechi.reports.errors import MustWait
from haechi.reports.models import GuessBudget
from haechi.reports.throttle import purge_idle
from haechi.talks import guessing
from haechi.talks.codes import MalformedCode, draw_code, read_code, written
from haechi.talks.errors import TalkIsOff, WrongCode
from haechi.talks.models import ParticipationCode, TalkSettings
from haechi.talks.services import check_code
from haechi.talks.tests.people import CODE, offer_talk
from haechi.testing import make_institution


@pytest.fixture
def institution(db: None) -> Institution:
    return make_institution().institution


@pytest.mark.parametrize(
    "typed",
    [
        "48205937",
        "4820 5937",
        " 4820-5937\n",
        "４８２０　５９３７",
        "4B2O S937",
        "4820·5937.",
        "48\u200b205937",
        "٤٨٢٠٥٩٣٧",
        "48２О5937",
    ],
)
def test_look_alikes_full_width_digits_and_spaces_are_understood(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "4820593", "482059371", "4820x937", "가나다라마바사아", "½" * 8]
)
def test_what_is_no_code_is_told_so(typed: str) -> None:
    with pytest.raises(MalformedCode):
        read_code(typed)


def test_drawn_codes_have_eight_digits_and_no_zero_at_the_front() -> None:
    drawn = {draw_code() for _ in range(200)}
    assert len(drawn) > 190
    assert all(read_code(written(code)) == code and code[0] != "0" for code in drawn)


@pytest.mark.parametrize(
    "changes",
    [
        {"first_day": date(2000, 1, 1), "last_day": today() - timedelta(days=1)},
        {"first_day": today() + timedelta(days=1), "last_day": None},
        {"replaced_on": today()},
        {"text": "11111112"},
    ],
)
def test_old_coming_replaced_and_never_given_codes_look_the_same(
    institution: Institution, changes: dict[str, object]
) -> None:
    code = offer_talk(institution)
    assert check_code(institution, CODE) == code
    ParticipationCode.objects.filter(pk=code.pk).update(**changes)
    with pytest.raises(WrongCode):
        check_code(institution, CODE)
    assert GuessBudget.objects.get(scope=guessing.SCOPE).level == guessing.CODES.capacity - 1


def test_a_code_opens_no_chat_at_another_institution_and_none_where_talk_is_off(
    institution: Institution,
) -> None:
    offer_talk(institution)
    other = make_institution("saebyeok", name_ko="새벽구청").institution
    with pytest.raises(TalkIsOff):
        check_code(other, CODE)
    TalkSettings.objects.create(institution=other, is_on=True)
    with pytest.raises(WrongCode):
        check_code(other, CODE)


def test_many_wrong_codes_cost_work_and_never_close_talk_for_good(institution: Institution) -> None:
    offer_talk(institution)
    guessing.count_wrong_code()
    GuessBudget.objects.filter(scope=guessing.SCOPE).update(level=guessing.DEEPEST)
    with pytest.raises(MustWait) as asked:
        check_code(institution, CODE)
    assert asked.value.bits <= 28, (
        "work that a telephone can do: strangers cannot shut the staff out"
    )
    GuessBudget.objects.filter(scope=guessing.SCOPE).update(level=0.0)
    with pytest.raises(MustWait) as asked:
        check_code(institution, CODE)
    assert asked.value.seconds == 1


def test_the_budget_of_codes_is_not_swept_before_it_is_full(
    institution: Institution, settings: Settings
) -> None:
    guessing.count_wrong_code()
    row = GuessBudget.objects.get(scope=guessing.SCOPE)
    purge_idle(moment=row.minute * 60)
    assert GuessBudget.objects.filter(scope=guessing.SCOPE).exists()
