"""The whole record of a case as one PDF (제17조, PI-9): cover, contents, papers in order of date, scans.

The cover is form 6, filled by the caller: it carries a reporter's name only where she consented. Scans are
laid onto pages of ours: what a foreign PDF carries besides its drawing (scripts, forms, files) stays behind.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pikepdf
from PIL import Image

from haechi.documents import sheet as paper
from haechi.documents.engine import nameless
from haechi.documents.sheet import (
    Align,
    Anchor,
    Block,
    Contents,
    Entry,
    Line,
    Look,
    Scan,
    Sheet,
    clean,
    lines,
)
from haechi.documents.sheet_pdf import drawn

MEDIA_TYPE = "application/pdf"
Progress = Callable[[int, int], None]
_HEADS = ("번호", "날짜", "서류", "쪽")
_WIDE, _TALL, _HEAD = paper.PORTRAIT, 246.0, 9.0  # room for a scanned page, and its line above
_MM = 72 / 25.4


class Unreadable(Exception):
    """A file that cannot be shown as pages."""


@dataclass(frozen=True)
class Attached:
    """A file of a paper."""

    name: str = field(repr=False)
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class BinderPaper:
    """A paper: an official form filled (`sheet`), or words. `kind`: what it is, e.g. 접수 통지.

    `apart`: how many of its files are kept elsewhere, because they say who somebody is.
    """

    title: str = field(repr=False)
    dated_on: date
    kind: str = ""
    text: str = field(default="", repr=False)
    sheet: Sheet | None = field(default=None, repr=False)
    files: tuple[Attached, ...] = ()
    apart: int = 0


@dataclass
class _Scanned:
    """`own`: a picture that we put on a page ourselves; a foreign PDF may break what PDF/UA asks."""

    page: pikepdf.Page
    own: bool


def write(
    cover: Sheet,
    papers: Sequence[BinderPaper],
    *,
    number: str,
    progress: Progress = lambda done, total: None,
) -> bytes:
    """The record as PDF. `number`: 접수번호; `progress` is told (done, total) after each piece of work."""
    ordered = sorted(papers, key=lambda one: one.dated_on)  # stable: papers of a day as they came
    total = len(ordered) + 2
    scans: list[_Scanned] = []
    sheets: list[Sheet] = []
    with pikepdf.new() as workshop:
        for at, one in enumerate(ordered):
            sheets += _sheets(one, at, scans, workshop)
            progress(at + 1, total)
        title = f"공익신고기록 {number}"
        numbered = [replace(each, numbered=True) for each in (cover, _contents(ordered), *sheets)]
        with pikepdf.open(io.BytesIO(drawn(numbered, title, cover.language, whole=True))) as made:
            progress(total - 1, total)
            _lay(made, scans)
            record = nameless(made, accessible=all(scan.own for scan in scans))
    progress(total, total)
    return record


def _contents(papers: Sequence[BinderPaper]) -> Sheet:
    entries = tuple(
        Entry(_name(at), _day(one.dated_on), clean(one.title)) for at, one in enumerate(papers)
    )
    head = Look(size=18.0, bold=True, align=Align.CENTER, above=8.0, heading=1)
    return Sheet("목록", (*lines("목 록", head), Contents(_HEADS, entries)))


def _name(at: int) -> str:
    return f"paper-{at + 1}"


def _day(day: date) -> str:
    return f"{day.year}. {day.month}. {day.day}."


def _sheets(
    one: BinderPaper, at: int, scans: list[_Scanned], workshop: pikepdf.Pdf
) -> Iterator[Sheet]:
    """A paper's own sheets, then one for each page of its files."""
    first = one.sheet or _words(one)
    yield replace(first, blocks=(Anchor(_name(at)), *first.blocks))
    for file in one.files:
        try:
            pages = list(_pages(file, workshop))
        except Unreadable:
            yield _not_shown(file)
            continue
        for number, page in enumerate(pages, 1):
            told = f"{at + 1}. 붙임: {clean(file.name)} ({number}/{len(pages)})"
            scans.append(page)
            small = Look(size=9.0)
            yield Sheet(told, (*lines(told, small), Scan(told, _HEAD, _WIDE, _TALL)))
    if one.apart:
        said = f"{at + 1}. 신원을 알 수 있는 서류 {one.apart}점은 따로 봉인되어 있습니다."
        yield Sheet(said, lines(said, Look(size=11.0, above=2.0)))


