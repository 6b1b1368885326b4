"""Reports with a name, by a lawyer, with joint reporters (PI-1, PI-3, PI-6, PI-8), without JavaScript."""

import re
import uuid

import pytest

from haechi.cases.files import read_scan, view_of
from haechi.cases.models import Case, CaseSeal, Consent, PaperFile, Party
from haechi.cases.sealing import identity_of
from haechi.cases.types import ConsentKind, Identity, PartyKind, Track, Way
from haechi.casework.access import identity_key, open_case
from haechi.casework.selectors import report_of
from haechi.conversations.models import Message
from haechi.conversations.selectors import files_sent_with
from haechi.crypto.errors import CannotOpen
from haechi.inbox.access import visible_reports
from haechi.reports.models import Report
from haechi.reports.selectors import content_of
from haechi.sites.reporter.tests.people import NAME, Named
from haechi.sites.reporter.tests.samples import photo, upload
from haechi.sites.reporter.tests.site import Reporter, body, credentials, hidden
from haechi.staff.types import OfficerAtWork
from haechi.testing import at_work

DEPARTMENT = "감사담당관"  # of the officers, as `make_officer` has it


def test_the_anonymous_form_is_one_tap_away_and_only_names_the_other_ways(
    reporter: Reporter, centre: dict[str, OfficerAtWork]
) -> None:
    page = body(reporter.client.get(reporter.form_url))
    assert f'href="{reporter.form_url}ways/"' in page
    assert "me-name" not in page
    assert len(page.encode()) < 60_000
    ways = body(reporter.client.get(f"{reporter.form_url}ways/"))
    for link in ("", "named/", "lawyer/"):
        assert f'href="{reporter.form_url}{link}"' in ways
    assert "제20조제1항제2호" in ways
    assert f'href="{reporter.form_url}ways/"' in body(reporter.client.get("/"))


def test_without_both_desks_no_way_with_a_name_is_offered(reporter: Reporter) -> None:
    assert "ways/" not in body(reporter.client.get(reporter.form_url))
    assert "ways/" not in body(reporter.client.get("/"))
    for path in ("ways/", "named/", "lawyer/"):
        assert reporter.client.get(reporter.form_url + path).status_code == 404


def test_steps_carry_everything_and_the_receipt_tells_number_and_what_comes(named: Named) -> None:
    fields = named.fields()
    people = body(named.posts({k: v for k, v in fields.items() if "-" not in k} | {"to": "people"}))
    assert hidden(people, "matter") == fields["matter"]
    assert 'name="me-name"' in people
    assert 'name="off_disk"' in people
    review = named.posts(fields | {"to": "review"})
    shown = body(review)
    assert review.status_code == 200
    assert hidden(shown, "me-name") == NAME
    assert "동의하지 않습니다" in shown
    receipt = body(named.posts(fields | {"to": "submit", "kind": "drawn"}))
    key, password = credentials(receipt)
    assert re.search(r"\d{4} 공익 제1호", receipt)
    assert "30일" in receipt
    again = body(named.posts(fields | {"to": "submit", "kind": "drawn"}))
    assert (credentials(again), Case.objects.count()) == ((key, password), 1)
    assert "공익 제1호" in again
    memo = named.reporter.client.post(
        "/receipt/", {"key": key, "password": password, "number": hidden(receipt, "number")}
    )
    assert "공익 제1호" in body(memo)


def test_the_name_is_sealed_apart_and_reaches_nobody_at_the_intake_desk(
    named: Named, centre: dict[str, OfficerAtWork]
) -> None:
    named.reports()
    case, report = Case.objects.get(), Report.objects.get()
    intake = at_work(named.reporter.at.officers[0])
    assert not visible_reports(intake).exists()
    opened = open_case(centre["한기록"], case.pk)
    thread = report_of(opened)
    assert thread is not None
    assert NAME not in "\n".join(content_of(thread).written)
    party = Party.objects.get(kind=PartyKind.REPORTER)
    assert identity_of(identity_key(centre["박책임"], case), party.pk, party.sealed).name == NAME
    assert CaseSeal.objects.filter(case=case).count() == 2
    assert report.state == "received"
    assert case.events.get().at is None  # of what a reporter does the day alone


