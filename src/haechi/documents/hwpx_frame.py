"""What is the same in every HWPX of one kind of page: the library's new document, taken apart once.

python-hwpx makes and checks it; what is ours is added as text (`sheet_hwpx`). Its check of each package when
it is saved, and the parsing of its template for each paper, were most of the time a paper took.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal
from xml.sax.saxutils import escape

from hwpx.document import HwpxDocument

UNIT = 7200 / 25.4  # HWPUNIT in a millimetre
FONT = "함초롬돋움"  # comes with Hangul
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SECTION, _HEADER, _PACKAGE = "Contents/section0.xml", "Contents/header.xml", "Contents/content.hpf"
_SEGMENTS = re.compile(r"<hp:linesegarray>.*?</hp:linesegarray>", re.S)
_TITLE = "<opf:title>"

Kind = Literal["charPr", "paraPr", "borderFill"]
_LISTS: Mapping[Kind, str] = {
    "charPr": "charProperties",
    "paraPr": "paraProperties",
    "borderFill": "borderFills",
}


@dataclass(frozen=True)
class Frame:
    """Parts of an empty document. `opening`: the section up to its first run, with the page in it."""

    parts: Mapping[str, bytes]
    header: str
    opening: str
    counts: Mapping[Kind, int]
    package: str


@cache
def frame(*, landscape: bool, numbered: bool, margin: float, edge: float) -> Frame:
    """The empty document of a page; margins in mm."""
    file = HwpxDocument.new()
    sides = {"left": margin, "right": margin, "top": edge, "bottom": edge}
    file.page.setup(
        paper_size="A4",
        orientation="LANDSCAPE" if landscape else "PORTRAIT",
        margins_mm={**sides, "header": 0.0, "footer": 5.0 if numbered else 0.0},
    )
    if numbered:
        file.page.set_page_number(align="CENTER")
    file.styles.ensure_run(size=10, font=FONT)
    file.parts.clear_preview()
    file.parts.clear_document_metadata()
    file.parts.set_document_metadata(title="-")
    with zipfile.ZipFile(io.BytesIO(file.to_bytes())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    header = parts[_HEADER].decode()
    section = parts[_SECTION].decode()
    end = section.rindex("</hp:p>")  # one paragraph: the one that holds the page
    return Frame(
        parts=parts,
        header=header,
        opening=_SEGMENTS.sub("", section[:end]),
        counts={kind: header.count(f"<hh:{kind} ") for kind in _LISTS},
        package=parts[_PACKAGE].decode(),
    )


def packed(
    base: Frame, made: Mapping[Kind, list[str]], body: str, title: str, language: str
) -> bytes:
    """The archive: our looks added to the header, our words to the section; no author, time or preview."""
    header = base.header
    for kind, items in made.items():
        header = _added(header, kind, base.counts[kind], items)
    head, _dash, tail = base.package.partition(f"{_TITLE}-<")
    package = f"{head}{_TITLE}{escape(title)}<{tail}"
    package = package.replace("<opf:language>ko<", f"<opf:language>{language}<")
    fresh = {
        _HEADER: header.encode(),
        _SECTION: f"{base.opening}</hp:p>{body}</hs:sec>".encode(),
        _PACKAGE: package.encode(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in base.parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            first = name == "mimetype"  # first and stored: by it readers know the format
            info.compress_type = zipfile.ZIP_STORED if first else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, fresh.get(name, data))
    return out.getvalue()


def _added(header: str, kind: Kind, count: int, items: list[str]) -> str:
    listed = _LISTS[kind]
    header = header.replace(
        f'<hh:{listed} itemCnt="{count}"', f'<hh:{listed} itemCnt="{count + len(items)}"', 1
    )
    return header.replace(f"</hh:{listed}>", "".join(items) + f"</hh:{listed}>", 1)
