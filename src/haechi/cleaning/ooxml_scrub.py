"""What is taken out of the XML parts of an Office document, by element and attribute.

Source: ECMA-376 Part 1 clauses 17 (w), 18 (x), 19 (p); [MS-DOCX], [MS-XLSX], [MS-PPTX].
"""

from __future__ import annotations

import re

from haechi.cleaning.types import Code, Notes, Warn
from haechi.cleaning.xmltree import Element, drop, local, space

_RELATIONS = re.compile(r".*/officeDocument/(2006/)?relationships")
_REVISION_SPACE = re.compile(r"http://schemas\.microsoft\.com/office/spreadsheetml/\d+/revision\d*")
_LOCAL_PATH = re.compile(r"\s*([A-Za-z]:[\\/]|\\\\|file:)")
_CHANGES = re.compile(r"(ins|del|moveFrom|moveTo|cellIns|cellDel|cellMerge|.*Change)")

# Elements that go, whatever holds them.
_ELEMENTS = {
    "rsids": Code.EDIT_HISTORY,
    "docVars": Code.CUSTOM_DATA,
    "dataBinding": Code.CUSTOM_DATA,
    "attachedTemplate": Code.LOCAL_PATH,
    "mailMerge": Code.LOCAL_PATH,
    "saveThroughXslt": Code.LOCAL_PATH,
    "absPath": Code.LOCAL_PATH,
    "docId": Code.IDENTIFIERS,
    "revisionPtr": Code.EDIT_HISTORY,
    "fileSharing": Code.AUTHOR,
    "customWorkbookViews": Code.AUTHOR,
    "customSheetViews": Code.AUTHOR,
}
# Attributes that go.
_ATTRIBUTES = {
    "date": Code.DATES,
    "dateUtc": Code.DATES,
    "dt": Code.DATES,
    "dT": Code.DATES,
    "textId": Code.IDENTIFIERS,
    "refreshedBy": Code.AUTHOR,
    "refreshedDate": Code.DATES,
    "refreshedDateIso": Code.DATES,
    "securityDescriptor": Code.AUTHOR,
    "ed": Code.AUTHOR,
    "sourceFile": Code.LOCAL_PATH,
    "odcFile": Code.LOCAL_PATH,
}
# Attributes that must stay and say nothing.
_BLANKED = {
    ("*", "author"): ("", Code.AUTHOR),
    ("*", "initials"): ("", Code.AUTHOR),
    ("*", "userId"): ("", Code.AUTHOR),
    ("*", "providerId"): ("None", Code.AUTHOR),
    ("*", "displayName"): ("", Code.AUTHOR),
    ("cmAuthor", "name"): ("", Code.AUTHOR),
    ("author", "name"): ("", Code.AUTHOR),
    ("cm", "created"): ("2000-01-01T00:00:00.000", Code.DATES),
    ("reply", "created"): ("2000-01-01T00:00:00.000", Code.DATES),
    ("dbPr", "connection"): ("", Code.LOCAL_PATH),
    ("imagedata", "title"): ("", Code.OTHER),
}
# "date" is an author's time only where an author can stand; in a chart axis it is content.
_DATED = re.compile(r"(comment|cm|threadedComment|annotation|ins|del|moveFrom.*|moveTo.*|cell.*|"
                    r"customXml.*|.*Change)")  # fmt: skip
# Containers that are not allowed to be empty.
_SHELLS = frozenset({"oleObjects", "controls", "custDataLst", "AlternateContent", "Choice",
                     "Fallback", "tags", "imgProps", "ext", "extLst"})  # fmt: skip


class Scrubber:
    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def scrub(self, root: Element, gone: set[str]) -> None:
        """``gone`` holds the relationship keys that lead nowhere any more."""
        for element in list(root.iter()):
            name = local(element.tag)
            if name in _ELEMENTS:
                self._notes.took(_ELEMENTS[name])
                _drop_with_shells(element)
                continue
            self._warn(name)
            self._attributes(element, name)
            self._authors(element, name)
            if gone:
                _cut(element, name, gone)

    def _warn(self, name: str) -> None:
        if name in ("comment", "cm", "threadedComment"):
            self._notes.warn(Warn.COMMENT_TEXT_KEPT)
        elif _CHANGES.fullmatch(name):
            self._notes.warn(Warn.CHANGES_KEPT)

    def _attributes(self, element: Element, name: str) -> None:
        for key, value in list(element.attrib.items()):
            word = local(key)
            blank = _BLANKED.get((name, word)) or _BLANKED.get(("*", word))
            if _goes(key, word, name):
                del element.attrib[key]
                self._notes.took(_ATTRIBUTES.get(word, Code.EDIT_HISTORY))
            elif blank is not None:
                element.set(key, blank[0])
                if value != blank[0]:
                    self._notes.took(blank[1])
            elif _LOCAL_PATH.match(str(value)):
                element.set(key, "")
                self._notes.took(Code.LOCAL_PATH)
        if name == "cNvPr" and local(_parent_tag(element)) == "nvPicPr":
            # The name of the picture file as it lay on the reporter's machine.
            element.set("name", "Picture")

    def _authors(self, element: Element, name: str) -> None:
        """Excel's list of note authors; notes often begin with the author's name as well."""
        if name != "authors" or not space(element.tag).endswith("/main"):
            return
        names = {f"{(each.text or '').strip()}:" for each in element}
        for each in element:
            if each.text:
                self._notes.took(Code.AUTHOR)
            each.text = ""
        for text in element.getroottree().getroot().iter():
            if local(text.tag) == "t" and (text.text or "").strip() in names:
                text.text = ""


def _goes(key: str | bytes, word: str, name: str) -> bool:
    if word in ("date", "dt", "dT"):
        return _DATED.fullmatch(name) is not None
    return word in _ATTRIBUTES or word.startswith("rsid") or bool(_REVISION_SPACE.match(space(key)))


def _cut(element: Element, name: str, gone: set[str]) -> None:
    keys = [
        key
        for key, value in element.attrib.items()
        if value in gone and _RELATIONS.fullmatch(space(key))
    ]
    if not keys:
        return
    if name == "pageSetup":
        for key in keys:
            del element.attrib[key]
    elif name == "oleObj":
        _picture_instead(element)
    else:
        _drop_with_shells(element)


def _picture_instead(element: Element) -> None:
    """PowerPoint keeps a picture of an embedded object inside it: that is what a slide shows."""
    frame: Element | None = element
    while frame is not None and local(frame.tag) != "graphicFrame":
        frame = frame.getparent()
    if frame is None or frame.getparent() is None:
        return
    pictures = [each for each in frame.iter() if local(each.tag) == "pic"]
    if pictures:
        frame.addprevious(pictures[0])
    drop(frame)


def _drop_with_shells(element: Element) -> None:
    parent = element.getparent()
    drop(element)
    while parent is not None and len(parent) == 0 and local(parent.tag) in _SHELLS:
        element, parent = parent, parent.getparent()
        drop(element)


def _parent_tag(element: Element) -> object:
    parent = element.getparent()
    return parent.tag if parent is not None else None
