"""An overdue review is told to the heads of audit, once, and to nobody else (ALL-2)."""

from datetime import UTC, datetime

import pytest
import time_machine

from haechi.audit.actions import Action
from haechi.audit.services import record
from haechi.audit.types import Actor, command_line
from haechi.institutions.models import Institution
from haechi.institutions.services import create_institution
from haechi.jobs.reviews import remind
from haechi.notifications.models import Delivery
from haechi.notifications.texts import mail_text, sms_text
from haechi.notifications.types import Notice
from haechi.staff.models import Account
from haechi.staff.services import NewOfficer, create_officer
from haechi.staff.types import Role


@pytest.fixture
def hanbit(db: None) -> Institution:
    return create_institution(slug="hanbit", name_ko="한빛구청", name_en="Hanbit")


def hire(institution: Institution, name: str, role: Role) -> Account:
    new = NewOfficer(name, "강가의 돌다리 열두 개", name, "주무관", role)
    return create_officer(actor=command_line("test"), institution=institution, new=new)


def test_heads_are_told_once_after_the_fifteenth(hanbit: Institution) -> None:
    with time_machine.travel(datetime(2026, 10, 5, 3, tzinfo=UTC)):
        head = hire(hanbit, "head", Role.HEAD)
        hire(hanbit, "officer", Role.OFFICER)
        actor = Actor(head.officer_id, "head", "192.0.2.7", hanbit.pk)
        record(actor=actor, action=Action.SIGN_IN, subject="account:1")
    with time_machine.travel(datetime(2026, 11, 15, 3, tzinfo=UTC)):
        assert remind() == 0
    with time_machine.travel(datetime(2026, 11, 16, 3, tzinfo=UTC)):
        assert remind() == 1
        assert remind() == 0
    sent = Delivery.objects.all()
    assert {row.officer_id for row in sent} == {head.officer_id}
    assert {row.channel for row in sent} == {"sms", "email"}


def test_the_notice_names_the_institution_and_the_month() -> None:
    values = {"institution": "한빛구청", "number": "2026-10"}
    assert sms_text(Notice.REVIEW_OVERDUE, values) == (
        "[한빛구청] 접속기록 월간 점검 기한이 지났습니다."
    )
    mail = mail_text(Notice.REVIEW_OVERDUE, values, content="", staff_url="https://staff.example")
    assert "2026-10" in mail.body
