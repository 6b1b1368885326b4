"""The reporter site as its own process has it: its addresses, middleware and templates."""

import pytest
from pytest_django import Settings

from haechi.config.settings import reporter as zone
from haechi.custody.models import Officer
from haechi.custody.services import staff_desk
from haechi.custody.types import DeskFunction
from haechi.sites.reporter.tests.people import Named
from haechi.sites.reporter.tests.site import Reporter, SiteClient
from haechi.staff.types import OfficerAtWork, Role
from haechi.testing import StaffedInstitution, at_work, make_institution, make_officer


@pytest.fixture(autouse=True)
def reporter_site(settings: Settings) -> None:
    settings.ZONE = "reporter"
    settings.ROOT_URLCONF = zone.ROOT_URLCONF
    settings.MIDDLEWARE = zone.MIDDLEWARE
    settings.TEMPLATES = zone.TEMPLATES
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)


@pytest.fixture
def staffed(db: None) -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def client() -> SiteClient:
    return SiteClient()


@pytest.fixture
def reporter(client: SiteClient, staffed: StaffedInstitution) -> Reporter:
    return Reporter(client, staffed)


@pytest.fixture
def centre(staffed: StaffedInstitution) -> dict[str, OfficerAtWork]:
    """The centre's officer and the 책임관, beside the intake desk's own."""
    people = {name: make_officer(staffed.institution, name=name) for name in ("한기록", "박책임")}
    for function, name in ((DeskFunction.CASES, "한기록"), (DeskFunction.PROTECTION, "박책임")):
        seated = Officer.objects.filter(pk=people[name].officer_id)
        staff_desk(institution=staffed.institution, function=function, officers=list(seated))
    return {name: at_work(person, Role.OFFICER) for name, person in people.items()}


@pytest.fixture
def named(reporter: Reporter, centre: dict[str, OfficerAtWork]) -> Named:
    return Named(reporter, "named")
