"""A centre with its desks, and a case to look at; everybody's browser signed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client

from haechi.cases.intake import CaseIntake
from haechi.cases.models import Case
from haechi.cases.people import NewParty
from haechi.cases.types import CaseContent, Channel, Identity, NumberKind, PartyKind
from haechi.casework.intake import receive
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.sites.staff.tests.conftest import House, Member, employ
from haechi.staff.types import Role
from haechi.testing import make_officer

HONG = Identity(
    name="홍길동",
    number_kind=NumberKind.RESIDENT,
    number="850101-1234566",
    address="서울특별시 한빛구 한빛로 1",
    phone="010-1234-5678",
)
ACCUSED = Identity(name="남궁민수", workplace="가람산업")
CONTENT = CaseContent(
    "폐수 무단 방류", "하천이 오염되고 있습니다.", "밤마다 폐수를 내보냅니다.", "사진 3장"
)


@dataclass(frozen=True)
class Centre:
    """`head` is 공익신고책임관 and of the centre; `officer` of the centre; `outsider` of intake alone."""

    house: House
    head: Member
    officer: Member
    outsider: Member

    def taken(self, **changes: Any) -> CaseIntake:
        parties = [
            NewParty(PartyKind.REPORTER, HONG, is_representative=True),
            NewParty(PartyKind.ACCUSED, ACCUSED),
        ]
        institution = self.house.staffed.institution
        given = CaseIntake(institution, Channel.VISIT, CONTENT, parties=parties)
        return replace(given, **changes)

    def receive(self, **changes: Any) -> Case:
        return receive(actor=self.officer.at_work, taken=self.taken(**changes)).case


@pytest.fixture
def centre(house: House) -> Centre:
    institution = house.staffed.institution
    third = employ(make_officer(institution, name="박서준"), "seojun", Role.OFFICER)
    members = [house.head.officer, house.officer.officer]
    staff_desk(institution=institution, function=DeskFunction.CASES, officers=members)
    staff_desk(
        institution=institution, function=DeskFunction.PROTECTION, officers=[house.head.officer]
    )
    return Centre(house, house.head, house.officer, third)


@pytest.fixture
def browser(centre: Centre) -> Client:
    """The handling officer's."""
    return centre.officer.client()


Act = Callable[..., Any]


@pytest.fixture
def act(browser: Client) -> Act:
    """Carries an act out as the officer does; the answer to its form."""

    def do(case: Case, name: str, **typed: Any) -> Any:
        return browser.post(f"/cases/{case.pk}/acts/{name}/", typed)

    return do
