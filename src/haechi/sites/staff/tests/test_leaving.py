"""Journey 9: two managers ask, the operator acts, the district keeps the certificate (HL-8)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.continuity.models import Departure, ExportReceipt, LeavingRequest
from haechi.institutions.models import Institution
from haechi.institutions.types import InstitutionStatus
from haechi.reports.models import Report
from haechi.sites.staff.tests.conftest import FileReport, House, employ
from haechi.staff.models import Account
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
ASKED = {"reason": "자체 설치, 감사-12", "new_address": "https://report.narae.kr/"}
PAGE, ASK, AGREE, CANCEL = (f"/settings/leaving/{part}" for part in ("", "ask/", "agree", "cancel"))


def test_one_asks_another_agrees_and_the_page_shows_how_far_it_is(house: House) -> None:
    admin, head = house.administrator.client(), house.head.client()
    assert "떠나기를 요청한 사람이 없습니다" in admin.get(PAGE).content.decode()
    assert admin.post(ASK, {"reason": " "}).status_code == 422
    assert admin.post(ASK, ASKED)["Location"] == PAGE
    assert admin.get(AGREE).status_code == 404, "nobody agrees to the own request"
    assert admin.post(AGREE, {"confirm": "yes"}).status_code == 404
    assert "자체 설치, 감사-12" in head.get(AGREE).content.decode()
    assert LeavingRequest.objects.get().agreed_at is None, "asked first"
    assert head.post(AGREE, {"confirm": "yes"})["Location"] == PAGE
    asked = LeavingRequest.objects.get()
    assert (asked.asked_by, asked.agreed_by) == (
        house.administrator.officer.pk,
        house.head.officer.pk,
    )
    slug = house.staffed.institution.slug
    page = admin.get(PAGE).content.decode()
    for words in (f"haechi institution export {slug}", f"destroy {slug} --sha256",
                  "https://report.narae.kr/", str(house.head.officer)):  # fmt: skip
        assert words in page
    rows = AuditEntry.objects.filter(action=Action.SETTINGS_CHANGED)
    details = rows.order_by("sequence").values_list("detail", flat=True)
    said = [each for each in details if "leaving" in each]
    assert said == [{"leaving": "asked", "reason": "자체 설치, 감사-12"}, {"leaving": "agreed"}]


def test_nothing_on_these_pages_stops_exports_or_destroys_anything(
    house: House, file_report: FileReport
) -> None:
    file_report()
    house.administrator.client().post(ASK, ASKED)
    house.head.client().post(AGREE, {"confirm": "yes"})
    assert Institution.objects.get().status == InstitutionStatus.ACTIVE
    assert Report.objects.count() == 1
    assert Account.objects.filter(is_active=True).count() == 3
    assert not ExportReceipt.objects.exists()
    assert not Departure.objects.exists()


def test_a_request_is_taken_back_and_asked_again(house: House) -> None:
    admin = house.administrator.client()
    assert admin.post(CANCEL).status_code == 404
    admin.post(ASK, ASKED)
    assert admin.get(ASK)["Location"] == PAGE, "once is enough"
    assert house.head.client().post(CANCEL)["Location"] == PAGE
    assert not LeavingRequest.objects.exists()
    assert admin.post(ASK, ASKED)["Location"] == PAGE


def test_officers_see_no_such_page_and_one_manager_alone_is_sent_to_the_letter(
    house: House,
) -> None:
    for path in (PAGE, ASK, AGREE):
        assert house.officer.client().get(path).status_code == 404
    Account.objects.filter(pk=house.administrator.account.pk).update(is_active=False)
    page = house.head.client().get(PAGE).content.decode()
    assert "운영자에게 공문을" in page
    assert ASK not in page


def test_the_database_itself_takes_no_agreement_of_the_one_who_asked(house: House) -> None:
    house.administrator.client().post(ASK, ASKED)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeavingRequest.objects.update(agreed_by=house.administrator.officer.pk)


def test_an_institution_sees_its_own_exports_and_obstacles_and_no_others(house: House) -> None:
    below = make_institution("below", name_ko="한빛시설공단", name_en="Facilities").institution
    Institution.objects.filter(pk=below.pk).update(parent=house.staffed.institution)
    for number, digest in ((house.staffed.institution.pk, "ab" * 32), (below.pk, "cd" * 32)):
        ExportReceipt.objects.create(
            institution_id=number, made_at="2026-11-21T03:00:00Z", sha256=digest, fingerprint="-"
        )
    page = house.head.client().get(PAGE).content.decode()
    assert "ab" * 32 in page
    assert "cd" * 32 not in page
    assert "소속 기관이 먼저 떠나야 합니다: 한빛시설공단" in page


def test_the_district_keeps_the_certificate_and_nobody_else_gets_it(house: House) -> None:
    gone = Departure.objects.create(
        institution_id=987, parent_id=house.staffed.institution.pk, slug="narae",
        name_ko="나래시설공단", name_en="Narae", begun_on=date(2026, 11, 20),
        destroyed_on=date(2026, 11, 21), sha256="3f" * 32, counts={"reports.Report": 4},
    )  # fmt: skip
    path = reverse("leaving_certificate", args=[gone.pk])
    admin = house.administrator.client()
    page = admin.get("/settings/affiliates/").content.decode()
    assert "2026-11-21 파기" in page
    assert path in page
    paper = admin.get(path)
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    other = make_institution("other", officers=("정지호",))
    stranger = employ(other.officers[0], "jiho", Role.HEAD).client()
    assert stranger.get(path).status_code == 404
    assert "나래시설공단" not in stranger.get("/settings/affiliates/").content.decode()
    Departure.objects.update(destroyed_on=None)
    assert admin.get(path).status_code == 404
    assert path not in admin.get("/settings/affiliates/").content.decode()


def test_the_district_sees_that_an_affiliate_means_to_leave(house: House) -> None:
    below = make_institution("below", name_ko="한빛시설공단", name_en="Facilities").institution
    Institution.objects.filter(pk=below.pk).update(parent=house.staffed.institution)
    LeavingRequest.objects.create(
        institution_id=below.pk, reason="자체 설치", asked_by=1, asked_name="가",
        asked_at="2026-11-21T03:00:00Z",
    )  # fmt: skip
    client = house.head.client()
    assert "떠날 예정" not in client.get("/settings/affiliates/").content.decode()
    LeavingRequest.objects.update(agreed_by=2, agreed_name="나", agreed_at="2026-11-21T03:00:00Z")
    assert "떠날 예정" in client.get("/settings/affiliates/").content.decode()
