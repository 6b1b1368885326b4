"""비실명 대리신고: the lawyer is never printed as the reporter (공익신고자 보호법 제8조의2; PI-6, PI-22)."""

from dataclasses import replace

import pytest

from haechi.cases.models import Case, IdentityOpening, Paper
from haechi.cases.papers import words_of
from haechi.cases.people import NewParty
from haechi.cases.types import ConsentKind, PartyKind, ProxyKind, Track
from haechi.casework import people
from haechi.casework.access import open_case
from haechi.casework.filed import sheet_of
from haechi.casework.forms import form_data
from haechi.casework.printing import form_fields
from haechi.casework.tests.conftest import HONG
from haechi.casework.tests.hands import filed
from haechi.casework.tests.test_forms import text_of
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS

LAWYER = replace(HONG, name="변호인", number="", address="한빛시 법원로 3", phone="02-111-2222")
PLACES = {
    1: "신고자",
    3: "신고자",
    4: "신고자",
    5: "대표신고자",
    9: "신고자",
    10: "포상금 지급대상자",
}
REASON = "서식에 적기 위하여"


def named(fields, number):
    value = fields[PLACES[number]]
    return value["성명"] if isinstance(value, dict) else value


def printed(centre, case, *forms):
    return form_fields(
        actor=centre.chief, case_id=case.pk, forms=forms, with_names=True, reason=REASON
    )


@pytest.fixture
def case(centre):
    filed(centre, reporter=None, lawyer=LAWYER)
    return Case.objects.get()


@pytest.mark.parametrize("number", sorted(PLACES))
def test_pi6_the_client_stays_the_reporter_unnamed_and_the_lawyer_acts(centre, case, number):
    (fields,) = printed(centre, case, number)
    assert named(fields, number) == "비실명(대리 변호사 변호인)"
    without = form_data(open_case(centre.kim, case.pk), number)
    assert named(without, number) == "비실명(변호사 대리)"
    assert "변호인" not in text_of(fill(FORMS[number], without))
    if isinstance(person := fields[PLACES[number]], dict):
        assert person["주소"] == "(변호사) 한빛시 법원로 3"
        assert (person["주민등록번호"], person["직업"]) == ("밝히지 않음", "")


def test_the_filed_report_and_the_cover_say_that_she_is_unnamed(centre, case):
    row = Paper.objects.get(case=case, form=1)
    opened = open_case(centre.kim, case.pk)
    sheet = sheet_of(opened, row, words_of(row, opened.data_key), "나중")
    assert "비실명(변호사 대리)" in text_of(sheet)
    assert form_data(opened, 6)["신고자 성명"] == ""  # nobody agreed


def test_a_client_in_the_envelope_is_printed_only_after_she_agreed(centre):
    client = replace(HONG, name="의뢰인")
    case = centre.receive(
        track=Track.LAWYER,
        parties=[
            NewParty(PartyKind.REPORTER, client, is_representative=True, by_consent_only=True),
            NewParty(PartyKind.PROXY, LAWYER, proxy_kind=ProxyKind.LAWYER, proof_shown=True),
        ],
    ).case
    (fields,) = printed(centre, case, 4)
    assert named(fields, 4) == "비실명(대리 변호사 변호인)"
    people.record_consent(
        actor=centre.chief, case_id=case.pk, kind=ConsentKind.OPEN_SEALED, given=True
    )
    (fields,) = printed(centre, case, 4)
    assert named(fields, 4) == "의뢰인"


def test_a_named_reporter_with_a_lawyer_is_the_reporter_and_nobody_else_is_opened(centre):
    case = centre.receive(
        parties=[
            NewParty(PartyKind.PROXY, LAWYER, proxy_kind=ProxyKind.LAWYER, proof_shown=True),
            NewParty(PartyKind.REPORTER, HONG, is_representative=True),
            NewParty(PartyKind.COOPERATOR, replace(HONG, name="협조인")),
        ]
    ).case
    for number in (1, 3, 4):
        (fields,) = printed(centre, case, number)
        assert named(fields, number) == "홍길동"
    kinds = {row.party.kind for row in IdentityOpening.objects.select_related("party")}
    assert kinds == {PartyKind.REPORTER}
