"""A town hall with a recorded call, and the three who decide."""

from dataclasses import dataclass, replace
from importlib import import_module

import pytest
from django.db import connection

from haechi.disclosures.deciding import approve
from haechi.disclosures.filing import take_down
from haechi.disclosures.granting import give_halves
from haechi.disclosures.handing import sign_hand_over
from haechi.disclosures.matching import choose
from haechi.disclosures.models import Request
from haechi.disclosures.types import Application, Certificate, Content, Way
from haechi.recordings.models import RecordingFile
from haechi.recordings.people import designate
from haechi.recordings.tests.conftest import Hall, built, folders, hall
from haechi.recordings.types import Responsible
from haechi.staff.types import OfficerAtWork
from haechi.testing import at_work, make_officer

SOUND = b"fLaC" + b"\x5a" * 4000
CONTENT = Content(
    name="홍길동",
    born="1980-01-01",
    address="한빛시 나래로 12",
    contact="010-1234-5678",
    recorded="오늘 오후",
    number="010-1234-5678",
    purpose="이의신청 자료",
    relation="본인",
    reason="안내받은 내용을 확인하려 합니다.",
)
__all__ = ["built", "folders", "hall"]


@dataclass
class Office:
    hall: Hall
    file: RecordingFile
    deputy: OfficerAtWork

    def __getattr__(self, name: str) -> OfficerAtWork:
        return self.hall.people[name]

    def form(self, way: Way = Way.PROVISION, **changes) -> Application:
        return replace(Application(way, is_party=True, content=CONTENT), **changes)

    def filed(self, way: Way = Way.PROVISION) -> Request:
        row = take_down(actor=self.keeper, application=self.form(way))
        choose(actor=self.keeper, request=row, file=self.file)
        return row

    def granted(self, way: Way) -> Request:
        row = self.filed(way)
        for who in (self.keeper, self.deputy, self.chief):
            row = approve(actor=who, request=row)
        return row

    def opened(self, way: Way) -> Request:
        row = self.granted(way)
        for who in (self.custodian, self.approver):
            give_halves(actor=who, request=row)
        return row

    def signed(self, way: Way) -> Request:
        signature = Certificate(name="홍길동", strokes="1,1 2,2")
        return sign_hand_over(actor=self.keeper, request=self.opened(way), certificate=signature)


@pytest.fixture
def office(hall: Hall) -> Office:
    deputy = at_work(make_officer(hall.institution, name="팀장"))
    designate(actor=hall.chief, kind=Responsible.DEPUTY, officer=deputy.officer)
    return Office(hall, hall.called(), deputy)


@pytest.fixture
def triggers(office: Office):
    """The database's own refusals, which the suite puts aside."""
    kept = import_module("haechi.disclosures.migrations.0002_kept_by_the_database")
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in kept.SQLITE if is_sqlite else kept.POSTGRES:
            cursor.execute(statement)
