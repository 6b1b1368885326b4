"""The recovery sheets on paper: a page for each holder, set in memory and never kept (ALL-1)."""

import io
from collections.abc import Sequence
from pathlib import Path

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from haechi.crypto.errors import Misread
from haechi.crypto.shares import read_share
from haechi.custody.errors import WrongShares
from haechi.custody.models import RecoveryKit
from haechi.custody.recovery import kit_of, open_recovery
from haechi.documents.engine import typeset, without_tool
from haechi.institutions.models import Institution

_DRAWING = Path(__file__).parent / "print" / "recovery.typ"


def sheets_pdf(*, institution: Institution, shares: Sequence[str]) -> bytes:
    """One page for each of the institution's present shares, in their order.

    Raises:
        WrongShares: a share is not of the present issue, or one is missing.
    """
    kit = kit_of(institution)
    try:
        read = sorted((read_share(share) for share in shares), key=lambda share: share.index)
    except Misread:
        raise WrongShares from None
    whole = kit is not None and [share.index for share in read] == list(range(len(kit.holders)))
    if kit is None or not whole:
        raise WrongShares
    for other in read[1:]:  # each one with the first, so that no wrong page is printed
        open_recovery(institution=institution, shares=[read[0].words, other.words])
    with translation.override("ko"):
        job = _job(institution, kit, [share.words for share in read])
    return without_tool(typeset(_DRAWING.read_bytes(), job, accessible=True)[0])


def _job(institution: Institution, kit: RecoveryKit, shares: Sequence[str]) -> dict[str, object]:
    texts = [_texts(institution)]
    with translation.override("en"):
        texts.append(_texts(institution))
    return {
        "title": _("Recovery sheets of %(institution)s") % {"institution": institution.name_ko},
        "words_title": _("The 33 words, to be typed in this order, column by column"),
        "code_alt": _("QR code of the 33 words"),
        "code_note": _("The same 33 words. Scan it only on the page that asks for it."),
        "texts": texts,
        "sheets": [
            _sheet(institution, kit, number, share) for number, share in enumerate(shares, start=1)
        ],
    }


def _sheet(
    institution: Institution, kit: RecoveryKit, number: int, share: str
) -> dict[str, object]:
    holder = kit.holders[number - 1]
    return {
        "institution": institution.name_ko,
        "heading": _("Recovery sheet %(number)s of %(count)s")
        % {"number": number, "count": len(kit.holders)},
        "facts": [
            (_("Holder"), holder or _("(write the name)")),
            (_("Issued on"), kit.issued_on.isoformat()),
            (_("Issue"), _("No. %(number)s") % {"number": kit.generation}),
        ],
        "words": share.split(),
        "code": _code(share),
    }


def _code(share: str) -> str:
    """SVG; in capitals the code is coarser (ISO/IEC 18004, alphanumeric mode) and reads the same."""
    out = io.BytesIO()
    segno.make_qr(share.upper(), error="m").save(out, kind="svg", border=4, light="#fff", scale=4)
    return out.getvalue().decode()


def _texts(institution: Institution) -> dict[str, object]:
    return {
        "purpose_title": _("What it is for"),
        "purpose": _(
            "When an officer has lost the password and no colleague can help, any two of the three sheets"
            " together open the reports of %(institution)s again. One sheet alone opens nothing."
        )
        % {"institution": institution.name},
        "keep_title": _("How to keep it"),
        "keep": [
            _("Put it in an envelope, seal and sign it, and lock it away."),
            _("Never keep two sheets in one place, nor give two to one person."),
            _("Do not copy, photograph or type it, but for a recovery or the yearly check."),
            _("When you leave your post, hand it to your successor and tell the administrator."),
            _("If it is lost or the envelope was opened, ask for new sheets at once."),
        ],
    }