def _words(one: BinderPaper) -> Sheet:
    head = Look(size=15.0, bold=True, align=Align.CENTER, above=6.0, heading=1)
    about = " · ".join(part for part in (one.kind, _day(one.dated_on)) if part)
    blocks: list[Block] = [
        *lines(clean(one.title), head),
        *lines(about, Look(size=9.5, align=Align.CENTER, above=2.0)),
        *lines("", Look()),
        *_paragraphs(one.text),
    ]
    return Sheet(one.title, tuple(blocks))


def _paragraphs(text: str) -> tuple[Line, ...]:
    return lines(clean(text), Look(size=10.5, above=0.5))


def _not_shown(file: Attached) -> Sheet:
    said = f"붙임: {clean(file.name)}\n{file.media_type}, {len(file.data):,}바이트"
    why = "이 파일은 종이에 옮길 수 없는 형식이라 기록에 따로 보관되어 있습니다."
    return Sheet(
        file.name, (*lines(said, Look(size=11.0, above=2.0)), *lines(why, Look(above=4.0)))
    )


def _pages(file: Attached, workshop: pikepdf.Pdf) -> Iterator[_Scanned]:
    """Raises Unreadable: neither a picture nor a PDF, or a broken one."""
    try:
        if file.media_type == "application/pdf":
            with pikepdf.open(io.BytesIO(file.data)) as foreign:
                for page in foreign.pages:
                    workshop.pages.append(page)
                    yield _Scanned(workshop.pages[-1], own=False)
        elif file.media_type.startswith("image/"):
            yield _Scanned(_picture(file.data, workshop), own=True)
        else:
            raise Unreadable
    except (pikepdf.PdfError, OSError, ValueError, Image.DecompressionBombError):
        raise Unreadable from None


def _picture(data: bytes, workshop: pikepdf.Pdf) -> pikepdf.Page:
    """A page as large as the picture. A JPEG goes in as it is, anything else becomes one."""
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
        if image.format != "JPEG" or image.mode not in {"RGB", "L"}:
            flat = _flat(image)
            out = io.BytesIO()
            flat.save(out, "JPEG", quality=85)
            data, mode = out.getvalue(), flat.mode
        else:
            image.verify()
            mode = image.mode
    drawing = pikepdf.Stream(
        workshop,
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray if mode == "L" else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = workshop.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=drawing))
    page.Contents = workshop.make_stream(f"q {width} 0 0 {height} 0 0 cm /Picture Do Q".encode())
    return page


def _flat(image: Image.Image) -> Image.Image:
    """On white where the picture is see-through."""
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        white = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _lay(record: pikepdf.Pdf, scans: Sequence[_Scanned]) -> None:
    """Each scan onto the page that was kept for it: the pages of the figures, in their order."""
    if not scans:
        return
    bottom = (297.0 - paper.EDGE - _HEAD - _TALL) * _MM
    room = pikepdf.Rectangle(
        paper.MARGIN * _MM, bottom, (paper.MARGIN + _WIDE) * _MM, bottom + _TALL * _MM
    )
    for page, scan in zip(_figures(record), scans, strict=True):
        pikepdf.Page(page).add_overlay(scan.page, room)


def _figures(record: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """The page of each figure of the structure tree (ISO 32000-2, 14.7.2), in reading order."""
    waiting = [record.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += reversed(list(node))
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == "/Figure":
                yield _page_of(node)
            elif "/K" in node:
                waiting.append(node.K)


def _page_of(node: pikepdf.Object) -> pikepdf.Object:
    while "/Pg" not in node:
        node = node.K[0] if isinstance(node.K, pikepdf.Array) else node.K
    return node.Pg
