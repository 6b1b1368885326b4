"""An institution's own words on the official forms: kept, printed, taken back (PI-22)."""

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.casework.form_texts import own_texts
from haechi.documents.forms import FORMS
from haechi.documents.tests.drawing import part
from haechi.sites.staff.tests.cases.conftest import Centre


def typed(number: int, **changes: str) -> dict[str, str]:
    words = {text.key: text.on().words for text in FORMS[number].texts} | changes
    lines = (told.replace("\n", "\r\n") for told in words.values())  # as browsers send them
    return {f"text-{at}": told for at, told in enumerate(lines)}


def test_own_words_are_printed_and_the_standard_comes_back(centre: Centre) -> None:
    case = centre.receive()
    head, officer = centre.head.client(), centre.officer.client()
    page = head.get("/cases/office/forms/8/").content.decode()
    assert "2018년 5월 1일" in page, "since when the standard words hold"
    changed = typed(8, 안내="■ 우리 기관의 말입니다.")
    assert head.post("/cases/office/forms/8/", changed).status_code == 302
    institution = case.institution
    assert own_texts(institution, 8) == {"안내": "■ 우리 기관의 말입니다."}
    assert "기관 문구" in head.get("/cases/office/").content.decode()
    printed = part(officer.get(f"/cases/{case.pk}/forms/8.hwpx").content)
    assert "우리 기관의 말입니다." in printed
    assert "5년 이하의 징역" not in printed
    row = AuditEntry.objects.filter(action=Action.CENTRE_CHANGED).latest("pk")
    assert row.detail == {"form": 8, "own_texts": 1}
    head.post("/cases/office/forms/8/", typed(8, 안내=""))
    assert own_texts(institution, 8) == {}
    again = part(officer.get(f"/cases/{case.pk}/forms/8.hwpx").content)
    assert "5년 이하의 징역" in again


def test_only_heads_and_administrators_change_them_and_only_forms_that_have_some(
    centre: Centre,
) -> None:
    centre.receive()
    assert centre.officer.client().get("/cases/office/forms/8/").status_code == 404
    assert centre.officer.client().post("/cases/office/forms/8/", typed(8)).status_code == 404
    head = centre.head.client()
    for number in (1, 2, 99):
        assert head.get(f"/cases/office/forms/{number}/").status_code == 404
    long = typed(8, 안내="가" * 3_001)
    assert head.post("/cases/office/forms/8/", long).status_code == 422
