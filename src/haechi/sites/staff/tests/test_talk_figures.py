"""Figures of Talk for the head of audit (ALL-4)."""

from datetime import timedelta

import pytest

from haechi.common.clock import today
from haechi.sites.staff.tests.conftest import House
from haechi.talks.models import Chat
from haechi.talks.tests.people import begin_chat, offer_talk

pytestmark = pytest.mark.django_db


def test_figures_are_whole_months_and_small_classes_are_withheld(house: House):
    institution, head = house.staffed.institution, house.head.client()
    offer_talk(institution)
    first = begin_chat(institution)

    def shown() -> str:
        return str(head.get("/talks/figures/").content.decode())

    assert "5–9" not in shown()
    assert house.officer.client().get("/talks/figures/").status_code == 404
    for _one in range(6):
        begin_chat(institution)
    assert "5–9" not in shown(), "this month is not over"
    last_month = today().replace(day=1) - timedelta(days=3)
    Chat.objects.update(opened_on=last_month, answered_after=2)
    assert "5–9" in shown()
    assert "2일" in shown()
    Chat.objects.filter(report_id=first.session.report_id).update(reported_on=today())
    assert "약 10 %" not in shown(), "one of seven would be told"
