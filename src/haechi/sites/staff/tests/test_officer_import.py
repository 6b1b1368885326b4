"""Officers from a list: read, shown, confirmed; nothing before, nothing kept (ALL-2, CWE-1236)."""

import re
import time
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session

from haechi.audit.actions import Action
from haechi.audit.models import AuditEntry
from haechi.custody.models import DeskSeat, Duty
from haechi.sites.staff.officer_csv import MAX_ROWS, BadFile, Problem, read_sheet
from haechi.sites.staff.tests.conftest import House, Member
from haechi.staff.models import Account
from haechi.staff.services import unlock
from haechi.staff.types import Role
from haechi.testing import make_institution

pytestmark = pytest.mark.django_db
IMPORT = "/people/import/"
HEAD = "이름,직위,사용자 이름,역할,부서,담당 분야,휴대전화,전자우편"
LIST = f"""{HEAD}
박서연,주무관,seoyeon,담당자,감사과,공직자 부조리|갑질,010-1234-5678,park@example.kr
최우진,주무관,a b,담당자,,,,
이도윤,조사팀장,doyun,담당자,,,,
윤하은,팀장,haeun,임금님,,,,
정지호,팀장,jiho,관리자,,없는 분야,,
한지우,주무관,jiwoo,관리자,,,01099998888,
"""


def upload(member: Member, content: bytes | str, path: str = IMPORT):
    data = content.encode() if isinstance(content, str) else content
    file = BytesIO(data)
    file.name = "officers.csv"
    return member.client().post(path, {"file": file})


