"""Questions of a category: on the form without a script, in the review, sealed as they were asked (HL-3)."""

import re
from typing import Any

import pytest

from haechi.institutions.models import Category, Question
from haechi.institutions.types import QuestionKind
from haechi.reports.access import open_report, sign_in
from haechi.reports.models import Report
from haechi.reports.selectors import content_of
from haechi.reports.types import ReportContent
from haechi.sites.reporter.tests.site import Reporter, body, credentials

REVIEW = {"to": "review"}
SEND = {"to": "submit", "kind": "drawn"}


class Asked:
    """한빛구청 asks five questions of one category and one that must be answered of another."""

    def __init__(self, reporter: Reporter) -> None:
        self.own = reporter.at.category
        self.other = Category.objects.get(institution=reporter.at.institution, code="gapjil")
        self.amount = self.ask("금액", "Amount", QuestionKind.CHOICE, required=True)
        self.since = self.ask("언제부터", "Since when", QuestionKind.DATE)
        self.told = self.ask("말했습니까", "Did you tell", QuestionKind.YES_NO)
        self.short = self.ask("업체", "Company", QuestionKind.SHORT)
        self.long = self.ask("과정", "How", QuestionKind.LONG)
        self.elsewhere = Question.objects.create(
            category=self.other, label_ko="상급자입니까", label_en="A superior", required=True
        )

    def ask(self, ko: str, en: str, kind: QuestionKind, *, required: bool = False) -> Question:
        chosen = kind is QuestionKind.CHOICE
        return Question.objects.create(
            category=self.own,
            label_ko=ko,
            label_en=en,
            kind=kind,
            required=required,
            options_ko="적음\n많음" if chosen else "",
            options_en="little\nmuch" if chosen else "",
            order=self.own.questions.count(),
        )

    def answers(self, **changes: str) -> dict[str, Any]:
        typed = {
            "amount": "많음",
            "since": "2026. 3. 9.",
            "told": "no",
            "short": "가나건설",
            "long": "세 번에 걸쳐",
        } | changes
        return {f"answer-{getattr(self, name).pk}": text for name, text in typed.items()}


@pytest.fixture
def asked(reporter: Reporter) -> Asked:
    return Asked(reporter)


def sent(reporter: Reporter, fields: dict[str, Any], path: str = "/hanbit/") -> ReportContent:
    key, password = credentials(body(reporter.client.post(path, fields | SEND)))
    return content_of(open_report(sign_in(typed_key=key, typed_password=password)))


def test_every_group_is_in_the_page_below_its_category(reporter: Reporter, asked: Asked) -> None:
    page = body(reporter.client.get("/hanbit/"))
    own, elsewhere = (page.index(f"answer-{each.pk}") for each in (asked.amount, asked.elsewhere))
    assert page.index('value="corruption"') < own < page.index('value="conduct"')
    assert page.index('value="gapjil"') < elsewhere
    assert "추가 질문: 공직자 부조리" in page


def test_answers_are_reviewed_and_sealed_with_the_words_of_today(
    reporter: Reporter, asked: Asked
) -> None:
    fields = reporter.opens_form() | asked.answers()
    review = body(reporter.posts(fields | REVIEW))
    for shown in ("많음", "2026-03-09", "아니요", "가나건설", "세 번에 걸쳐"):
        assert f">{shown}</dd>" in review
    content = sent(reporter, fields)
    Question.objects.all().delete()
    assert [(each.ko, each.en, each.text, each.text_en) for each in content.answers] == [
        ("금액", "Amount", "많음", "much"),
        ("언제부터", "Since when", "2026-03-09", ""),
        ("말했습니까", "Did you tell", "아니요", "No"),
        ("업체", "Company", "가나건설", ""),
        ("과정", "How", "세 번에 걸쳐", ""),
    ]
    assert "가나건설".encode() not in bytes(Report.objects.get().content)


