"""The binder as one paper: cover, contents, and every sheet in order of date (제17조)."""

from collections.abc import Sequence

from haechi.cases.clocks import settings_of
from haechi.cases.models import Paper
from haechi.cases.papers import PaperText
from haechi.cases.sealing import content_of
from haechi.cases.types import Direction, OpenCase
from haechi.common.clock import today
from haechi.documents.spec import Block, Cell, Document, Heading, Paragraph, Table

_NAMES = {"title": "신고제목", "purpose": "공익신고 취지 및 이유", "content": "공익신고 내용",
          "evidence": "증거자료 등 첨부서류"}  # fmt: skip
_DIRECTIONS = {Direction.IN.value: "접수", Direction.OUT.value: "발송", Direction.OWN.value: "작성"}


def binder_document(opened: OpenCase, papers: Sequence[tuple[Paper, PaperText]]) -> Document:
    """In Korean whatever the officer's language: it is the institution's record. No name of a reporter
    stands in it, since identities are sealed apart (제17조②)."""
    case = opened.case
    blocks: list[Block] = []
    for row, words in papers:
        blocks += _paper(row, words)
    return Document(
        title="공익신고기록",
        subtitle=f"{case.display_number} · {content_of(opened.data_key, case).title}",
        institution=f"{case.institution.name_ko} {settings_of(case.institution).centre_ko}",
        day=_day(today()),
        language="ko",
        contents="목차",
        blocks=tuple(blocks),
    )


def _day(day: object) -> str:
    return str(day).replace("-", ". ") + "."


def _paper(row: Paper, words: PaperText) -> list[Block]:
    facts = [("날짜", _day(row.dated_on)), ("구분", _DIRECTIONS[row.direction])]
    if row.sent_on:
        facts.append(("발송", f"{_day(row.sent_on)} {row.get_way_display()}"))
    files = row.files.count()
    if files:
        facts.append(("첨부", f"{files}건"))
    cells = tuple((Cell(name, header=True), Cell(value)) for name, value in facts)
    found: list[Block] = [
        Heading(words.title or "문서", 1),
        Table(words.title, (25.0, 75.0), cells, heads=0),
    ]
    return [*found, *_words(words)]


def _words(words: PaperText) -> list[Block]:
    found: list[Block] = []
    for name, value in words.fields.items():
        if name in _NAMES and name != "title" and str(value).strip():
            found.append(Heading(_NAMES[name], 2))
            found += _paragraphs(str(value))
    return [*found, *_paragraphs(words.text)]


def _paragraphs(text: str) -> list[Block]:
    return [Paragraph(line) for line in text.split("\n") if line.strip()]
