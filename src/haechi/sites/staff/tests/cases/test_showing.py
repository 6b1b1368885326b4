"""What pages say: whom a notice goes to, how a case ended, why a ground is not there (PI-6, PI-9, PI-14)."""

import re

import pytest
from django.test import Client

from haechi.cases.models import Case, Paper
from haechi.cases.people import NewParty
from haechi.cases.types import Channel, Identity, NoticeKind, PartyKind, ProxyKind, Track
from haechi.casework.intake import receive_referral
from haechi.casework.papers import whole_binder
from haechi.common.clock import today
from haechi.sites.staff.tests.cases.conftest import ACCUSED, HONG, Act, Centre
from haechi.sites.staff.views.cases.binder import record_of

pytestmark = pytest.mark.django_db


def joint(names: str, *more: NewParty) -> list[NewParty]:
    reporters = [
        NewParty(PartyKind.REPORTER, Identity(name=name), is_representative=not at)
        for at, name in enumerate(names.split())
    ]
    return [*reporters, *more, NewParty(PartyKind.ACCUSED, ACCUSED)]


def goes_to(browser: Client, case: Case) -> str:
    row = Paper.objects.filter(case=case, status="draft").latest("entry")
    page = browser.get(f"/cases/{case.pk}/papers/{row.pk}/").content.decode()
    return re.sub(r"<[^>]+>", "", page.split("받는 사람</dt>")[1].split("</dd>")[0])


def test_pi6_a_notice_says_whom_it_goes_to_and_follows_the_representative(
    centre: Centre, browser: Client
) -> None:
    case, head = centre.receive(parties=joint("성춘향 이몽룡 방자")), centre.head.client()
    assert goes_to(browser, case).startswith("신고자 1 (대표신고자)")
    second = case.parties.get(number=2)
    head.post(f"/cases/{case.pk}/acts/representative/", {"party_id": second.pk})
    assert goes_to(browser, case).startswith("신고자 2 (대표신고자)")
    head.post(f"/cases/{case.pk}/acts/leave/", {"party_id": second.pk})
    assert goes_to(browser, case).startswith("신고자 1 ")
    assert "공익신고책임관이 확인" in goes_to(browser, case)
    assert "인적사항 열람" in goes_to(head, case)
    assert "성춘향" not in goes_to(head, case)


def test_pi6_a_lawyer_is_told_for_a_client_who_is_not_named(
    centre: Centre, browser: Client
) -> None:
    lawyer = NewParty(PartyKind.PROXY, HONG, proxy_kind=ProxyKind.LAWYER, proof_shown=True)
    client = NewParty(PartyKind.REPORTER, is_representative=True, by_consent_only=True)
    case = centre.receive(track=Track.LAWYER, parties=[client, lawyer])
    assert goes_to(browser, case).startswith("대행자 1 (변호사)")


def test_pi12_what_is_said_of_a_referral_goes_to_the_commission(
    centre: Centre, act: Act, browser: Client
) -> None:
    parties = [NewParty(PartyKind.ACCUSED, ACCUSED)]
    taken = centre.taken(channel=Channel.REFERRAL, track=Track.REFERRED, parties=parties)
    case = receive_referral(
        actor=centre.officer.at_work, taken=taken, commission_number="이첩 7", referred_on=today()
    ).case
    act(case, "close", ground="7", reason="관련이 없음")
    assert "국민권익위원회" in goes_to(browser, case)
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert "대표신고자 선정" not in page


def test_pi9_a_kept_record_shows_how_the_case_ended(
    centre: Centre, act: Act, browser: Client
) -> None:
    case = centre.receive()
    act(case, "close", ground="7", reason="관련이 없음")
    for paper in Paper.objects.filter(case=case, status="draft"):
        browser.post(f"/cases/{case.pk}/papers/{paper.pk}/send", {"way": "post"})
    act(case, "file-away", retention_years=5)
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    steps = page.split('aria-label="상태">')[1].split("</ol>")[0]
    assert "종결" in steps
    assert "기록 보존" in steps
    assert "조사" not in steps


def test_pi14_each_ground_says_whether_it_is_there(centre: Centre, browser: Client) -> None:
    page = browser.get(f"/cases/{centre.receive().pk}/acts/close/").content.decode()
    hints = re.findall(r'class="choice__hint" id="id_ground_(\d)_hint">([^<]+)', page)
    said = {int(place) + 1: words.split(".")[0] for place, words in hints}
    below = "아래에 적을 것이 있습니다"
    assert said == {1: "할 수 없습니다", 2: "할 수 없습니다", 3: "할 수 없습니다", 4: below, 5: below,
                    6: below, 7: "할 수 있습니다", 8: "할 수 없습니다"}  # fmt: skip


def test_pi10_the_record_has_the_letter_of_transfer_and_form_8_after_it(
    centre: Centre, act: Act
) -> None:
    case, actor = centre.receive(), centre.officer.at_work
    party = str(case.parties.filter(kind="reporter").get().pk)
    act(case, "consent", kind="transfer", given="yes", party_id=party)
    act(case, "transfer", body="한빛지방환경청", reason="환경청 소관임")
    opened, papers = whole_binder(actor=actor, case_id=case.pk, reason="기록 확인")
    letter, form = record_of(opened, papers, "박서연").papers[-2:]
    assert (letter.text, letter.sheet) == ("이송기관\n한빛지방환경청\n\n환경청 소관임", None)
    assert form.sheet is not None
    assert form.title == "공익신고 사항 처리절차 유의사항"


@pytest.mark.parametrize(
    ("ground", "name"), [("4", "earlier"), ("5", "published"), ("6", "other_body")]
)
def test_pi14_what_a_ground_lacks_is_told_at_its_field(
    centre: Centre, act: Act, ground: str, name: str
) -> None:
    case = centre.receive()
    answer = act(case, "close", ground=ground, reason="종결 사유")
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in answer.content.decode()


def test_pi5_what_is_owed_leads_to_its_draft(centre: Centre, browser: Client) -> None:
    case = centre.receive()
    row = Paper.objects.get(case=case, notice=NoticeKind.RECEIPT)
    address = f"/cases/{case.pk}/papers/{row.pk}/"
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert f'<a href="{address}">접수 통지</a>' in page
    letter = browser.get(address).content.decode()
    assert "forms=3&amp;forms=7&amp;forms=11" in letter
    browser.post(f"{address}discard")
    assert f'<a href="{address}">' not in browser.get(f"/cases/{case.pk}/").content.decode()
