"""Every page of the centre opens for its members and is missing for everybody else (PI-9, PI-16)."""

import pytest

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.cases.models import Case
from haechi.casework.desks import leave_desk
from haechi.casework.people import exclude_for_conflict
from haechi.custody.types import DeskFunction
from haechi.sites.staff.tests.cases.conftest import Centre
from haechi.sites.staff.tests.conftest import employ
from haechi.sites.staff.views.cases.acts import ACTS
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
AREA = ("", "new/", "deadlines/", "protection/", "consultations/", "consultations/new/")


def pages_of(case: Case) -> list[str]:
    paper = case.papers.first()
    party = case.parties.first()
    assert paper
    assert party
    parts = ["", "received/", "forms/", "binder/", f"papers/{paper.pk}/"]
    return [f"/cases/{case.pk}/{part}" for part in parts]


def test_every_page_opens_for_a_member_of_the_centre(centre: Centre) -> None:
    case = centre.receive()
    browser = centre.officer.client()
    for path in [*(f"/cases/{part}" for part in AREA), "/cases/office/", *pages_of(case)]:
        assert browser.get(path).status_code == 200, path
    assert centre.head.client().get("/cases/year/").status_code == 200


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_act_has_a_page_that_keeps_what_was_typed(centre: Centre, name: str) -> None:
    case = centre.receive()
    browser = centre.officer.client()
    response = browser.get(f"/cases/{case.pk}/acts/{name}/")
    assert response.status_code == 200
    page = response.content.decode()
    is_refused = "지금은 할 수 없습니다" in page
    assert ('name="off_disk"' in page) != is_refused  # nothing is typed in vain


def test_pi9_outsiders_find_nothing_at_all(centre: Centre) -> None:
    case = centre.receive()
    other = make_institution("other", officers=("윤하은",))
    foreign = employ(other.officers[0], "haeun", Role.HEAD)
    people = (centre.outsider, foreign, centre.house.administrator)
    acts = [f"/cases/{case.pk}/acts/{name}/" for name in ("close", "consent", "log")]
    for person in people:
        browser = person.client()
        for path in ["/cases/", *pages_of(case), *acts]:
            assert browser.get(path).status_code == 404, (person.officer.name, path)
        assert browser.post(acts[2], {"title": "a", "text": "b"}).status_code == 404
        assert "/cases/" not in browser.get("/account/second-factor/").content.decode()


def test_pi9_an_excluded_officer_and_one_who_left_the_desk_find_nothing(centre: Centre) -> None:
    case = centre.receive()
    exclude_for_conflict(
        actor=centre.head.at_work, case_id=case.pk, officer=centre.officer.officer, reason="친족"
    )
    browser = centre.officer.client()
    for path in pages_of(case):
        assert browser.get(path).status_code == 404
    assert case.display_number not in browser.get("/cases/").content.decode()
    assert centre.head.client().get(f"/cases/{case.pk}/").status_code == 200

    again = centre.receive(excluded=[])
    leave_desk(
        actor=centre.head.at_work, function=DeskFunction.CASES, officer=centre.officer.officer
    )
    assert browser.get(f"/cases/{again.pk}/").status_code == 404


def test_the_navigation_offers_the_centre_to_its_members_alone(centre: Centre) -> None:
    for person, there in ((centre.officer, True), (centre.head, True), (centre.outsider, False)):
        page = person.client().get("/").content.decode()
        assert ('href="/cases/"' in page) is there
    people = centre.house.administrator.client().get("/people/").content.decode()
    assert 'href="/cases/"' not in people


def test_reading_a_case_leaves_exactly_one_row(centre: Centre) -> None:
    case, browser = centre.receive(), centre.officer.client()
    before = AuditEntry.objects.count()
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("sequence").action == Action.CASE_OPENED
    for words in (case.display_number, "폐수 무단 방류", "밤마다 폐수를 내보냅니다.", "남○○○"):
        assert words in page
    for hidden in ("홍길동", "850101", "남궁민수", "010-1234"):
        assert hidden not in page


def test_what_strangers_wrote_is_text_not_markup(centre: Centre) -> None:
    content = "<script>alert(1)</script>"
    case = centre.receive(content=type(centre.taken().content)("<b>x</b>", content=content))
    page = centre.officer.client().get(f"/cases/{case.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>x" not in page
