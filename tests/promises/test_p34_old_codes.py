"""P-34: a code that is past its days or was replaced opens no new chat; chats that are open go on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.promises.story import begin_chat, code_of_today, give_code, sign_in_with, try_code
from tests.promises.test_p09_wrong_looks_like_unknown import shape, without
from tests.promises.world import World

from haechi.common.clock import today
from haechi.talks.errors import WrongCode
from haechi.talks.services import check_code
from haechi.talks.tests.people import offer_talk
from haechi.testing import make_institution


@pytest.mark.process
def test_a_leaked_code_is_replaced_at_once_and_the_open_chat_goes_on(world: World):
    old, reporter = code_of_today(world), world.reporter()
    _, paper = begin_chat(world, reporter)
    head, _ = world.officer("hankyeol")
    ((number,),) = world.rows("SELECT id FROM talks_participationcode WHERE text = ?", old)
    asked = head.open(f"/talks/codes/{number}/replace/")
    head.submit(asked, asked.form_with("confirm"), {}, button=("confirm", "yes"))

    stranger, pages = world.reporter(), []
    for code in (old, "11111112"):
        answer = try_code(world, stranger, code)
        pages.append((answer.status_code, without(answer.text, code)))
    assert pages[0] == pages[1], "as one that was never given"
    assert pages[0][0] == 422
    assert give_code(world, stranger, code_of_today(world)).form_with("subject") is not None

    page = sign_in_with(world.reporter(), paper)
    assert page.form_with("text", "uid") is not None
    page = reporter.open("/thread/")  # the page that was open all the while
    said = {"text": "코드가 바뀌어도 씁니다"}
    page = reporter.submit(page, page.form_with("text", "uid"), said, button=("to", "send"))
    assert said["text"] in page.text


@pytest.mark.django_db
def test_a_code_of_yesterday_one_replaced_and_one_never_given_take_the_same_way():
    institution = make_institution().institution
    code = offer_talk(institution)
    day = today()
    ways = []
    for ended in (
        {"text": "77777778"},  # the first miss of all, which makes the budget
        {"text": "77777779"},
        {"last_day": day - timedelta(days=1), "first_day": day - timedelta(days=7)},
        {"last_day": None, "replaced_on": day},
        {"replaced_on": None, "first_day": day + timedelta(days=1)},
    ):
        type(code).objects.filter(pk=code.pk).update(**{"text": code.text, **ended})
        with CaptureQueriesContext(connection) as queries, pytest.raises(WrongCode):
            check_code(institution, code.text)
        ways.append([shape(query["sql"]) for query in queries.captured_queries])
    assert len(ways[1]) > 3
    assert all(way == ways[1] for way in ways[1:])
    type(code).objects.filter(pk=code.pk).update(first_day=day)
    assert check_code(institution, code.text) == code, "the control"
