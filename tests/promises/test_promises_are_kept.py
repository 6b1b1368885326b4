"""Every line of docs/promises.md has its test file, and every test file its line."""

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
LINE = re.compile(r"^\| (P-\d\d) \| (.+?) \| (.+?) \| (.+?) \| `(test_p\d\d_\w+\.py)` \|$", re.M)
REQUIREMENT = re.compile(r"(?:HL|TK|PI|RC|PG|ALL)-\d+")


def lines() -> list[tuple[str, ...]]:
    return LINE.findall((HERE.parents[1] / "docs" / "promises.md").read_text())


def test_every_promise_has_one_test_file_and_every_test_file_one_promise() -> None:
    files = sorted(path.name for path in HERE.glob("test_p[0-9][0-9]_*.py"))
    assert files
    assert [file for *_, file in lines()] == files


def test_every_promise_is_numbered_once_in_order() -> None:
    assert [number for number, *_ in lines()] == [f"P-{n:02d}" for n in range(1, len(lines()) + 1)]


def test_every_test_file_begins_with_the_promise_it_keeps() -> None:
    for number, *_, file in lines():
        assert number.replace("-", "").lower() in file
        source = (HERE / file).read_text()
        assert source.startswith(f'"""{number}: '), file
        assert source.count("\ndef test_") >= 2, file


def test_every_promise_stands_in_korean_and_english_and_names_its_requirement() -> None:
    for number, korean, english, requirements, _ in lines():
        assert re.search("[가-힣]", korean), number
        assert not re.search("[가-힣]", english), number
        assert REQUIREMENT.findall(requirements), number


def test_no_row_of_the_table_escapes_this_test() -> None:
    text = (HERE.parents[1] / "docs" / "promises.md").read_text()
    assert len(re.findall(r"^\| P-", text, re.M)) == len(lines())
