"""Papers as pictures, for tests that look at what others draw."""

import base64
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pypdfium2
from PIL import Image

FREETYPE = Path("/usr/lib/x86_64-linux-gnu/libfreetype.so.6")
# The renderer needs a newer libfreetype than it names: a process of its own loads the system's.
_DRAW = """
import base64, json, rhwp, sys
drawn = {}
for name, made in json.load(sys.stdin).items():
    document = rhwp.Document.from_bytes(base64.b64decode(made))
    drawn[name] = [base64.b64encode(document.render_png(n)).decode() for n in range(document.page_count)]
json.dump(drawn, sys.stdout)
"""
_LONG = 18.0  # mm: no letter has so long a stroke


def hwpx_pages(papers: Mapping[str, bytes]) -> dict[str, list[Image.Image]]:
    """What another program draws of HWPX papers, page by page."""
    told = {name: base64.b64encode(made).decode() for name, made in papers.items()}
    environment = {**os.environ, **({"LD_PRELOAD": str(FREETYPE)} if FREETYPE.exists() else {})}
    done = subprocess.run(
        [sys.executable, "-c", _DRAW],
        input=json.dumps(told).encode(), capture_output=True, check=True, env=environment,
    )  # fmt: skip
    return {
        name: [Image.open(io.BytesIO(base64.b64decode(page))).convert("L") for page in pages]
        for name, pages in json.loads(done.stdout).items()
    }


def pdf_pages(made: bytes, scale: float = 1.5) -> list[Image.Image]:
    with pypdfium2.PdfDocument(made) as document:
        return [page.render(scale=scale).to_pil().convert("L") for page in document]


def rules(page: Image.Image, width: float) -> list[float]:
    """Where lines run across, mm from the top; `width` of the page in mm."""
    unit = width / page.width
    run = re.compile(rb"[\x00-\xdc]{%d,}" % int(_LONG / unit))
    found: list[int] = []
    for y in range(page.height):
        row = page.crop((0, y, page.width, y + 1)).tobytes()
        if run.search(row) and (not found or y - found[-1] > 1):
            found.append(y)
        elif run.search(row):
            found[-1] = y
    return [y * unit for y in found]


def words(made: bytes) -> str:
    with pypdfium2.PdfDocument(made) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def squeezed(text: str) -> str:
    """Without the breaks and blanks that a layout puts in."""
    return "".join(text.split())


def part(made: bytes, name: str = "Contents/section0.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        return package.read(name).decode()
