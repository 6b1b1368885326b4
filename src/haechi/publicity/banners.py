"""Banners as HTML for other sites: nothing is loaded from anywhere, nothing runs, no class is needed.

Styles stand in the elements, since a content management system passes a fragment and no style sheet.
The QR code is a PNG in the text itself.
"""

import base64
import io
from html import escape

import segno

from haechi.publicity.qr import QUIET
from haechi.publicity.types import Job, Piece
from haechi.publicity.wording import FIXED

_BLUE, _PALE = "#00396b", "#e8eef5"
_LINK = (
    f"display:inline-block;box-sizing:border-box;width:320px;max-width:100%;padding:18px 24px;"
    f"border-radius:8px;background:{_BLUE};color:#fff;font-size:20px;font-weight:bold;"
    "line-height:1.4;text-align:left;text-decoration:none;word-break:keep-all"
)
_BOX = (
    f"display:inline-block;box-sizing:border-box;width:300px;max-width:100%;padding:16px;"
    f"border-radius:8px;background:{_BLUE};color:#fff;font-size:14px;line-height:1.5;"
    "text-align:left;word-break:keep-all"
)


def banner_html(job: Job, piece: Piece) -> str:
    """The fragment to paste. `piece`: one of `BANNERS`."""
    return _intranet(job) if piece is Piece.INTRANET_BANNER else _home(job)


def _home(job: Job) -> str:
    fixed = FIXED[job.language]
    return (
        f"{_opened(job, _LINK)}{escape(fixed.button)}"
        f'<span style="display:block;color:{_PALE};font-size:15px;font-weight:normal">'
        f"{escape(job.institution)}</span></a>\n"
    )


def _intranet(job: Job) -> str:
    fixed = FIXED[job.language]
    words = "<br>".join(escape(line) for line in job.texts.short.split("\n"))
    link = "display:inline-block;color:#fff;font-size:14px;text-decoration:underline"
    return (
        f'<div style="{_BOX}" lang="{job.language}">'
        f'<img src="{_code(job.url)}" alt="{escape(f"{job.institution} {fixed.service} QR")}"'
        ' width="148" height="148" style="display:block;margin:0 0 12px;border-radius:4px">'
        f'<strong style="display:block;font-size:18px">{escape(fixed.service)}</strong>'
        f'<span style="display:block">{words}</span>'
        f'<span style="display:block;margin:8px 0;color:{_PALE};font-size:13px">'
        f"{escape(fixed.caution)}</span>"
        f"{_opened(job, link)}{escape(fixed.button)}</a></div>\n"
    )


def _opened(job: Job, style: str) -> str:
    """No referrer: the form is not told from which page somebody comes."""
    return (
        f'<a href="{escape(job.url)}" rel="noreferrer noopener" referrerpolicy="no-referrer"'
        f' lang="{job.language}" style="{style}">'
    )


def _code(url: str) -> str:
    out = io.BytesIO()
    segno.make_qr(url, error="q").save(out, kind="png", scale=6, border=QUIET, light="#fff")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
