"""Statements that are put together once say what Django's own queries say."""

import uuid

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from haechi.audit.models import AuditHead
from haechi.common.statements import Change, Statement, columns, insert, loaded
from haechi.conversations.models import Message, Side
from haechi.institutions.models import Institution
from haechi.reports.models import Report
from haechi.talks.models import Chat
from haechi.talks.tests.people import begin_chat, offer_talk, officer_answers, thread_of
from haechi.talks.types import Opened
from haechi.testing import make_institution


@pytest.fixture
def chats(db: None) -> list[Opened]:
    institution = make_institution().institution
    code = offer_talk(institution)
    begun = [begin_chat(institution, code) for _ in range(2)]
    for each in begun:
        officer_answers(thread_of(each), "답변")
    return begun


def test_values_of_every_kind_find_the_rows_that_a_query_finds(chats: list[Opened]) -> None:
    of_thread = Statement(
        lambda report, after, side: Message.objects.filter(
            report=report, pk__gt=after, side=side
        ).values_list("pk", "report", "posted_on"),
        uuid.UUID, int, str,
    )  # fmt: skip
    for chat in chats:
        pk = uuid.UUID(chat.session.report_id)
        for after in (0, 10**6):
            for side in Side:
                asked = Message.objects.filter(report=pk, pk__gt=after, side=side)
                assert of_thread(pk, after, side) == list(
                    asked.values_list("pk", "report", "posted_on")
                )
    assert of_thread(uuid.UUID(chats[0].session.report_id), 0, Side.OFFICER)


def test_texts_are_values_and_never_part_of_the_statement(db: None) -> None:
    ends = timezone.now()
    odd = ["a'; DROP TABLE django_session; --", "100%s", "%", "가"]
    for key in odd:
        Session.objects.create(session_key=key, session_data=f"of {key}", expire_date=ends)
    found = Statement(
        lambda key: Session.objects.filter(pk=key).values_list("session_data", "expire_date"), str
    )
    for key in odd:
        assert found(key) == [(f"of {key}", ends)]
    assert found("missing") == []


def test_a_change_changes_the_rows_it_names_and_counts_them(chats: list[Opened]) -> None:
    note = Change(lambda pk: Report.threads.filter(pk=pk), {"has_news": True}, uuid.UUID)
    Report.threads.update(has_news=False)
    pk = uuid.UUID(chats[0].session.report_id)
    assert note(pk) == 1
    assert list(Report.threads.filter(has_news=True).values_list("pk", flat=True)) == [pk]
    assert note(uuid.uuid4()) == 0


def test_a_loaded_row_is_the_row_and_fetches_what_was_left_out(chats: list[Opened]) -> None:
    pk = uuid.UUID(chats[0].session.report_id)
    names = columns(Chat, "report_id", "state", "opened_on")
    (found,) = Statement(lambda pk: Chat.objects.filter(pk=pk).values_list(*names), uuid.UUID)(pk)
    row = loaded(Chat, names, found)
    assert row == Chat.objects.get(pk=pk)
    assert row.get_deferred_fields() == {each.attname for each in Chat._meta.concrete_fields} - set(
        names
    )
    assert row.subject == "abuse"


def test_an_inserted_row_is_stored_as_saving_stores_it(db: None) -> None:
    made = [Institution(slug=slug, name_ko="한빛구청", name_en="Hanbit") for slug in ("one", "two")]
    insert(made[0])
    made[1].save(force_insert=True)
    kept = list(Institution.objects.order_by("pk").values())
    own = ("id", "slug")
    assert made[0].pk == kept[0]["id"]
    assert {k: v for k, v in kept[0].items() if k not in own} == {
        k: v for k, v in kept[1].items() if k not in own
    }


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_in_a_transaction_only() -> None:
    locking = Statement(lambda: AuditHead.objects.select_for_update().values_list("sequence"))
    with transaction.atomic():
        assert len(locking()) <= 1
    with pytest.raises(TransactionManagementError):
        locking()
