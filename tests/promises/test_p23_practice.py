"""P-23: what is practised reaches no inbox, number, notice or figure, and opens for nobody but its writer."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model

from haechi.cli.grants import GRANTS, STAFF
from haechi.common.clock import today
from haechi.crypto.errors import CannotOpen
from haechi.crypto.sealedbox import open_with
from haechi.inbox.access import visible_reports
from haechi.institutions.intake import finished_periods
from haechi.notifications.models import Delivery
from haechi.practice.models import PracticeReport, PracticeSession
from haechi.practice.tests.sessions import TEXT, make_session, practise
from haechi.reports.models import ErasureKey, Report, ReportCounter, ReportSeal
from haechi.sites.reporter.tests.conftest import reporter_site  # noqa: F401  every test here: both sites in one process
from haechi.sites.reporter.tests.site import SiteClient, credentials, hidden
from haechi.statistics.figures import figures
from haechi.statistics.publication import publish_closed_quarters
from haechi.testing import StaffedInstitution, at_work, file_report, make_institution

pytestmark = pytest.mark.django_db
_OWN = ("practice_",)


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


@pytest.fixture
def session(staffed: StaffedInstitution) -> PracticeSession:
    return make_session(staffed)


def rows() -> dict[str, int]:
    """How many rows each table of the installation has, those of practice left out."""
    tables = [
        name
        for name in connection.introspection.table_names()
        if not name.startswith((*_OWN, "sqlite_"))
    ]
    with connection.cursor() as cursor:
        counts = {}
        for name in tables:
            cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608  names of our own
            counts[name] = cursor.fetchone()[0]
    return counts


def practise_on_the_site(session: PracticeSession) -> tuple[str, str]:
    """A whole practice report through the pages; its key and password."""
    client, where = SiteClient(), f"/{session.institution.slug}/practice/{session.code}/"
    category = session.institution.categories.first()
    assert category is not None
    fields = {
        "draft": hidden(client.get(where).content.decode(), "draft"),
        "category": category.code,
        "text": TEXT,
        "to": "submit",
        "kind": "drawn",
        "department": "-",
        "attendee": "홍길동",
    }
    answer = client.post(where, fields)
    assert answer.status_code == 200
    return credentials(answer.content.decode())


def figures_now(staffed: StaffedInstitution) -> object:
    """Inbox, dashboard, counts by link and published figures."""
    head = at_work(staffed.officers[0])
    start = today().replace(month=1, day=1)
    return (
        visible_reports(head).count(),
        figures([staffed.institution], start, today()),
        finished_periods(staffed.institution, today=today()),
        publish_closed_quarters(),
    )


def test_practice_adds_no_row_to_any_table_but_its_own(
    staffed: StaffedInstitution, session: PracticeSession
) -> None:
    before, shown = rows(), figures_now(staffed)
    practise_on_the_site(session)
    assert PracticeReport.objects.count() == 1
    assert rows() == before
    assert figures_now(staffed) == shown
    # The control: a real report moves what practice left alone.
    file_report(staffed)
    assert rows() != before
    assert figures_now(staffed) != shown
    for real in (Report, ReportSeal, ErasureKey, ReportCounter, Delivery):
        assert real._default_manager.exists(), real


def test_a_real_report_after_practice_takes_the_number_it_would_have_had(
    staffed: StaffedInstitution, session: PracticeSession
) -> None:
    first = file_report(staffed).report.number
    for _ in range(3):
        practise(session)
    assert file_report(staffed).report.number == first + 1


def test_no_table_of_practice_and_of_reports_points_to_the_other() -> None:
    """By construction: the inbox, the search, the exports and every figure read reports and categories."""

    def targets(model: type[Model]) -> set[str]:
        fields = model._meta.get_fields()
        return {
            field.related_model._meta.app_label
            for field in fields
            if field.is_relation and not field.auto_created and field.related_model
        }

    practice = list(apps.get_app_config("practice").get_models())
    assert len(practice) == 5
    for model in practice:
        assert targets(model) <= {"practice", "institutions", "custody"}, model
        assert "category" not in {field.name for field in model._meta.get_fields()}
    others = [model for model in apps.get_models() if model not in practice]
    assert all("practice" not in targets(model) for model in others)


def test_officers_pages_have_no_right_on_practice_reports_in_the_database() -> None:
    assert STAFF not in GRANTS["practice_practicereport"]
    assert STAFF in GRANTS["reports_report"]  # the control


def test_no_key_of_an_officer_or_of_the_desk_opens_a_practice_report(
    staffed: StaffedInstitution, session: PracticeSession
) -> None:
    practise(session)
    row = PracticeReport.objects.get()
    fields = {field.name for field in PracticeReport._meta.get_fields()}
    assert fields == {
        "id", "session", "locator", "submission_tag", "reporter_seal", "content", "talk",
    }  # fmt: skip
    for officer in staffed.officers:
        with pytest.raises(CannotOpen):
            open_with(officer.pair, row.reporter_seal)
    assert TEXT.encode() not in bytes(row.content) + bytes(row.talk)


def test_nothing_of_practice_tells_a_day_an_hour_or_a_department_of_a_report() -> None:
    kinds = {
        model.__name__: {
            field.name
            for field in model._meta.concrete_fields
            if field.get_internal_type() in {"DateField", "DateTimeField", "TimeField"}
        }
        for model in apps.get_app_config("practice").get_models()
    }
    assert kinds.pop("PracticeSession") == {"first_day", "last_day", "destroyed_after"}
    assert set().union(*kinds.values()) == set()
