"""The reporter site as its own process has it: its addresses, middleware and templates."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from haechi.config.settings import reporter as zone
from haechi.sites.reporter.tests.site import Reporter, SiteClient
from haechi.testing import StaffedInstitution, make_institution


@pytest.fixture(autouse=True)
def reporter_site(settings: Settings) -> Iterator[None]:
    settings.ZONE = "reporter"
    settings.ROOT_URLCONF = zone.ROOT_URLCONF
    settings.MIDDLEWARE = zone.MIDDLEWARE
    settings.TEMPLATES = zone.TEMPLATES
    settings.ALLOWED_HOSTS = ["testserver"]
    yield


@pytest.fixture
def staffed(db: None) -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def client() -> SiteClient:
    return SiteClient()


@pytest.fixture
def reporter(client: SiteClient, staffed: StaffedInstitution) -> Reporter:
    return Reporter(client, staffed)