def test_a_wrong_field_keeps_every_other_of_all_steps(named: Named) -> None:
    fields = named.fields(**{
        "me-phone": "", "me-email": "", "joint-count": "1", "joint-0-name": "남궁공동",
        "evidence": "사진 세 장", "way": "email",
    })  # fmt: skip
    response = named.posts(fields | {"to": "submit", "kind": "drawn"})
    page = body(response)
    assert response.status_code == 422
    assert "전화번호, 이메일, 주소 가운데 하나는" in page
    assert hidden(page, "evidence") == "사진 세 장"
    assert 'value="남궁공동"' in page
    assert f'value="{NAME}"' in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "신고 제목을 써 주세요"),
        ({"matter": "가" * 200_000}, "200000"),
        ({"me-name": ""}, "이름을 써 주세요"),
        ({"me-number_kind": "resident", "me-number": "850101-1234567"}, "마지막 숫자"),
        ({"me-number_kind": "resident", "me-number": "991399-1234567"}, "없는 번호"),
        ({"me-number": "850101-1234566"}, "어떤 번호인지"),
        ({"way": "email"}, "이메일 주소가 필요"),
        ({"way": "post"}, "주소가 필요"),
        ({"proxy-count": "1", "proxy-0-name": "배우자", "proxy-0-kind": "spouse"}, "권한을 증명"),
        ({"joint-count": "1"}, "이름을 써 주세요"),
    ],
)
def test_bad_input_gets_a_clear_answer_and_stores_nothing(
    named: Named, changes: dict[str, str], words: str
) -> None:
    response = named.posts(named.fields(**changes) | {"to": "submit", "kind": "drawn"})
    assert response.status_code == 422
    assert words in body(response)
    assert not Report.objects.exists()


def test_a_long_text_is_kept_whole_when_it_is_refused(named: Named) -> None:
    page = body(named.posts(named.fields(matter="가" * 200_000) | {"to": "review"}))
    assert "가" * 200_000 in page


def test_rare_hangul_and_hanja_names_come_back_as_they_were_typed(
    named: Named, centre: dict[str, OfficerAtWork]
) -> None:
    rare = "뷁쀍 𠀋龘 ᄒᆞᆫ글"
    named.reports(**{"me-name": rare, "joint-count": "1", "joint-0-name": "㐂子"})
    case = Case.objects.get()
    key = identity_key(centre["박책임"], case)
    names = {
        identity_of(key, row.pk, row.sealed).name for row in case.parties.exclude(kind="accused")
    }
    assert names == {rare, "㐂子"}


def test_thirty_joint_reporters_one_of_whom_represents(named: Named) -> None:
    rows = {f"joint-{at}-name": f"공동{at + 1}" for at in range(30)}
    fields = named.fields(**rows, **{"joint-count": "30", "representative": "7"})
    review = body(named.posts(fields | {"to": "review"}))
    assert "공동30" in review
    assert len(review.encode()) < 250_000
    people = body(named.posts(fields | {"to": "mend-people"}))
    assert len(people.encode()) < 250_000
    named.posts(fields | {"to": "submit", "kind": "drawn"})
    reporters = Party.objects.filter(kind=PartyKind.REPORTER)
    assert reporters.count() == 31
    assert reporters.get(is_representative=True).number == 1


def test_joint_reporters_come_and_go_without_a_script(named: Named) -> None:
    fields = named.fields(**{
        "joint-count": "2", "joint-0-name": "첫째", "joint-1-name": "둘째", "representative": "2",
    })  # fmt: skip
    added = body(named.posts(fields | {"to": "add-joint"}))
    assert hidden(added, "joint-count") == "3"
    less = body(named.posts(fields | {"drop": "joint-0"}))
    assert hidden(less, "joint-count") == "1"
    assert 'value="둘째"' in less
    assert 'value="첫째"' not in less
    assert re.search(r'name="representative" value="1"[^>]*checked', less)
    full = named.posts(named.fields(**{"joint-count": "50"}) | {"to": "add-joint"})
    assert full.status_code == 422
    for odd in ("joint-99", "joint-x", "joint-²", "thing-0", ""):
        assert named.posts(fields | {"drop": odd}).status_code == 200


def test_pi6_a_proof_of_authority_is_marked_and_sealed_under_the_identity_key(
    named: Named, centre: dict[str, OfficerAtWork]
) -> None:
    proxy = {"proxy-count": "1", "proxy-0-name": "배우자", "proxy-0-kind": "spouse"}
    fields = named.fields(**proxy)
    first = fields | {"files": [upload("위임장_독고.jpg", photo()), upload("강.jpg", photo())]}
    unmarked = named.posts(first | {"to": "submit", "kind": "drawn"})
    page = body(unmarked)
    assert unmarked.status_code == 422
    assert "권한을 증명하는 파일을 골라" in page
    proof = re.search(r'name="proofs" value="([0-9a-f-]{36})"[^>]*>.*?<label[^>]*>위임장', page)
    assert proof
    review = body(named.posts(fields | {"to": "review", "proofs": [proof[1], str(uuid.uuid4())]}))
    assert hidden(review, "proofs") == proof[1]
    sent = fields | {"proofs": [proof[1]], "to": "submit", "kind": "drawn"}
    key, password = credentials(body(named.posts(sent)))
    again = credentials(body(named.posts(sent)))
    assert (again, Case.objects.count()) == ((key, password), 1)
    party, case, row = (
        Party.objects.get(kind=PartyKind.PROXY),
        Case.objects.get(),
        PaperFile.objects.get(),
    )
    assert (party.proxy_kind, party.proof_shown) == ("spouse", True)
    assert (row.is_identity, row.paper.kind, str(row.pk)) == (True, "authority", proof[1])
    apart = identity_key(centre["박책임"], case)
    assert view_of(row, apart).name == "위임장_독고.jpg"
    assert b"".join(read_scan(row, apart))[:3] == b"\xff\xd8\xff"
    with pytest.raises(CannotOpen):
        view_of(row, open_case(centre["한기록"], case.pk).data_key)
    thread = report_of(open_case(centre["한기록"], case.pk))
    assert thread is not None
    assert [view.name for view in files_sent_with(thread)] == ["강.jpg"]


