"""Bad input of issue 4 on the pages: a clear answer, nothing lost, nothing unlawful reached."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.test import Client

from haechi.audit.types import Actor
from haechi.cases.models import Case, Paper
from haechi.cases.people import NewParty
from haechi.cases.types import Identity, PartyKind
from haechi.casework.access import open_case
from haechi.casework.leaving import remove_officer
from haechi.common.clock import played_on, today
from haechi.custody.models import Officer
from haechi.documents.glyphs import UNKNOWN
from haechi.reports.models import Report
from haechi.sites.staff.tests.cases.conftest import ACCUSED, CONTENT, HONG, Act, Centre
from haechi.sites.staff.tests.cases.test_intake import form
from haechi.sites.staff.tests.cases.test_papers import words_in
from haechi.sites.staff.tests.conftest import FileReport

pytestmark = pytest.mark.django_db


def named(centre: Centre, case: Case, numbers: list[int]) -> bytes:
    typed = {"forms": numbers, "kind": "pdf", "with_names": "on", "reason": "서류 교부"}
    made: bytes = centre.head.client().post(f"/cases/{case.pk}/forms/", typed).content
    assert made.startswith(b"%PDF")
    return made


def test_pi5_the_same_letter_is_registered_once_whoever_opens_it(
    centre: Centre, browser: Client
) -> None:
    letter = {"channel": "post", "reference": "등기 1234-5678"}
    browser.post("/cases/new/", form(**letter))
    first = Case.objects.get()
    again = {**letter, "reference": " 등기 1234-5678"}
    page = centre.head.client().post("/cases/new/", form(**again))
    text = page.content.decode()
    assert page.status_code == 422
    assert first.display_number in text
    assert 'name="is_another"' in text
    assert "밤마다 폐수를 내보냅니다." in text
    assert Case.objects.count() == 1
    centre.head.client().post("/cases/new/", form(**again, is_another="on"))
    browser.post(
        "/cases/new/", form(**{**letter, "channel": "fax"})
    )  # another way is another paper
    assert list(Case.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3]


def test_two_officers_make_one_case_of_one_report(
    centre: Centre, browser: Client, file_report: FileReport
) -> None:
    report = file_report("폐수를 보았습니다.")
    path, both = f"/cases/new/{report.pk}/", [browser, centre.head.client()]
    pages = [each.get(path) for each in both]  # both have the page open
    assert [page.status_code for page in pages] == [200, 200]
    answers = [each.post(path, form(channel="internet")) for each in both]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Case.objects.get().sequence == 1
    assert Report.objects.get(pk=report.pk).case.sequence == 1


@pytest.mark.parametrize(
    ("name", "field", "typed"),
    [
        ("consent", "on", {"kind": "transfer", "given": "yes"}),
        ("withdraw", "on", {}),
        ("log", "on", {"title": "조사", "text": "조사함"}),
        ("paper", "on", {"kind": "other", "direction": "in", "title": "진술서"}),
        ("letter", "on", {"kind": "cooperation", "body": "소방서", "text": "점검 결과"}),
        ("retaliation", "on", {"matter": "전보"}),
        ("reward", "final_on", {"trigger": "3", "known_on": ""}),
    ],
)
def test_pi13_days_in_the_future_and_before_the_law_are_refused_by_every_act(
    centre: Centre, act: Act, name: str, field: str, typed: dict[str, str]
) -> None:
    case = centre.receive(insider=True)
    act(case, "investigate", note="")
    if "party_id" not in typed and name == "consent":
        typed = {**typed, "party_id": str(case.parties.get(kind="reporter").pk)}
    papers = case.papers.count()
    for day in (today() + timedelta(days=1), today().replace(year=2001)):
        answer = act(case, name, **typed, **{field: day.isoformat()})
        assert answer.status_code == 422, day
        assert "오늘보다 뒤" in answer.content.decode()
        assert day.isoformat() in answer.content.decode()  # what was typed still stands there
    assert case.papers.count() == papers
    assert act(case, name, **typed, **{field: "내일"}).status_code == 422


def test_pi10_what_was_consented_to_while_the_transfer_was_being_written_decides(
    centre: Centre, act: Act, browser: Client
) -> None:
    case = centre.receive()
    party = case.parties.get(kind="reporter").pk
    act(case, "consent", kind="transfer", given="yes", party_id=party, on="")
    written = browser.get(f"/cases/{case.pk}/acts/transfer/")
    assert 'type="submit"' in written.content.decode()
    act(case, "consent", kind="transfer", given="no", party_id=party, on="")
    answer = act(case, "transfer", body="가람지방환경청", reason="소관 이송")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "동의" in text
    assert "소관 이송" in text
    assert not Paper.objects.filter(case=case, form=8).exists()
    case.refresh_from_db()
    assert case.state == "received"


def test_pi13_an_extension_asked_twice_is_given_once(centre: Centre, act: Act) -> None:
    case = centre.receive()
    assert act(case, "extend", days=10, reason="시료 분석").status_code == 302
    case.refresh_from_db()
    due = case.due_on
    again = act(case, "extend", days=5, reason="한 번 더")
    assert again.status_code == 422
    assert "한 번 더" in again.content.decode()
    case.refresh_from_db()
    assert case.due_on == due
    assert Paper.objects.filter(case=case, notice="extension").count() == 1


def test_pi20_a_number_that_fails_its_check_is_told_where_a_person_is_added(centre: Centre) -> None:
    case, head = centre.receive(), centre.head.client()
    path = f"/cases/{case.pk}/acts/person/"
    person = {"kind": "reporter", "name": "성춘향", "number_kind": "resident"}
    for number, words in (("850101-1234567", "끝자리"), ("851301-1234567", "있을 수 없는")):
        answer = head.post(path, {**person, "number": number})
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "성춘향" in answer.content.decode()
    assert case.parties.filter(kind=PartyKind.REPORTER).count() == 1
    head.post(path, {**person, "number": "850101-1234567", "seen_on_card": "on"})
    assert case.parties.filter(kind=PartyKind.REPORTER).count() == 2


def test_pi6_thirty_joint_reporters_with_rare_names_stand_on_their_form(centre: Centre) -> None:
    names = ["뷁힣쯍", "金哲洙", "李喆", "\U00020000某", *[f"공동신고자{n:02}" for n in range(26)]]
    people = [
        NewParty(PartyKind.REPORTER, Identity(name), is_representative=at == 0)
        for at, name in enumerate(names)
    ]
    case = centre.receive(parties=[*people, NewParty(PartyKind.ACCUSED, ACCUSED)])
    told = words_in(named(centre, case, [5]))
    for name in (*names[:3], f"{UNKNOWN}某", *names[4:]):
        assert name in told
    assert "등29명" in told
    receipt = words_in(named(centre, case, [3]))
    assert names[0] in receipt
    assert names[1] not in receipt


def test_pi6_a_representative_who_leaves_is_told_nothing_more(centre: Centre, act: Act) -> None:
    people = [
        NewParty(PartyKind.REPORTER, HONG, is_representative=True),
        NewParty(PartyKind.REPORTER, Identity("성춘향")),
    ]
    case = centre.receive(parties=people)
    first, second = case.parties.order_by("number")
    act(case, "leave", party_id=first.pk)
    receipt = words_in(named(centre, case, [3]))
    assert "성춘향" in receipt
    assert "홍길동" not in receipt
    assert act(case, "representative", party_id=first.pk).status_code == 422
    assert act(case, "leave", party_id=second.pk).status_code == 422  # the last one: a withdrawal
    act(case, "representative", party_id=second.pk)
    case.refresh_from_db()
    assert case.parties.get(is_representative=True).pk == second.pk


def test_two_hundred_thousand_characters_are_printed_to_the_last(
    centre: Centre, browser: Client
) -> None:
    long = "가나다라마바사아자차 " * 18_200 + "마지막낱말"
    case = centre.receive(content=type(CONTENT)("긴 신고", "취지", long, "증거"))
    made = browser.get(f"/cases/{case.pk}/forms/1.pdf").content
    with pikepdf.open(io.BytesIO(made)) as document:
        assert len(document.pages) > 50
    told = words_in(made)
    assert "마지막낱말" in told
    assert told.count("가나다라마바사아자차") == 18_200


def test_an_officer_removed_while_a_case_is_hers_leaves_it_to_her_colleagues(
    centre: Centre, browser: Client
) -> None:
    case = centre.receive()
    assert centre.head.client().get(f"/cases/{case.pk}/").status_code == 200
    actor = Actor(None, "root", "shell", centre.head.officer.institution_id)
    remove_officer(actor=actor, account=centre.officer.account)
    assert browser.get(f"/cases/{case.pk}/").status_code in {302, 404}
    page = centre.head.client().get(f"/cases/{case.pk}/").content.decode()
    assert "아직 없음" in page or "없음" in page
    assert case.handlers.get().until == today()


def test_an_officer_suspended_for_a_time_finds_her_case_again(centre: Centre) -> None:
    case, her = centre.receive(), centre.officer
    Officer.objects.filter(pk=her.officer.pk).update(is_active=False, is_suspended=True)
    assert open_case(centre.head.at_work, case.pk).case == case
    Officer.objects.filter(pk=her.officer.pk).update(is_active=True, is_suspended=False)
    assert open_case(her.at_work, case.pk).case == case


def test_pi7_a_supplement_after_closing_is_filed_by_its_day_and_opens_nothing(
    centre: Centre, act: Act, browser: Client
) -> None:
    with played_on(today() - timedelta(days=10)):
        case = centre.receive()
        act(case, "investigate", note="")
        act(case, "log", title="확인", text="신고한 곳에 시설이 없음", on="")
        assert act(case, "close", ground="1", reason="명백히 거짓임").status_code == 302
    late = {"title": "늦은 진술서", "text": "사진 2장", "on": "", "reference": "팩스 9:00"}
    for _twice in range(2):
        assert act(case, "supplement-received", **late).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.ground) == ("closed", "1")
    page = browser.get(f"/cases/{case.pk}/").content.decode()
    assert page.count("늦은 진술서<") == 1
