"""PDF: the file is written anew from its page tree, without properties, history and actions.

Older versions of the pages (incremental updates) and objects that nothing leads to are not
written. Text of comments and values of forms stay: they are content.
Source: ISO 32000-2, clauses 7.7 (document), 12.5 (annotations), 12.6 (actions), 14 (interchange).
"""

from __future__ import annotations

from typing import Any, BinaryIO

import pikepdf
from pikepdf import Dictionary, Name, Stream

from haechi.cleaning.pdf_objects import ObjectCleaner
from haechi.cleaning.types import CleaningError, Code, Limits, Notes, Reason, Warn

# What the catalog may hold. Anything else is an action, an attachment, a signature or a stranger.
_CATALOG = frozenset({"/Type", "/Version", "/Extensions", "/Pages", "/PageLabels", "/Names",
                      "/Dests", "/ViewerPreferences", "/PageLayout", "/PageMode", "/Outlines",
                      "/OpenAction", "/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Lang",
                      "/OutputIntents", "/OCProperties"})  # fmt: skip
_CATALOG_CODES = {"/AA": Code.SCRIPT, "/Perms": Code.SIGNATURE, "/DSS": Code.SIGNATURE,
                  "/Collection": Code.EMBEDDED_FILE, "/AF": Code.EMBEDDED_FILE,
                  "/PieceInfo": Code.EDIT_HISTORY}  # fmt: skip
_NAME_CODES = {"/EmbeddedFiles": Code.EMBEDDED_FILE, "/JavaScript": Code.SCRIPT}
_INFO_CODES = {"/Author": Code.AUTHOR, "/Company": Code.AUTHOR, "/Title": Code.TITLE,
               "/Subject": Code.TITLE, "/Keywords": Code.TITLE, "/CreationDate": Code.DATES,
               "/ModDate": Code.DATES, "/Creator": Code.SOFTWARE,
               "/Producer": Code.SOFTWARE}  # fmt: skip


def clean_pdf(source: BinaryIO, target: BinaryIO, limits: Limits, notes: Notes) -> None:
    """Raises CleaningError (UNSUPPORTED when a password is needed) and the library's errors."""
    source.seek(0)
    try:
        pdf = pikepdf.open(source, access_mode=pikepdf.AccessMode.stream)
    except pikepdf.PasswordError:
        raise CleaningError(Reason.UNSUPPORTED) from None
    with pdf, pikepdf.explicit_conversion():
        pages = {page.obj.objgen for page in pdf.pages}
        if not pages or pdf.Root.objgen in pages:
            raise CleaningError(Reason.BROKEN)
        _clean_trailer(pdf, notes)
        _clean_catalog(pdf.Root, notes)
        cleaner = ObjectCleaner(limits, notes)
        for each in pdf.objects:
            cleaner.clean(each)
        if pdf.get_warnings():
            notes.warn(Warn.REPAIRED)
        pdf.save(
            target,
            static_id=True,
            encryption=False,
            preserve_pdfa=False,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    _check_opens(target)


def _check_opens(target: BinaryIO) -> None:
    """A broken file may be mended enough to be read here and still be written as nothing at all."""
    target.seek(0)
    try:
        with pikepdf.open(target, access_mode=pikepdf.AccessMode.stream) as written:
            pages = len(written.pages)
    except pikepdf.PdfError:
        pages = 0
    if not pages:
        raise CleaningError(Reason.BROKEN)


def _clean_trailer(pdf: pikepdf.Pdf, notes: Notes) -> None:
    info = pdf.trailer.get("/Info")
    if isinstance(info, Dictionary):
        for key in list(info.keys()):
            notes.took(_INFO_CODES.get(key, Code.OTHER))
    for key in list(pdf.trailer.keys()):
        # The first half of /ID stays the same through all versions of a document.
        if key not in ("/Root", "/Size", "/Prev", "/XRefStm"):
            del pdf.trailer[key]
    # Writing fills it in where it stands; a repaired file may have lost it, and none opens without.
    pdf.trailer["/Size"] = len(pdf.objects) + 1


def _clean_catalog(root: Any, notes: Notes) -> None:  # noqa: ANN401
    form = root.get("/AcroForm")
    if "/NeedsRendering" in root and isinstance(form, Dictionary) and "/XFA" in form:
        raise CleaningError(Reason.UNSUPPORTED)  # its pages exist only as a program
    for key in list(root.keys()):
        if key not in _CATALOG:
            notes.took(_CATALOG_CODES.get(key, Code.OTHER))
            del root[key]
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        for key in list(names.keys()):
            if key != "/Dests":
                notes.took(_NAME_CODES.get(key, Code.OTHER))
                del names[key]
    opening = root.get("/OpenAction")
    if isinstance(opening, Dictionary | Stream) and opening.get("/S") != Name.GoTo:
        notes.took(Code.SCRIPT)
        del root["/OpenAction"]