def test_consents_are_recorded_one_by_one_and_silence_is_none(named: Named) -> None:
    named.reports(way="sms")
    assert dict(Consent.objects.values_list("kind", "given")) == {
        ConsentKind.DISCLOSURE_INVESTIGATION: True,
        ConsentKind.DISCLOSURE_PROSECUTION: False,
    }
    assert Case.objects.get().way == Way.SMS


def test_a_lawyer_reports_for_a_client_whom_nothing_names(
    reporter: Reporter, centre: dict[str, OfficerAtWork]
) -> None:
    lawyer = Named(reporter, "lawyer")
    fields = lawyer.fields(**{"me-workplace": "법무법인 한결", "joint-count": "3"})
    refused = lawyer.posts(fields | {"to": "submit", "kind": "drawn"})
    assert refused.status_code == 422
    assert "봉투" in body(refused)
    page = body(lawyer.posts(fields | {"to": "submit", "kind": "drawn", "sealed": "on"}))
    assert credentials(page)
    assert "봉투" in page
    case = Case.objects.get()
    assert case.track == Track.LAWYER
    client, proxy = case.parties.exclude(kind=PartyKind.ACCUSED)
    assert (bytes(client.sealed), client.by_consent_only, proxy.proxy_kind) == (b"", True, "lawyer")


def test_an_officer_in_conflict_is_excluded_but_somebody_must_be_left(
    named: Named, centre: dict[str, OfficerAtWork]
) -> None:
    alone = str(centre["한기록"].officer.pk)
    response = named.posts(named.fields(excluded=[alone]) | {"to": "submit", "kind": "drawn"})
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_the_name_in_the_text_is_pointed_out_before_sending(named: Named) -> None:
    page = body(named.posts(named.fields(matter=f"저 {NAME}이 보았습니다.") | {"to": "review"}))
    assert "신고자의 이름이 글에 있습니다" in page


def test_english_steps_are_english(named: Named) -> None:
    fields = named.fields()
    for to in ("content", "mend-people", "review"):
        page = body(named.posts(fields | {"to": to}, f"/en{named.url}"))
        main = page.partition("<main")[2].partition("</main>")[0]
        for typed in (
            *fields.values(),
            named.reporter.at.institution.name_ko,
            named.reporter.at.category.name_ko,
        ):
            main = main.replace(str(typed), "")
        main = main.replace(DEPARTMENT, "")
        assert not re.search(r"[가-힣]{4,}", re.sub(r"<[^>]*>", "", main)), to


def identity(name: str = NAME) -> Identity:
    return Identity(name=name, phone="010-1234-5678")


def test_an_anonymous_report_gets_a_name_with_key_and_password(
    reporter: Reporter, centre: dict[str, OfficerAtWork]
) -> None:
    reporter.signs_in(*reporter.reports())
    assert "/thread/case/named" in reporter.thread()
    page = body(reporter.client.get("/thread/case/named"))
    assert "상품권을 받는 것을" in page
    fields = {
        "form_token": hidden(page, "form_token"), "title": "금품 수수", "matter": "상품권",
        "me-name": NAME, "me-email": "a@example.org",
    }  # fmt: skip
    refused = reporter.client.post("/thread/case/named", fields)
    assert refused.status_code == 422
    assert f'value="{NAME}"' in body(refused)
    assert not Case.objects.exists()
    for _ in range(2):
        sent = reporter.client.post("/thread/case/named", fields | {"sure": "on"})
        assert sent["Location"] == "/thread/"
    assert Case.objects.get().report == Report.objects.get()
    shown = reporter.thread()
    assert "공익 제1호" in shown
    assert "/thread/case/named" not in shown
    assert NAME not in shown
    assert not Message.objects.exists()
