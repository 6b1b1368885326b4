"""A centre with its officers: who handles, who is 책임관, who is outside."""

import sys
from dataclasses import dataclass, replace
from datetime import date

import pytest

from haechi.cases.intake import CaseIntake
from haechi.cases.people import NewParty
from haechi.cases.types import CaseContent, Channel, Identity, NumberKind, OpenCase, PartyKind
from haechi.casework.intake import receive
from haechi.custody.models import Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.staff.types import OfficerAtWork, Role
from haechi.testing import StaffedInstitution, at_work, make_institution, make_officer

HONG = Identity(
    name="홍길동",
    number_kind=NumberKind.RESIDENT,
    number="850101-1234566",
    address="서울특별시 한빛구 한빛로 1",
    phone="010-1234-5678",
    email="hong@example.org",
    job="회사원",
    workplace="가람산업",
)
ACCUSED = Identity(name="남궁민수", workplace="가람산업")
CONTENT = CaseContent(
    title="폐수 무단 방류",
    purpose="하천이 오염되고 있습니다.",
    content="밤마다 정화하지 않은 폐수를 내보냅니다.",
    evidence="사진 3장",
)


@dataclass(frozen=True)
class Centre:
    staffed: StaffedInstitution
    kim: OfficerAtWork
    """Of the centre."""
    lee: OfficerAtWork
    """Of the centre too."""
    chief: OfficerAtWork
    """공익신고책임관: of both desks."""
    outsider: OfficerAtWork
    """Of the intake desk of the hotline alone."""

    def taken(self, **changes) -> CaseIntake:
        given = CaseIntake(
            institution=self.staffed.institution,
            channel=Channel.VISIT,
            content=CONTENT,
            parties=[
                NewParty(PartyKind.REPORTER, HONG, is_representative=True),
                NewParty(PartyKind.ACCUSED, ACCUSED),
            ],
        )
        return replace(given, **changes)

    def receive(self, **changes) -> OpenCase:
        return receive(actor=self.kim, taken=self.taken(**changes))


def seat(institution, function, *people) -> None:
    officers = Officer.objects.filter(pk__in=[person.officer_id for person in people])
    staff_desk(institution=institution, function=function, officers=list(officers))


@pytest.fixture
def centre(db: None) -> Centre:
    staffed = make_institution(officers=("최민준",))
    institution = staffed.institution
    kim, lee, park = (make_officer(institution, name=n) for n in ("김한결", "이도윤", "박서준"))
    seat(institution, DeskFunction.CASES, kim, lee, park)
    seat(institution, DeskFunction.PROTECTION, park)
    return Centre(
        staffed, at_work(kim), at_work(lee), at_work(park, Role.HEAD), at_work(staffed.officers[0])
    )


class Calendar:
    """Today, wherever the code asks for it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    def go(self, day: date) -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith(("haechi.cases", "haechi.casework")) and hasattr(module, "today"):
                self._patch.setattr(module, "today", lambda day=day: day)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    found = Calendar(monkeypatch)
    found.go(date(2026, 11, 20))
    return found
