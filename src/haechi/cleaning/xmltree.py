"""XML without entities, network, document types, comments or processing instructions."""

from __future__ import annotations

from lxml import etree

from haechi.cleaning.types import CleaningError, Limits, Reason

Element = etree._Element


def parse(data: bytes, limits: Limits, *, lenient: bool = False) -> Element:
    """The root element. Raises CleaningError: TOO_LARGE, or BROKEN also for any DOCTYPE."""
    if len(data) > limits.xml_bytes:
        raise CleaningError(Reason.TOO_LARGE)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=lenient,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CleaningError(Reason.BROKEN) from None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise CleaningError(Reason.BROKEN)
    return root


def serialise(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def local(name: object) -> str:
    """``{namespace}name`` without its namespace; empty for what is no element."""
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def space(name: object) -> str:
    return name[1:].partition("}")[0] if isinstance(name, str) and name.startswith("{") else ""


def drop(element: Element) -> None:
    """Remove an element and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)