def token_of(page: str) -> str:
    found = re.search(r'name="lines" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def boss(house: House) -> Member:
    Path(settings.SPOOL_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    house.staffed.institution.departments.create(name_ko="감사과", name_en="Audit")
    category = house.staffed.institution.categories.get(code="gapjil")
    category.name_ko = "갑질"
    category.save()
    return house.administrator


def test_a_list_with_errors_in_three_lines_shows_what_would_happen_to_the_others(
    boss: Member,
) -> None:
    before = Account.objects.count()
    page = upload(boss, LIST).content.decode()
    assert "새로 등록 2" in page
    assert "이미 있음 1" in page
    assert "오류 3" in page
    for reason in ("영문자", "임금님", "없는 분야"):
        assert reason in page
    assert Account.objects.count() == before
    assert AuditEntry.objects.count() == 0


def test_what_was_confirmed_is_created_and_each_first_password_works_and_is_shown_once(
    boss: Member,
) -> None:
    client = boss.client()
    token = token_of(upload(boss, LIST).content.decode())
    page = client.post(f"{IMPORT}create/", {"lines": token}).content.decode()
    passwords = re.findall(r"[2-9a-z]{4}(?:-[2-9a-z]{4}){3}", page)
    assert len(set(passwords)) == 2
    park, han = (Account.objects.get(username=name) for name in ("seoyeon", "jiwoo"))
    for account, password in zip((park, han), passwords, strict=True):
        assert unlock(account, password).public == bytes(account.officer.public_key)
        assert account.check_password(password)
        assert account.password_is_drawn
    assert park.officer.department is not None
    assert park.officer.department.name_ko == "감사과"
    assert Duty.objects.filter(officer=park.officer).count() == 2
    assert han.role == Role.ADMINISTRATOR
    assert park.contact_hint == "010-****-5678 · pa***@example.kr"
    assert not DeskSeat.objects.filter(officer__in=(park.officer, han.officer)).exists()
    assert AuditEntry.objects.filter(action=Action.OFFICER_CREATED).count() == 2
    again = client.post(f"{IMPORT}create/", {"lines": token}, follow=True).content.decode()
    assert not any(password in again for password in passwords)
    assert Account.objects.filter(username="seoyeon").count() == 1
    assert not any(p in client.get("/people/").content.decode() for p in passwords)


def test_between_preview_and_confirmation_nothing_readable_lies_anywhere(
    boss: Member,
) -> None:
    page = upload(boss, LIST).content.decode()
    token = token_of(page)
    assert "01012345678" not in page
    assert "park@example.kr" not in page
    assert "park" not in token
    kept = [path.read_bytes() for path in Path(settings.SPOOL_DIR).rglob("*") if path.is_file()]
    kept += [row.session_data.encode() for row in Session.objects.all()]
    assert not any("박서연".encode() in each or b"park@" in each for each in kept)


def test_a_preview_is_good_for_its_officer_and_half_an_hour(boss: Member, house: House) -> None:
    token = token_of(upload(boss, LIST).content.decode())
    before = Account.objects.count()
    changed = token[:40] + ("A" if token[40] != "A" else "B") + token[41:]
    for client, sent in (
        (house.head.client(), token),
        (boss.client(), changed),
        (boss.client(), ""),
        (boss.client(), "한글"),
    ):
        answer = client.post(f"{IMPORT}create/", {"lines": sent})
        assert answer["Location"] == IMPORT
    with time_machine.travel(time.time() + 31 * 60):
        assert boss.client().post(f"{IMPORT}create/", {"lines": token})["Location"] == IMPORT
    assert Account.objects.count() == before


def test_what_changed_since_the_preview_creates_nobody(boss: Member) -> None:
    token = token_of(upload(boss, LIST).content.decode())
    Account.objects.filter(username="doyun").update(username="jiwoo")
    assert boss.client().post(f"{IMPORT}create/", {"lines": token})["Location"] == IMPORT
    assert not Account.objects.filter(username="seoyeon").exists()


def test_only_managers_read_lists_in(boss: Member, house: House) -> None:
    assert upload(house.officer, LIST).status_code == 404
    assert house.officer.client().get(IMPORT).status_code == 404
    token = token_of(upload(boss, LIST).content.decode())
    assert house.officer.client().post(f"{IMPORT}create/", {"lines": token}).status_code == 404
    assert house.officer.client().get(f"{IMPORT}officers.csv").status_code == 404


def test_a_user_name_of_another_institution_is_taken_and_its_departments_are_unknown(
    boss: Member,
) -> None:
    other = make_institution("other", officers=())
    other.institution.departments.create(name_ko="별관", name_en="Annex")
    Account.objects.filter(username="doyun").update(username="taken")
    page = upload(boss, f"{HEAD}\n박서연,주무관,seoyeon,,별관,,,\n").content.decode()
    assert "별관" in page
    assert "오류 1" in page


@pytest.mark.parametrize(
    "content",
    [
        LIST.encode("utf-8-sig"),
        LIST.encode("cp949"),
        LIST.encode("utf-16"),
        LIST.replace(",", ";").encode(),
        LIST.replace(",", "\t").encode("utf-16"),
        LIST.replace("\n", "\r\n").encode("cp949"),
        ("sep=;\r\n" + LIST.replace(",", ";")).encode("utf-8-sig"),
        (LIST + ",,,,,,,\n\n,,,\n").encode(),
    ],
)
def test_what_spreadsheets_write_is_read_alike(content: bytes) -> None:
    rows = read_sheet(content).rows
    assert [row.cells["username"] for row in rows] == [
        "seoyeon", "a b", "doyun", "haeun", "jiho", "jiwoo",
    ]  # fmt: skip
    assert rows[0].cells["name"] == "박서연"
    assert rows[0].cells["duties"] == "공직자 부조리|갑질"


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        ("1012345678", "01012345678"),
        ('"=""010-1234-5678"""', "010-1234-5678"),
        ("'01012345678", "01012345678"),
        ("０１０１２３４５６７８", "01012345678"),
        ("1012345678.0", "01012345678"),
        ("+82 10-1234-5678", "010-1234-5678"),
        ("\xa0010 1234 5678 ", "010 1234 5678"),
    ],
)
def test_a_telephone_number_is_what_it_was_before_the_spreadsheet(cell: str, digits: str) -> None:
    (row,) = read_sheet(f"이름,직위,아이디,휴대전화\nx,y,abc,{cell}\n".encode()).rows
    assert row.cells["phone"] == digits
    assert row.formulas == ()


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "@SUM(1)", "-2+3", "+1", "'=1+1", "x=1"])
def test_a_cell_that_would_run_as_a_formula_is_an_error(boss: Member, cell: str) -> None:
    page = upload(boss, f"이름,직위,아이디\n{cell},주무관,abc\n").content.decode()
    created = 'name="lines"' in page
    assert created == (cell == "x=1")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem.EMPTY),
        (HEAD.encode(), Problem.EMPTY),
        ("이름,아이디\nx,abc\n".encode(), Problem.COLUMNS),
        (b"PK\x03\x04\x00\x00" + bytes(range(256)), Problem.ENCODING),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Problem.ENCODING),
        (b"x" * 300_000, Problem.TOO_LARGE),
        ((HEAD + "\n" + "a,b,c\n" * (MAX_ROWS + 1)).encode(), Problem.TOO_MANY_ROWS),
        (('"' + "x" * 200_000 + '"\n').encode(), Problem.NOT_A_TABLE),
    ],
)
def test_a_file_that_is_no_list_is_told_so(content: bytes, problem: Problem) -> None:
    with pytest.raises(BadFile) as caught:
        read_sheet(content)
    assert caught.value.problem is problem


def test_a_file_that_is_no_list_is_answered_on_the_page(boss: Member) -> None:
    for content in (b"\x00\x01\x02", HEAD.encode(), b"x" * 300_000):
        answer = upload(boss, content)
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
    assert boss.client().post(IMPORT, {}).status_code == 422


def test_one_user_name_twice_is_an_error_in_both_lines(boss: Member) -> None:
    content = "이름,직위,아이디\n박서연,주무관,seoyeon\n박서윤,주무관,SeoYeon\n"
    page = upload(boss, content).content.decode()
    assert "오류 2" in page
    assert 'name="lines"' not in page


def test_the_empty_list_is_read_by_ourselves_and_by_excel(boss: Member) -> None:
    answer = boss.client().get(f"{IMPORT}officers.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer["Content-Disposition"]
    filled = answer.content + "박서연,주무관,seoyeon,,,,,\r\n".encode()
    assert len(read_sheet(filled).rows) == 1
