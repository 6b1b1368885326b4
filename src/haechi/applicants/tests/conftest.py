"""A town hall that records, and a citizen at its public page."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.db import connection

from haechi.applicants.filing import Filing
from haechi.applicants.types import Content, Way
from haechi.disclosures.tests.conftest import Office, office, triggers
from haechi.recordings.tests.conftest import Hall, built, folders, hall
from haechi.reports.types import new_draft_token

__all__ = ["Hall", "Office", "built", "folders", "hall", "office", "triggers"]
CONTENT = Content(
    name="홍길동",
    born="1980-01-01",
    address="한빛시 나래로 12",
    contact="010-1234-5678",
    recorded="2026-11-20 오후 2시쯤 · 복지과",
    number="010-1234-5678",
    purpose="이의신청 자료",
    relation="본인",
    reason="안내받은 내용을 확인하려 합니다.",
)


@pytest.fixture
def filing(hall: Hall) -> Filing:
    return Filing(hall.institution, Way.VIEWING, CONTENT, new_draft_token())


def another(filing: Filing, **changes) -> Filing:
    return replace(filing, token=new_draft_token(), **changes)


@pytest.fixture
def page_triggers(hall: Hall):
    """The database's own refusals, which the suite puts aside."""
    kept = import_module("haechi.applicants.migrations.0003_kept_by_the_database")
    with connection.cursor() as cursor:
        for statement in kept.SQLITE if connection.vendor == "sqlite" else kept.POSTGRES:
            cursor.execute(statement)
