"""Pages of access control: reviews, the ledger, networks, closed sign-ins; who may open which (ALL-2)."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from haechi.access_control import delays
from haechi.access_control.models import AccessRight, AllowedNetwork, Review
from haechi.access_control.types import Change, Outcome
from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.audit.services import record
from haechi.sites.staff.network_gate import Told
from haechi.sites.staff.tests.conftest import House, Member
from haechi.staff.services import set_duties

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 10, 13, 14, 30, tzinfo=UTC)
DAY = datetime(2026, 10, 13, 2, 0, tzinfo=UTC)
REVIEW = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
PAGE = "/access/reviews/2026-10/"


def opened(member: Member, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        record(actor=member.at_work.trail, action=Action.REPORT_OPENED, subject="report:1")


@pytest.mark.parametrize(
    ("path", "head", "administrator"),
    [
        ("/access/reviews/", 200, 404), ("/access/rights/", 200, 200),
        ("/access/networks/", 200, 200), ("/access/locked/", 200, 200),
    ],
)  # fmt: skip
def test_pages_by_role(house: House, path: str, head: int, administrator: int) -> None:
    assert house.head.client().get(path).status_code == head
    assert house.administrator.client().get(path).status_code == administrator
    assert house.officer.client().get(path).status_code == 404
    assert Client().get(path)["Location"].startswith("/account/sign-in/")


# Reviews


def test_a_month_is_answered_signed_and_then_only_shown(house: House) -> None:
    opened(house.officer, NIGHT)
    with time_machine.travel(REVIEW, tick=False):
        client = house.head.client()
        page = client.get(PAGE).content.decode()
        for words in ("doyun", "22:00", "서명", "<svg"):
            assert words in page
        refused = client.post(PAGE, {"act": "sign", "note": ""})
        assert refused.status_code == 422
        answer = {"f0-outcome": Outcome.FINE, "f0-remark": "당직", "note": "", "act": "save"}
        assert client.post(PAGE, answer)["Location"] == PAGE
        assert not Review.objects.exists()
        done = client.post(PAGE, {**answer, "act": "sign", "note": "이상 없음"})
        assert done["Location"] == "/access/reviews/"
        shown = client.get(PAGE).content.decode()
    review = Review.objects.get()
    assert (review.findings[0]["remark"], review.remark) == ("당직", "이상 없음")
    assert bytes(review.trail_mac).hex() in shown
    assert '<form method="post" class="stack' not in shown


def test_half_an_answer_is_told_at_its_field(house: House) -> None:
    opened(house.officer, NIGHT)
    with time_machine.travel(REVIEW):
        page = house.head.client().post(PAGE, {"act": "save", "f0-remark": "…", "note": ""})
    assert page.status_code == 422
    assert "둘 중 하나를 고르십시오" in page.content.decode()


def test_what_is_about_the_reader_is_left_to_another_head(house: House) -> None:
    opened(house.officer, DAY)
    opened(house.head, NIGHT)
    with time_machine.travel(REVIEW):
        alone = house.head.client().get(PAGE)
        assert "점검할 수 있는 사람이 본인뿐입니다" in alone.content.decode()
        house.officer.account.role = "head"
        house.officer.account.save()
        page = house.head.client().get(PAGE).content.decode()
        assert "다른 감사 책임자가" in page
        assert "f0-outcome" not in page
        assert "f0-outcome" in house.officer.client().get(PAGE).content.decode()


@pytest.mark.parametrize("path", ["2026-11", "2026-13", "1990-01", "2027-01"])
def test_no_page_for_a_month_that_is_not_over_or_never_was(house: House, path: str) -> None:
    opened(house.officer, DAY)
    with time_machine.travel(REVIEW):
        assert house.head.client().get(f"/access/reviews/{path}/").status_code == 404


def test_overdue_reviews_remind_the_head_on_the_first_page(house: House) -> None:
    opened(house.officer, DAY)
    with time_machine.travel(REVIEW):
        assert "2026-10" not in house.head.client().get("/").content.decode()
    with time_machine.travel(REVIEW + timedelta(days=14)):
        page = house.head.client().get("/").content.decode()
        assert f'href="{PAGE}"' in page
        assert f'href="{PAGE}"' in house.head.client().get("/statistics/").content.decode()
        assert PAGE not in house.officer.client().get("/").content.decode()


# The ledger


def no_duties(house: House) -> None:
    set_duties(actor=house.head.at_work.trail, officer=house.officer.officer, categories=[])


def test_the_ledger_is_filtered_and_downloaded_with_a_reason(house: House) -> None:
    boss = house.head.client()
    no_duties(house)
    AccessRight.objects.create(
        at=DAY, institution_id=house.staffed.institution.pk, officer_id=None, change=Change.NETWORKS,
        what="=1+1", actor_name="x",
    )  # fmt: skip
    own = boss.get(f"/access/rights/?officer={house.officer.officer.pk}")
    assert [row.change for row, _label in own.context["lines"]] == [Change.DUTIES]
    wanted = {"kind": "csv", "officer": ""}
    assert boss.post("/access/rights/export", wanted).status_code == 422
    assert not AuditEntry.objects.filter(action=Action.LEDGER_EXPORTED).exists()
    answer = boss.post("/access/rights/export", {**wanted, "reason": "외부 감사 제출"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "이도윤" in text
    assert "'=1+1" in text
    row = AuditEntry.objects.get(action=Action.LEDGER_EXPORTED)
    assert (row.detail["reason"], row.detail["count"]) == ("외부 감사 제출", 2)


def test_the_ledger_as_a_workbook(house: House) -> None:
    boss = house.administrator.client()
    no_duties(house)
    answer = boss.post("/access/rights/export", {"kind": "xlsx", "reason": "점검"})
    data = io.BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    with zipfile.ZipFile(data) as book:
        cells = book.read("xl/worksheets/sheet1.xml").decode()
    assert "이도윤 " in cells
    assert cells.count("<row ") == 2


# Networks


def save(client: Client, networks: str):
    return client.post("/access/networks/", {"networks": networks, "ground": "보안 점검"})


def test_networks_are_saved_with_their_reason_and_hold_before_the_sign_in(house: House) -> None:
    client = house.administrator.client()
    assert save(client, "192.0.2.0/24 # 본관").status_code == 302
    (line,) = AccessRight.objects.all()
    assert (line.what, line.ground) == ("192.0.2.0/24", "보안 점검")
    outside = Client(REMOTE_ADDR="198.51.100.9")
    page = outside.get("/account/sign-in/")
    assert page.status_code == 403
    assert "198.51.100.9" in page.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.99").get("/account/sign-in/").status_code == 200


def test_who_saves_cannot_shut_himself_out(house: House) -> None:
    page = save(house.administrator.client(), "198.51.100.0/24")
    assert page.status_code == 422
    assert "192.0.2.7" in page.content.decode()
    assert not AllowedNetwork.objects.exists()


def test_an_open_session_ends_where_its_network_is_allowed_no_more(house: House) -> None:
    client = house.officer.client()
    save(house.administrator.client(), "192.0.2.7/32")
    assert client.get("/").status_code == 200
    moved = client.get("/", REMOTE_ADDR="192.0.2.8")
    assert moved.status_code == 403
    assert client.get("/").status_code == 302, "and it does not come back"


def test_a_refusal_is_a_row_and_knocking_on_is_not_a_flood(house: House) -> None:
    save(house.administrator.client(), "192.0.2.0/24")
    for _knock in range(5):
        Client(REMOTE_ADDR="198.51.100.9").get("/")
    rows = AuditEntry.objects.filter(action=Action.NETWORK_REFUSED)
    assert 1 <= rows.count() <= 5
    assert rows[0].place == "198.51.100.9"
    told = Told(most=2)
    places = ["198.51.100.9", "198.51.100.9", "2001:db8::1", "2001:db8::2", "203.0.113.1"]
    assert [told.is_new(place) for place in places] == [True, False, True, False, False]


def test_the_installations_networks_hold_without_any_of_an_institution(
    house: House, settings: Settings
) -> None:
    settings.STAFF_NETWORKS = ["203.0.113.0/24"]
    assert Client(REMOTE_ADDR="192.0.2.7").get("/account/sign-in/").status_code == 403
    assert Client(REMOTE_ADDR="203.0.113.7").get("/account/sign-in/").status_code == 200


@pytest.mark.urls("haechi.sites.reporter.urls")
def test_reporters_are_never_asked_where_they_come_from(house: House, settings: Settings) -> None:
    AllowedNetwork.objects.create(institution=house.staffed.institution, network="192.0.2.0/24")
    settings.MIDDLEWARE = [
        "haechi.sites.common.middleware.security_headers",
        "haechi.sites.reporter.middleware.path_language",
        "haechi.sites.reporter.middleware.session_cookie",
    ]
    assert Client(REMOTE_ADDR="198.51.100.9").get("/hanbit/").status_code == 200


# Closed sign-ins


def test_an_administrator_opens_a_closed_sign_in_and_it_is_recorded(house: House) -> None:
    for _miss in range(delays.LIMIT):
        delays.count_miss("doyun")
    client = house.administrator.client()
    assert "doyun" in client.get("/access/locked/").content.decode()
    path = f"/access/locked/{house.officer.account.pk}/open"
    assert client.post(path)["Location"] == "/access/locked/"
    assert delays.closed_until("doyun") is None
    assert AccessRight.objects.get().change == Change.UNLOCKED
    assert AuditEntry.objects.get(action=Action.ACCOUNT_UNLOCKED).actor_id == (
        house.administrator.officer.pk
    )
    client.post(path)
    assert AccessRight.objects.count() == 1, "nothing to open, nothing to record"


def test_nobody_opens_for_oneself_or_another_institution(house: House) -> None:
    client = house.administrator.client()
    assert client.post(f"/access/locked/{house.administrator.account.pk}/open").status_code == 404
    assert client.post("/access/locked/999999/open").status_code == 404
    assert (
        house.officer.client().post(f"/access/locked/{house.head.account.pk}/open").status_code
        == 404
    )
