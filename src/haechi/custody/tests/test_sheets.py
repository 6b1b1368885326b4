"""The printed recovery sheets: a page for each holder, whose code and words give the key (ALL-1)."""

import re

import pypdfium2
import pytest
import zxingcpp

from haechi.crypto.shares import join_key, words_of
from haechi.custody.errors import WrongShares
from haechi.custody.services import make_recovery_shares
from haechi.custody.sheets import sheets_pdf
from haechi.testing import StaffedInstitution, make_institution

pytestmark = pytest.mark.django_db
HOLDERS = ["김보관", "이보관", "박보관"]


@pytest.fixture
def staffed() -> StaffedInstitution:
    return make_institution()


def pages(made: bytes) -> list[tuple[str, str]]:
    """Of each page its text, and what its QR code says."""
    found = []
    with pypdfium2.PdfDocument(made) as document:
        for page in document:
            picture = page.render(scale=2).to_pil().convert("RGB")
            (code,) = zxingcpp.read_barcodes(picture)
            found.append((page.get_textpage().get_text_bounded(), code.text))
    return found


def test_codes_and_words_of_every_page_are_the_shares(staffed: StaffedInstitution) -> None:
    shares = make_recovery_shares(institution=staffed.institution, holders=HOLDERS)
    printed = pages(sheets_pdf(institution=staffed.institution, shares=shares))
    assert [" ".join(words_of(code)) for _text, code in printed] == shares
    assert join_key([printed[0][1].lower(), printed[2][1].lower()])
    for (text, _code), share in zip(printed, shares, strict=True):
        numbered = {int(n): word for n, word in re.findall(r"(\d+)\.\s*([a-z]+)", text)}
        assert [numbered[n] for n in range(1, 34)] == share.split()


def test_a_page_names_holder_institution_day_issue_and_how_to_keep_it(
    staffed: StaffedInstitution,
) -> None:
    make_recovery_shares(institution=staffed.institution, holders=HOLDERS)
    shares = make_recovery_shares(institution=staffed.institution, holders=HOLDERS)
    for (text, _code), holder in zip(
        pages(sheets_pdf(institution=staffed.institution, shares=shares)), HOLDERS, strict=True
    ):
        flat = re.sub(r"\s+", " ", text)
        assert [name for name in HOLDERS if name in flat] == [holder]
        for words in ("한빛구청", "제2회", "두 장을 한곳에", "How to keep it", "One sheet alone"):
            assert words in flat


def test_a_long_name_of_an_institution_keeps_each_sheet_on_one_page(
    staffed: StaffedInstitution,
) -> None:
    staffed.institution.name_ko = "한빛광역시 새벽구 도시관리공단 및 부설 어린이집 통합운영지원센터"
    holders = ["감사담당관실 청렴조사팀 " + name for name in HOLDERS]
    shares = make_recovery_shares(institution=staffed.institution, holders=holders)
    assert len(pages(sheets_pdf(institution=staffed.institution, shares=shares))) == 3


@pytest.mark.parametrize("spoil", ["older", "two", "foreign", "typo"])
def test_wrong_shares_are_not_printed(staffed: StaffedInstitution, spoil: str) -> None:
    older = make_recovery_shares(institution=staffed.institution, holders=HOLDERS)
    shares = make_recovery_shares(institution=staffed.institution, holders=HOLDERS)
    foreign = make_recovery_shares(institution=make_institution("other", officers=()).institution)
    wrong = {
        "older": older,
        "two": shares[:2],
        "foreign": [*shares[:2], foreign[2]],
        "typo": [*shares[:2], shares[2] + " academic"],
    }[spoil]
    with pytest.raises(WrongShares):
        sheets_pdf(institution=staffed.institution, shares=wrong)