def test_a_reporter_who_comes_back_reads_her_answers_in_her_language(
    reporter: Reporter, asked: Asked
) -> None:
    fields = reporter.opens_form() | asked.answers(short="")
    key, password = credentials(body(reporter.posts(fields | SEND)))
    asked.amount.label_ko = "다른 질문"
    asked.amount.save()
    reporter.signs_in(key, password)
    thread = reporter.thread()
    assert "<dt>금액</dt>" in thread
    assert "다른 질문" not in thread
    assert "<dt>업체</dt>" not in thread, "what was not answered is not shown to her"
    english = body(reporter.client.get("/en/thread/"))
    assert "<dt>Amount</dt>" in english
    assert ">much</dd>" in english


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount": ""}, "이 질문에 답해 주십시오"),
        ({"amount": "아주 많음"}, "이제 고를 수 없는 답"),
        ({"since": "2026-02-31"}, "2026-03-03처럼"),
        ({"since": "작년"}, "2026-03-03처럼"),
        ({"told": "maybe"}, "이제 고를 수 없는 답"),
        ({"short": "가" * 1001}, "1001자"),
        ({"long": "가" * 5001}, "5001자"),
    ],
)
def test_a_wrong_answer_is_told_and_everything_typed_stays(
    reporter: Reporter, asked: Asked, wrong: dict[str, str], told: str
) -> None:
    typed = asked.answers(**wrong)
    fields = reporter.opens_form() | typed
    response = reporter.posts(fields | SEND)
    page = body(response)
    assert response.status_code == 422
    assert told in page.replace(",", "")
    assert Report.objects.count() == 0
    for name in ("since", "short", "long"):
        assert typed[f"answer-{getattr(asked, name).pk}"] in page, name
    assert fields["text"] in page


def test_what_was_typed_under_another_category_is_kept_but_neither_asked_nor_sent(
    reporter: Reporter, asked: Asked
) -> None:
    fields = reporter.opens_form() | asked.answers(since="never", amount="")
    fields |= {"category": "gapjil", f"answer-{asked.elsewhere.pk}": "과장"}
    review = body(reporter.posts(fields | REVIEW))
    assert re.search(rf'name="answer-{asked.since.pk}" value="never"', review)
    form = body(reporter.posts(fields | {"to": "form"}))
    assert 'value="never"' in form
    assert "가나건설" in form
    content = sent(reporter, fields)
    assert [(each.ko, each.text) for each in content.answers] == [("상급자입니까", "과장")]


def test_a_question_that_may_stay_open_may_stay_open(reporter: Reporter, asked: Asked) -> None:
    fields = reporter.opens_form() | asked.answers(since="", told="", short="", long="")
    content = sent(reporter, fields)
    assert len(content.answers) == 5, "the officer sees what was asked and not answered"
    assert [each.text for each in content.answered] == ["많음"]


def test_the_month_alone_is_a_date_too(reporter: Reporter, asked: Asked) -> None:
    fields = reporter.opens_form() | asked.answers(since="2026년 3월")
    assert sent(reporter, fields).answers[1].text == "2026-03"


def test_the_password_standing_in_an_answer_is_seen(reporter: Reporter, asked: Asked) -> None:
    fields = reporter.opens_form() | asked.answers(long="암호는 구름 위의 기린 입니다")
    own = {"to": "submit", "kind": "own", "own_password": "구름 위의 기린"}
    page = reporter.posts(fields | own)
    assert page.status_code == 422
    assert Report.objects.count() == 0


def test_in_english_questions_and_answers_are_english(reporter: Reporter, asked: Asked) -> None:
    page = body(reporter.client.get("/en/hanbit/"))
    assert "Since when" in page
    assert 'value="많음"' in page, "the answer keeps its value through a change of language"
    assert "much" in page
    content = sent(reporter, reporter.opens_form() | asked.answers(), "/en/hanbit/")
    assert content.answers[0].text == "많음"


def test_a_label_with_markup_is_shown_as_it_is(reporter: Reporter, asked: Asked) -> None:
    Question.objects.filter(pk=asked.amount.pk).update(
        label_ko="<script>1</script>", help_ko='"><img src=x>', options_ko="<b>적음\n많음"
    )
    page = body(reporter.client.get("/hanbit/"))
    assert "<script>1" not in page
    assert "<img src=x" not in page
    assert "<b>적음" not in page
