"""DOCX, XLSX and PPTX: the package is written anew without what tells of people and machines.

Dropped: properties, custom XML, thumbnails, macros, controls, OLE objects, printer settings,
revision logs, lists of people, signatures, add-ins, and every part that nothing refers to.
Tracked changes and comments stay as text, without their authors and times.
Source: ECMA-376 Part 1; [MS-DOCX], [MS-XLSX], [MS-PPTX].
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import BinaryIO

from haechi.cleaning.archive import Parts, read_archive, write_archive
from haechi.cleaning.ooxml_scrub import Scrubber
from haechi.cleaning.opc import TYPES, Package, relations_of
from haechi.cleaning.types import Code, Limits, Notes
from haechi.cleaning.xmltree import local, parse, serialise

CleanPart = Callable[[str, bytes], bytes]

_DROPPED: tuple[tuple[re.Pattern[str], Code], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"docprops/thumbnail\..*", Code.THUMBNAIL),
        (r"docprops/custom\.xml", Code.CUSTOM_DATA),
        (r"docprops/.*", Code.OTHER),
        (r"customxml/.*", Code.CUSTOM_DATA),
        (r".*/customproperty.*", Code.CUSTOM_DATA),
        (r".*/tags/.*", Code.CUSTOM_DATA),
        (r".*/vba(project|data).*", Code.SCRIPT),
        (r".*/(activex|webextensions)/.*|(customui|usercustomization)/.*", Code.SCRIPT),
        (r".*/attachedtoolbars\.bin", Code.SCRIPT),
        (r".*/printersettings/.*", Code.DEVICE),
        (r"word/(people|commentsids|commentsextensible)\.xml", Code.AUTHOR),
        (r"xl/revisions/.*|ppt/(changesinfos/.*|revisioninfo\.xml)", Code.EDIT_HISTORY),
        (r"docmetadata/.*", Code.IDENTIFIERS),
        (r"_xmlsignatures/.*", Code.SIGNATURE),
        (r".*/embeddings/.*\.bin", Code.EMBEDDED_FILE),
        # The picture as it was before an effect was put on it.
        (r".*/media/.*\.wdp", Code.EDIT_HISTORY),
    )
)
_PROPERTIES = {
    "creator": Code.AUTHOR,
    "lastModifiedBy": Code.AUTHOR,
    "Manager": Code.AUTHOR,
    "Company": Code.AUTHOR,
    "created": Code.DATES,
    "modified": Code.DATES,
    "lastPrinted": Code.DATES,
    "title": Code.TITLE,
    "subject": Code.TITLE,
    "keywords": Code.TITLE,
    "description": Code.COMMENTS,
    "revision": Code.EDIT_HISTORY,
    "TotalTime": Code.EDIT_HISTORY,
    "Template": Code.LOCAL_PATH,
    "Application": Code.SOFTWARE,
}


def clean_ooxml(
    source: BinaryIO, target: BinaryIO, limits: Limits, notes: Notes, clean_part: CleanPart
) -> None:
    """``clean_part`` cleans what is embedded, by name and content. Raises CleaningError."""
    parts = read_archive(source, limits)
    package = Package(parts, limits, notes)
    _note_properties(parts, limits, notes)
    kept = package.reachable(_dropped(parts, notes))
    scrubber = Scrubber(notes)
    for owner in ["", *sorted(kept)]:
        gone = package.cut_references(owner, kept)
        if owner:
            parts[owner] = _cleaned(owner, parts[owner], gone, limits, scrubber, clean_part)
    _keep_only(parts, kept)
    package.write_types()
    write_archive(target, Parts({TYPES: parts.pop(TYPES), **parts}))


def _dropped(parts: Parts, notes: Notes) -> frozenset[str]:
    dropped = set()
    for name in parts:
        for pattern, code in _DROPPED:
            if pattern.fullmatch(name):
                dropped.add(name)
                if code is not Code.OTHER:
                    notes.took(code)
                break
    return frozenset(dropped)


def _cleaned(
    name: str,
    data: bytes,
    gone: set[str],
    limits: Limits,
    scrubber: Scrubber,
    clean_part: CleanPart,
) -> bytes:
    if not name.lower().endswith((".xml", ".vml")):
        return clean_part(name, data)
    # Excel writes drawings for notes that are not quite XML.
    root = parse(data, limits, lenient=name.lower().endswith(".vml"))
    scrubber.scrub(root, gone)
    return serialise(root)


def _keep_only(parts: Parts, kept: set[str]) -> None:
    allowed = {*kept, TYPES, *(relations_of(name) for name in ["", *kept])}
    lower = {name.lower() for name in allowed}
    for name in list(parts):
        if name.lower() not in lower:
            del parts[name]


def _note_properties(parts: Parts, limits: Limits, notes: Notes) -> None:
    for name in parts:
        if posixpath.dirname(name).lower() == "docprops" and name.endswith(".xml"):
            for element in parse(parts[name], limits).iter():
                code = _PROPERTIES.get(local(element.tag))
                if code and element.text and element.text.strip():
                    notes.took(code)
