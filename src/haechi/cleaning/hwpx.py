"""HWPX: the package is written anew; properties, preview, scripts and picture notes stay behind.

Hangul writes the file name, camera and time of every inserted photo into the picture's note
(``shapeComment``), so that a photo cleaned of its EXIF would still tell them.
Source: KS X 6101 (OWPML).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import BinaryIO

from haechi.cleaning.archive import Parts, read_archive, write_archive
from haechi.cleaning.types import CleaningError, Code, Limits, Notes, Reason, Warn
from haechi.cleaning.xmltree import Element, drop, local, parse, serialise

_MIMETYPE = "mimetype"
_ROOT_FILE = "Contents/content.hpf"
_FIXED = frozenset({_MIMETYPE, "version.xml", "settings.xml", "META-INF/container.xml",
                    "META-INF/container.rdf", "META-INF/manifest.xml", _ROOT_FILE,
                    "Preview/PrvText.txt"})  # fmt: skip
_LOCAL_PATH = re.compile(r"\s*([A-Za-z]:[\\/]|\\\\|file:)")
_PERSONAL_PARAMETER = re.compile(r"author|user|date|time|path", re.IGNORECASE)
_XML = (".xml", ".hpf", ".rdf")
# One and the same for everyone; the original names the operating system and the exact build.
_VERSION = {"appVersion": "9, 1, 1, 5656 WIN32LEWindows_Unknown_Version", "os": "1"}
_META = {"creator": Code.AUTHOR, "lastsaveby": Code.AUTHOR, "CreatedDate": Code.DATES,
         "ModifiedDate": Code.DATES, "date": Code.DATES, "description": Code.COMMENTS}  # fmt: skip

CleanPart = Callable[[str, bytes], bytes]


def clean_hwpx(
    source: BinaryIO, target: BinaryIO, limits: Limits, notes: Notes, clean_part: CleanPart
) -> None:
    """``clean_part`` cleans what is embedded, by name and content. Raises CleaningError."""
    parts = read_archive(source, limits)
    if _ROOT_FILE not in parts:
        raise CleaningError(Reason.BROKEN)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise CleaningError(Reason.UNSUPPORTED)
    root = parse(parts[_ROOT_FILE], limits)
    kept = _FIXED | _manifest(root, notes)
    cleaned = Parts({_MIMETYPE: b"application/hwp+zip"})
    for name, data in parts.items():
        if name == _ROOT_FILE:
            _blank_metadata(root, notes)
            cleaned[name] = serialise(root)
        elif name == "Preview/PrvText.txt":
            cleaned[name] = b"\r\n"  # the container names it as one of its roots
            if data.strip():
                notes.took(Code.PREVIEW)
        elif name in kept and name != _MIMETYPE:
            cleaned[name] = _cleaned(name, data, limits, notes, clean_part)
    write_archive(target, cleaned, stored=[_MIMETYPE])


def _manifest(root: Element, notes: Notes) -> set[str]:
    """The files the package lists, after scripts and previews were struck off the list."""
    kept, gone = set(), set()
    for item in [each for each in root.iter() if local(each.tag) == "item"]:
        path = item.get("href", "")
        if path.startswith(("Scripts/", "Preview/", "META-INF/")):
            gone.add(item.get("id"))
            notes.took(Code.SCRIPT if path.startswith("Scripts/") else Code.PREVIEW)
            drop(item)
        else:
            kept.add(path)
    for reference in [each for each in root.iter() if local(each.tag) == "itemref"]:
        if reference.get("idref") in gone:
            drop(reference)
    return kept


def _blank_metadata(root: Element, notes: Notes) -> None:
    for metadata in [each for each in root.iter() if local(each.tag) == "metadata"]:
        for element in metadata.iter():
            if element.text and element.text.strip() and local(element.tag) != "language":
                title = Code.TITLE if local(element.tag) == "title" else Code.OTHER
                notes.took(_META.get(element.get("name", ""), title))
                element.text = ""


def _cleaned(name: str, data: bytes, limits: Limits, notes: Notes, clean_part: CleanPart) -> bytes:
    if not name.lower().endswith(_XML):
        return clean_part(name, data)
    root = parse(data, limits)
    if name == "version.xml":
        for key, value in _VERSION.items():
            if key in root.attrib:
                root.set(key, value)
        return serialise(root)
    for element in root.iter():
        _scrub(element, notes)
    return serialise(root)


def _scrub(element: Element, notes: Notes) -> None:
    name = local(element.tag)
    if name == "shapeComment" and element.text:
        element.text = ""
        notes.took(Code.DEVICE, "picture_note")
    elif name == "trackChangeAuthor" and element.get("name"):
        element.set("name", "")
        notes.took(Code.AUTHOR)
    elif name == "trackChange" and element.get("date"):
        element.set("date", "2000-01-01T00:00:00Z")
        notes.warn(Warn.CHANGES_KEPT)
    elif name == "stringParam" and _personal(element):
        element.text = ""
        notes.took(Code.AUTHOR)
    elif name == "config-item" and "rinter" in element.get("name", "") and element.text:
        element.text = ""
        notes.took(Code.DEVICE)
    for key, value in element.attrib.items():
        if _LOCAL_PATH.match(str(value)):
            element.set(key, "")
            notes.took(Code.LOCAL_PATH)


def _personal(parameter: Element) -> bool:
    """A memo's author and time, a link to a file on the reporter's machine."""
    text = parameter.text or ""
    holder = parameter.getparent()
    field = holder.getparent() if holder is not None else None
    memo = field is not None and field.get("type") == "MEMO"
    named = _PERSONAL_PARAMETER.search(parameter.get("name", "")) is not None
    return (memo and named and bool(text)) or _LOCAL_PATH.match(text) is not None
