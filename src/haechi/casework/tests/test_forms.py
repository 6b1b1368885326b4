"""What a case says on the official forms fits the forms: both sides name the same fields (PI-22, PI-9)."""

import json
from uuid import UUID

import pytest

from haechi.cases.models import Case
from haechi.cases.people import NewParty
from haechi.cases.types import ConsentKind, Identity, PartyKind
from haechi.casework.forms import form_data, register_line
from haechi.casework.tests.conftest import ACCUSED, HONG
from haechi.documents import sheet_hwpx, sheet_pdf
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS
from haechi.documents.sheet import Sheet

ALONE = [number for number in FORMS if number not in {2}]


def text_of(sheet: Sheet) -> str:
    return json.dumps(
        sheet, default=lambda one: getattr(one, "__dict__", str(one)), ensure_ascii=False
    )


def everybody(case: Case) -> dict[UUID, Identity]:
    return {row.pk: HONG for row in case.parties.filter(kind=PartyKind.REPORTER)}


@pytest.fixture
def opened(centre):
    return centre.receive(
        parties=[
            NewParty(PartyKind.REPORTER, HONG, is_representative=True),
            NewParty(PartyKind.REPORTER, Identity(name="성춘향")),
            NewParty(PartyKind.ACCUSED, ACCUSED),
        ],
        consents={ConsentKind.COVER: True, ConsentKind.DISCLOSURE_INVESTIGATION: True},
    )


def test_the_fields_of_a_case_and_of_each_form_agree(opened) -> None:
    for number in ALONE:
        data = form_data(opened, number, officer="김한결", identities=everybody(opened.case))
        sheet = fill(
            FORMS[number], data
        )  # raises where a field is missing, unknown or of another kind
        assert sheet_pdf.write(sheet).startswith(b"%PDF")
        assert sheet_hwpx.write(sheet).startswith(b"PK")


def test_the_register_is_made_of_the_lines_of_cases(opened) -> None:
    line = register_line(opened.case, "폐수 무단 방류", "김한결")
    (listing,) = [part for part in FORMS[2].parts if hasattr(part, "columns")]
    assert {column.text.strip("{}") for column in listing.columns} == set(line)
    sheet = fill(FORMS[2], {"기관명": "한빛구청", "관리대장": [line]})
    for told in ("폐수 무단 방류", "김한결", opened.case.display_number):
        assert told in text_of(sheet)


def test_only_an_opened_identity_is_printed(opened) -> None:
    for number in ALONE:
        sheet = fill(FORMS[number], form_data(opened, number, officer="김한결"))
        for secret in ("홍길동", "850101", "010-1234-5678", "남궁민수"):
            assert secret not in text_of(sheet), number
    for number in (1, 3, 4, 5, 6, 9, 10):  # 6: she agreed to be named on the cover
        known = fill(FORMS[number], form_data(opened, number, identities=everybody(opened.case)))
        assert "홍길동" in text_of(known), number


def test_a_reporter_who_did_not_agree_is_not_named_on_the_cover(centre) -> None:
    opened = centre.receive(consents={ConsentKind.COVER: False})
    cover = fill(FORMS[6], form_data(opened, 6, identities=everybody(opened.case)))
    assert "홍길동" not in text_of(cover)
