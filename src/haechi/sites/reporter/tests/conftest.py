"""The reporter site as its own process has it: its addresses, middleware and templates."""

import pytest
from pytest_django import Settings

from haechi.config.settings import reporter as zone
from haechi.sites.reporter.tests.site import Reporter, SiteClient
from haechi.testing import StaffedInstitution, make_institution


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
