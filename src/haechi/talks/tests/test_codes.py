"""What a participation code understands, and when it opens a chat (TK-1, TK-2)."""

import contextlib
import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from haechi.common.clock import SEOUL, today
from haechi.institutions.models import Institution
from haechi.reports.challenges import work_bits
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


# Each figure as a hand, a keyboard or another script's may give it; not read from the program.
ZEROES = (0x30, 0xFF10, 0x660, 0x6F0, 0x966, 0x2080, 0x1D7CE)
LETTERS = {
    "0": "OoQDＯｏㅇ○〇◯ОΟ",
    "1": "Iil|Ｉｌㅣ",
    "2": "Zz",
    "3": "З",
    "5": "Ss",
    "6": "Gb",
    "8": "B",
    "9": "gq",
}
BETWEEN = (
    "",
    " ",
    "\u3000",
    "\u00a0",
    "\t",
    "\r\n",
    "-",
    "－",
    "–",
    ".",
    "·",
    "_",
    "\u200b",
    "\ufeff",
    "/",
)


@st.composite
def written_anyhow(draw: st.DrawFn) -> tuple[str, str]:
    """A code, and how somebody typed it."""
    code, typed = draw(st.from_regex(r"[1-9][0-9]{7}", fullmatch=True)), ""
    for figure in code:
        forms = [chr(zero + int(figure)) for zero in ZEROES] + list(LETTERS.get(figure, ""))
        typed += draw(st.sampled_from(BETWEEN)) + draw(st.sampled_from(forms))
    return code, typed + draw(st.sampled_from(BETWEEN))


@given(written_anyhow())
def test_however_its_figures_are_written_a_code_is_read_as_itself(pair: tuple[str, str]) -> None:
    code, typed = pair
    assert read_code(typed) == code


@given(st.text(max_size=40))
def test_whatever_is_typed_is_eight_digits_or_no_code(typed: str) -> None:
    with contextlib.suppress(MalformedCode):
        assert re.fullmatch("[0-9]{8}", read_code(typed), re.ASCII)


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


def asked(institution: Institution, code: str) -> list[str]:
    """What the database is asked for this code, without its values."""
    with CaptureQueriesContext(connection) as queries, contextlib.suppress(WrongCode):
        check_code(institution, code)
    return [re.sub(r"'[^']*'|-?[0-9][0-9.e+-]*", "?", each["sql"]) for each in queries]


def test_wrong_old_coming_replaced_and_elsewhere_codes_take_the_same_way(
    institution: Institution,
) -> None:
    """Same time: the same questions to the database, in the same order; nothing is hashed or stretched. The
    right code takes that way up to the counting of a miss, and its answer tells it apart anyhow."""
    code = offer_talk(institution)
    other = make_institution("saebyeok", name_ko="새벽구청").institution
    past, soon = today() - timedelta(days=1), today() + timedelta(days=1)
    for text, where, first, last, replaced in (
        ("20000001", institution, past, past, None),
        ("20000002", institution, soon, None, None),
        ("20000003", institution, past, None, past),
        ("20000004", other, past, None, None),
    ):
        ParticipationCode.objects.create(
            institution=where, text=text, first_day=first, last_day=last, replaced_on=replaced
        )
    asked(institution, "90000000")  # the first miss of all makes the row of the budget
    ways = {
        text: asked(institution, text) for text in ("90000001", *(f"2000000{n}" for n in "1234"))
    }
    assert len(ways["90000001"]) > 4
    assert all(way == ways["90000001"] for way in ways.values()), ways
    right = asked(institution, code.text)
    assert right == ways["90000001"][: len(right)]


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


def tries(institution: Institution, most: int) -> int:
    """How many guesses are taken before one must bring something."""
    for number in range(most):
        try:
            with pytest.raises(WrongCode):
                check_code(institution, str(50_000_000 + number))
        except MustWait:
            return number
    return most


def test_a_guesser_has_three_hundred_tries_an_hour_from_however_many_addresses(
    institution: Institution,
) -> None:
    """Of ninety million codes: a day of it hits one in ten thousand times, and finds an empty chat."""
    offer_talk(institution)
    noon = datetime(2026, 11, 24, 12, tzinfo=SEOUL)
    with time_machine.travel(noon, tick=False):
        assert tries(institution, 400) == 300
    with time_machine.travel(noon + timedelta(minutes=59), tick=False):
        assert tries(institution, 1) == 0
    with time_machine.travel(noon + timedelta(hours=1), tick=False):
        row = GuessBudget.objects.get(scope=guessing.SCOPE)
        assert guessing._level(row, noon.timestamp() + 3600) == guessing.CODES.capacity


def test_many_guesses_at_once_do_not_pass_on_one_allowance(institution: Institution) -> None:
    offer_talk(institution)
    guessing.count_wrong_code()
    GuessBudget.objects.update(level=1.0)
    with guessing.attempt(), pytest.raises(MustWait):
        check_code(institution, CODE)
    assert check_code(institution, CODE).text == CODE, "and the allowance is still there afterwards"


def test_work_opens_with_its_own_code_and_serves_no_other(institution: Institution) -> None:
    offer_talk(institution)
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=SEOUL), tick=False) as clock:
        ParticipationCode.objects.update(first_day=today(), last_day=today())
        guessing.count_wrong_code()
        GuessBudget.objects.update(level=0.0)
        with pytest.raises(MustWait) as due:
            check_code(institution, CODE)
        challenge, bits = due.value.challenge, due.value.bits
        assert bits >= 16
        work = next(str(n) for n in range(1 << 24) if work_bits(challenge, str(n)) >= bits)
        for code, brought in (("90000001", work), (CODE, ""), (CODE, "x")):
            with pytest.raises(MustWait):
                check_code(institution, code, challenge=challenge, work=brought)
        assert check_code(institution, CODE, challenge=challenge, work=work).text == CODE
        clock.shift(due.value.seconds)
        waited = check_code(institution, CODE, challenge=challenge)
        assert waited.text == CODE, "without a script"


def test_a_clock_that_was_ahead_does_not_keep_the_budget_from_refilling(
    institution: Institution,
) -> None:
    offer_talk(institution)
    noon = datetime(2026, 11, 24, 12, tzinfo=SEOUL)
    with time_machine.travel(noon + timedelta(days=30), tick=False):
        guessing.count_wrong_code()
    GuessBudget.objects.update(level=0.5)
    with time_machine.travel(noon, tick=False):
        assert tries(institution, 1) == 0, "nothing is refilled by setting the clock"
        guessing.count_wrong_code()
    with time_machine.travel(noon + timedelta(hours=1), tick=False):
        assert tries(institution, 5) == 5


def test_the_budget_of_codes_is_not_swept_before_it_is_full(
    institution: Institution, settings: Settings
) -> None:
    guessing.count_wrong_code()
    row = GuessBudget.objects.get(scope=guessing.SCOPE)
    purge_idle(moment=row.minute * 60)
    assert GuessBudget.objects.filter(scope=guessing.SCOPE).exists()
