"""Which characters the interface shows: templates, Korean catalogues, strings in Python."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib

# What a reporter never sees. Its characters get a font file of their own, loaded on the staff site.
STAFF_ONLY = (
    "audit",
    "cli",
    "custody",
    "demo",
    "inbox",
    "jobs",
    "notifications",
    "publicity",
    "sites/staff",
    "staff",
    "talkroom",
)
SKIPPED = {"tests", "migrations", "static"}
DJANGO_COMMENT = re.compile(r"\{#.*?#\}", re.S)
ASCII = "".join(map(chr, range(0x20, 0x7F)))
MARKS = "·×©°±–—‘’“”…※→←↑↓⇒○●□■△▲▽▼◇◆☆★「」『』〔〕《》〈〉【】ㆍ㎡①②③④⑤⑥⑦⑧⑨⑩、。"
# Institutions name themselves; these are the words their names are made of.
NAMES = (
    "한빛 특별시 광역시 특별자치도 시청 군청 구청 도청 읍면동 주민센터 교육청 교육지원청"
    " 도시관리공단 시설관리공단 공사 재단 진흥원 연구원 보건소 소방서 경찰청 어린이집 유치원"
    " 초등학교 중학교 고등학교 대학교 병원 의료원 감사담당관 감사관 감사실 청렴 신문고 제보"
)


def in_python(text: str) -> Iterator[str]:
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings:
            yield node.value


def in_file(path: Path) -> Iterator[str]:
    if path.suffix == ".py":
        yield from in_python(path.read_text(encoding="utf-8"))
    elif path.suffix == ".po":
        for entry in polib.pofile(str(path)):
            yield from [entry.msgstr, *entry.msgstr_plural.values()]
    elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
        yield DJANGO_COMMENT.sub("", path.read_text(encoding="utf-8"))


def is_staff(relative: str) -> bool:
    return any(relative.startswith(f"{name}/") for name in STAFF_ONLY)


def interface(source: Path) -> tuple[set[str], set[str]]:
    """The characters of the first visit (reporter site), and those only the staff site adds."""
    first, staff = set(ASCII + MARKS + NAMES), set[str]()
    for path in sorted(source.rglob("*")):
        relative = path.relative_to(source)
        if SKIPPED & set(relative.parts) or relative.parts[0] == "demo":
            continue
        if path.name == "styleguide.html" or not path.is_file():
            continue
        (staff if is_staff(relative.as_posix()) else first).update(*in_file(path))
    return first, staff - first
