"""Pages of what reporters see: categories and questions, texts, other channels (HL-3, HL-12)."""

import pytest

from haechi.administration.categories import MOST_QUESTIONS
from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.institutions.models import (
    Category,
    ContactChannel,
    InstitutionText,
    Question,
)
from haechi.institutions.types import QuestionKind
from haechi.sites.staff.tests.conftest import House

pytestmark = pytest.mark.django_db

QUESTION = {
    "label_ko": "금액은 얼마입니까?", "label_en": "How much money?", "help_ko": "", "help_en": "",
    "kind": "choice", "options_ko": "100만 원 미만\n100만 원 이상", "options_en": "below\nabove",
    "required": "on",
}  # fmt: skip
CHANNEL = {
    "kind": "hotline", "name_ko": "청렴 신고전화", "name_en": "Integrity line",
    "address_ko": "02-000-1234", "address_en": "", "hours_ko": "평일 9~18시", "hours_en": "Weekdays 9–18",
}  # fmt: skip


def settings_rows() -> int:
    return AuditEntry.objects.filter(action=Action.SETTINGS_CHANGED).count()


def test_categories_move_and_stop_being_offered_by_buttons_hl3(house: House) -> None:
    client = house.administrator.client()
    rows = house.staffed.institution.categories
    first, second = list(rows.all())[:2]
    answer = client.post(f"/settings/categories/{first.pk}/move/", {"step": "down"})
    assert answer.headers["Location"] == f"/settings/categories/#row-{first.pk}"
    assert list(rows.all())[:2] == [second, first]
    client.post(f"/settings/categories/{second.pk}/move/", {"step": "up"})
    assert list(rows.all())[:2] == [second, first], "the first one has no place above"
    client.post(f"/settings/categories/{first.pk}/offer/", {"to": "no"})
    first.refresh_from_db()
    assert not first.is_active
    assert settings_rows() == 2


def test_the_last_category_on_offer_stays_hl3(house: House) -> None:
    last = house.staffed.institution.categories.get(code="gapjil")
    Category.objects.exclude(pk=last.pk).update(is_active=False)
    client = house.administrator.client()
    page = client.post(f"/settings/categories/{last.pk}/offer/", {"to": "no"}, follow=True)
    last.refresh_from_db()
    assert last.is_active
    assert "마지막으로 남은" in page.content.decode()


def test_a_question_is_written_changed_and_removed_hl3(house: House) -> None:
    client, category = house.administrator.client(), house.staffed.category
    base = f"/settings/categories/{category.pk}/questions/"
    assert client.post(f"{base}new/", QUESTION).status_code == 302
    question = Question.objects.get(category=category)
    assert question.options == [("100만 원 미만", "below"), ("100만 원 이상", "above")]
    assert "필수" in client.get(base).content.decode()
    changed = {**QUESTION, "kind": "date", "required": ""}
    client.post(f"/settings/questions/{question.pk}/", changed)
    question.refresh_from_db()
    assert (question.kind, question.options_ko) == (QuestionKind.DATE, "")
    client.post(f"/settings/questions/{question.pk}/remove/", {"confirm": "yes"})
    assert not Question.objects.exists()
    assert settings_rows() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"options_ko": "하나뿐"},
        {"options_en": "only one"},
        {"options_ko": "같음\n같음"},
        {"label_en": ""},
        {"kind": "song"},
    ],
)
def test_a_question_that_is_not_right_is_told_and_kept_on_the_page_hl3(
    house: House, wrong: dict[str, str]
) -> None:
    path = f"/settings/categories/{house.staffed.category.pk}/questions/new/"
    answer = house.head.client().post(path, {**QUESTION, **wrong})
    assert answer.status_code == 422
    assert "금액은 얼마입니까?" in answer.content.decode()
    assert not Question.objects.exists()


def test_a_category_has_so_many_questions_and_no_more_hl3(house: House) -> None:
    client, category = house.administrator.client(), house.staffed.category
    path = f"/settings/categories/{category.pk}/questions/new/"
    for _ in range(MOST_QUESTIONS):
        client.post(path, QUESTION)
    answer = client.post(path, QUESTION)
    assert answer.status_code == 422
    assert category.questions.count() == MOST_QUESTIONS


def test_texts_are_previewed_saved_escaped_and_reset_hl3(house: House) -> None:
    client, path = house.administrator.client(), "/settings/texts/intro/"
    typed = {"korean": "<b>어서</b> 오십시오", "english": ""}
    shown = client.post(path, {**typed, "to": "preview"})
    assert "&lt;b&gt;어서&lt;/b&gt; 오십시오" in shown.content.decode()
    assert "<b>어서" not in shown.content.decode()
    assert not InstitutionText.objects.exists()
    client.post(path, typed)
    row = InstitutionText.objects.get()
    assert (row.kind, row.text_ko, row.text_en) == ("intro", "<b>어서</b> 오십시오", "")
    client.post(path, {**typed, "to": "standard"})
    assert not InstitutionText.objects.exists()
    assert settings_rows() == 2


def test_the_standard_text_sent_back_is_no_text_of_ones_own_hl3(house: House) -> None:
    client, path = house.administrator.client(), "/settings/texts/promise/"
    initial = client.get(path).context["form"].initial
    client.post(path, {name: text.replace("\n", "\r\n") for name, text in initial.items()})
    assert not InstitutionText.objects.exists()


def test_a_text_too_long_or_unknown_is_refused_hl3(house: House) -> None:
    client = house.administrator.client()
    long = client.post("/settings/texts/intro/", {"korean": "가" * 2001, "english": ""})
    assert long.status_code == 422
    assert "가" * 2001 in long.content.decode(), "nothing typed is lost"
    assert client.get("/settings/texts/song/").status_code == 404


def test_channels_are_added_ordered_previewed_in_two_languages_and_removed_hl12(
    house: House,
) -> None:
    client = house.administrator.client()
    client.post("/settings/channels/new/", CHANNEL)
    visit = {**CHANNEL, "kind": "visit", "name_ko": "방문", "name_en": "Come by"}
    client.post("/settings/channels/new/", visit)
    first, second = ContactChannel.objects.all()
    client.post(f"/settings/channels/{second.pk}/move/", {"step": "up"})
    assert list(ContactChannel.objects.all()) == [second, first]
    page = client.get("/settings/channels/").content.decode()
    assert "Integrity line" in page
    assert "번호나 주소를 알 수 있습니다" in page
    assert "02-000-1234" in page.partition('lang="en"')[2], "no English address: the Korean one"
    client.post(f"/settings/channels/{first.pk}/remove/", {"confirm": "yes"})
    assert list(ContactChannel.objects.all()) == [second]
    assert settings_rows() == 4
