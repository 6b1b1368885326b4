"""A staffed institution and its officers at work."""

from dataclasses import dataclass

import pytest

from haechi.staff.types import OfficerAtWork, Role
from haechi.testing import StaffedInstitution, at_work, make_institution, make_officer


@dataclass(frozen=True)
class House:
    staffed: StaffedInstitution
    kim: OfficerAtWork
    lee: OfficerAtWork
    head: OfficerAtWork
    outsider: OfficerAtWork
    """On duty, and at no desk."""


@pytest.fixture
def house(db: None) -> House:
    staffed = make_institution(officers=("김한결", "이도윤", "박서준"))
    kim, lee, park = staffed.officers
    return House(
        staffed,
        at_work(kim),
        at_work(lee),
        at_work(park, Role.HEAD),
        at_work(make_officer(staffed.institution, name="최민준")),
    )
