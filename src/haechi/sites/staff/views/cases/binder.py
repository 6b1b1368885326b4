"""The whole record as one PDF, piece by piece while the page shows how far it is (제17조, PI-9).

With `Accept: application/x-progress` the answer is lines `done/total`, then `pdf` and the bytes; without a
script it is the PDF alone. Everything is opened before the first byte: the drawing thread knows no database.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from haechi.cases.files import read_scan
from haechi.cases.files import view_of as scan_view
from haechi.cases.models import Paper
from haechi.cases.papers import PaperText
from haechi.cases.types import OpenCase
from haechi.casework.filed import sheet_of
from haechi.casework.form_texts import own_texts
from haechi.casework.forms import form_data
from haechi.common.clock import today
from haechi.documents import binder
from haechi.documents.binder import Attached, BinderPaper
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS
from haechi.documents.sheet import Sheet

PROGRESS = "application/x-progress"
_COVER = 6
_ENCLOSED = frozenset({8})
"""제8호: what the letter of transfer says is not on it."""
_NAMES = {
    "이송기관": "이송기관",
    "purpose": "공익신고 취지 및 이유",
    "content": "공익신고 내용",
    "evidence": "증거자료 등 첨부서류",
}


@dataclass(frozen=True)
class Record:
    """What the PDF is made of; no identity of a reporter is in it (제17조②)."""

    number: str
    cover: Sheet = field(repr=False)
    papers: tuple[BinderPaper, ...] = field(repr=False)

    def pdf(self, progress: Callable[[int, int], None] = lambda _done, _total: None) -> bytes:
        return binder.write(self.cover, self.papers, number=self.number, progress=progress)


def record_of(opened: OpenCase, papers: Sequence[tuple[Paper, PaperText]], officer: str) -> Record:
    found = tuple(one for row, words in papers for one in _papers(opened, row, words, officer))
    fields = form_data(opened, _COVER, officer=officer) | {"작성일": today()}
    cover = fill(FORMS[_COVER], fields, texts=own_texts(opened.case.institution, _COVER))
    return Record(opened.case.display_number, cover, found)


def _papers(opened: OpenCase, row: Paper, words: PaperText, officer: str) -> Iterator[BinderPaper]:
    """A paper; a form that only goes with a letter stands after it."""
    sheet = sheet_of(opened, row, words, officer)
    paper = BinderPaper(
        title=words.title or str(row.get_kind_display()),
        dated_on=row.dated_on,
        kind=str(row.get_kind_display()),
        text=_text(words),
        sheet=None if row.form in _ENCLOSED else sheet,
        files=tuple(_files(opened, row)),
        apart=row.files.filter(is_identity=True).count(),
    )
    yield paper
    if row.form in _ENCLOSED:
        title = FORMS[row.form].title
        yield replace(paper, title=title, text="", sheet=sheet, files=(), apart=0)


def _files(opened: OpenCase, row: Paper) -> Iterator[Attached]:
    for each in row.files.filter(is_identity=False):
        view = scan_view(each, opened.data_key)
        yield Attached(view.name, view.media_type, b"".join(read_scan(each, opened.data_key)))


def _text(words: PaperText) -> str:
    parts = [
        f"{_NAMES[name]}\n{value}"
        for name, value in words.fields.items()
        if name in _NAMES and str(value).strip()
    ]
    return "\n\n".join([*parts, words.text]).strip()


def told(record: Record) -> Iterator[bytes]:
    """How far it is, line by line, then the PDF."""
    said: queue.SimpleQueue[tuple[int, int] | bytes | None] = queue.SimpleQueue()

    def make() -> None:
        try:
            said.put(record.pdf(lambda done, total: said.put((done, total))))
        finally:
            said.put(None)

    threading.Thread(target=make, daemon=True).start()
    while (each := said.get()) is not None:
        if isinstance(each, bytes):
            yield b"pdf\n"
            yield each
        else:
            yield f"{each[0]}/{each[1]}\n".encode()
