"""An Office package: parts, their types and how they refer to each other.

Source: ECMA-376 Part 2 (Open Packaging Conventions).
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from haechi.cleaning.archive import Parts
from haechi.cleaning.types import CleaningError, Code, Limits, Notes, Reason
from haechi.cleaning.xmltree import Element, local, parse, serialise

TYPES = "[Content_Types].xml"
_NOWHERE = "about:blank"
_OPEN_LINK = re.compile(r"(https?://|mailto:|tel:|#)", re.IGNORECASE)
_MACRO_TYPE = re.compile(r"application/vnd\.ms-(word|excel|powerpoint)\.(\w+)\.macroEnabled(.*)")
_PLAIN_TYPE = {
    ("word", "document"): "wordprocessingml.document",
    ("word", "template"): "wordprocessingml.template",
    ("excel", "sheet"): "spreadsheetml.sheet",
    ("excel", "template"): "spreadsheetml.template",
    ("powerpoint", "presentation"): "presentationml.presentation",
    ("powerpoint", "slideshow"): "presentationml.slideshow",
    ("powerpoint", "template"): "presentationml.template",
}


@dataclass(frozen=True)
class Reference:
    """One relationship of a part; ``part`` is the name in the archive, or nothing when external."""

    element: Element
    key: str
    type: str
    part: str | None


class Package:
    def __init__(self, parts: Parts, limits: Limits, notes: Notes) -> None:
        self.parts = parts
        self._limits = limits
        self._notes = notes
        self._by_lower = {name.lower(): name for name in parts}
        if TYPES not in parts:
            raise CleaningError(Reason.BROKEN)
        self._types = parse(parts[TYPES], limits)

    def references(self, owner: str) -> tuple[Element | None, list[Reference]]:
        """The relationships element of a part (``""`` is the package itself) and its entries."""
        name = self._by_lower.get(relations_of(owner).lower())
        if name is None:
            return None, []
        root = parse(self.parts[name], self._limits)
        return root, [self._reference(owner, element) for element in root]

    def _reference(self, owner: str, element: Element) -> Reference:
        target, part = element.get("Target", ""), None
        if element.get("TargetMode") != "External":
            path = unquote(target.partition("#")[0])
            full = posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), path))
            part = self._by_lower.get(full.lstrip("/").lower(), "")
        kind = element.get("Type", "").rpartition("/")[2]
        return Reference(element, element.get("Id", ""), kind, part)

    def reachable(self, dropped: frozenset[str]) -> set[str]:
        """Every part that the package leads to without passing a dropped one.

        What nothing refers to is shown by no program: a place to leave things behind.
        """
        seen, waiting = set[str](), [""]
        while waiting:
            _, references = self.references(waiting.pop())
            for reference in references:
                part = reference.part
                if part and part not in seen and part not in dropped:
                    seen.add(part)
                    waiting.append(part)
        return seen

    def cut_references(self, owner: str, kept: set[str]) -> set[str]:
        """Rewrite a part's relationships to kept parts only; returns the keys that are gone."""
        root, references = self.references(owner)
        if root is None:
            return set()
        gone = set()
        for reference in references:
            if reference.part is None:
                self._blank_link(reference)
                lost = reference.type == "attachedTemplate"
            else:
                lost = reference.part not in kept
            if lost:
                gone.add(reference.key)
                root.remove(reference.element)
        self.parts[self._by_lower[relations_of(owner).lower()]] = serialise(root)
        return gone

    def _blank_link(self, reference: Reference) -> None:
        """A link may be followed by a person; anything else outside would be fetched unasked, and
        local paths hold the name of an account."""
        target = reference.element.get("Target", "")
        opens = reference.type == "hyperlink" and _OPEN_LINK.match(target)
        if not opens and target != _NOWHERE:
            reference.element.set("Target", _NOWHERE)
            self._notes.took(Code.LOCAL_PATH)

    def write_types(self) -> None:
        """Content types of the parts that are left; a macro document becomes a plain one."""
        for element in list(self._types):
            name = element.get("PartName", "").lstrip("/")
            if local(element.tag) == "Override" and name not in self.parts:
                self._types.remove(element)
            element.set("ContentType", _without_macros(element.get("ContentType", "")))
        self.parts[TYPES] = serialise(self._types)


def relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _without_macros(content_type: str) -> str:
    found = _MACRO_TYPE.fullmatch(content_type)
    if found is None:
        return content_type
    program, document, suffix = found.groups()
    plain = _PLAIN_TYPE.get((program, document.lower()))
    if plain is None:
        raise CleaningError(Reason.UNSUPPORTED)
    suffix = ".main+xml" if suffix.endswith("main+xml") else suffix
    return f"application/vnd.openxmlformats-officedocument.{plain}{suffix}"
