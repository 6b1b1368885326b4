"""docs/settings.md and the code name the same variables."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import haechi

SOURCE = Path(haechi.__file__).parent
ROOT = SOURCE.parents[1]
NAME = re.compile(r"\bHAECHI(?:_[A-Z]+)+\b(?!_)")
SECRET = re.compile(r"\.secret\(\"(HAECHI_[A-Z_]+)\"\)")  # may come from a file too
READERS = {"sms_settings": "HAECHI_SMS_", "mail_settings": "HAECHI_MAIL_"}


def product_files() -> Iterator[Path]:
    yield from (ROOT / name for name in ("run", "test"))
    yield from (path for path in SOURCE.rglob("*.py") if "tests" not in path.parts)


def read_by_name() -> set[str]:
    texts = [path.read_text() for path in product_files()]
    files = {f"{name}_FILE" for text in texts for name in SECRET.findall(text)}
    return {name for text in texts for name in NAME.findall(text)} | files


def read_by_prefix() -> set[str]:
    """`read.text("HOST")` and the like in the channels' settings."""
    tree = ast.parse((SOURCE / "notifications" / "channels" / "config.py").read_text())
    found = set()
    for function in ast.walk(tree):
        if not (isinstance(function, ast.FunctionDef) and function.name in READERS):
            continue
        for call in ast.walk(function):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="read"), attr=kind),
                    args=[ast.Constant(value=str(short)), *_],
                ):
                    name = READERS[function.name] + short
                    found |= {name, f"{name}_FILE"} if kind == "secret" else {name}
    return found


def test_the_table_names_every_variable_that_the_code_reads_and_no_other() -> None:
    table = set(
        re.findall(r"(?m)^\| `(HAECHI_[A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text())
    )
    assert table == read_by_name() | read_by_prefix()
    assert len(table) > 40
