"""The rules for single PDF objects, wherever in a document they lie. Source: ISO 32000-2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from haechi.cleaning.pdf_images import clean_image
from haechi.cleaning.types import Code, Limits, Notes, Warn

_KEPT_ACTIONS = frozenset({Name.GoTo, Name.URI, Name.Named})
_ACTIONS = frozenset(
    Name(f"/{name}")
    for name in ("GoTo", "GoToR", "GoToE", "GoToDp", "Launch", "Thread", "URI", "Sound", "Movie",
                 "Hide", "Named", "SubmitForm", "ResetForm", "ImportData", "JavaScript",
                 "SetOCGState", "Rendition", "Trans", "GoTo3DView", "RichMediaExecute")
)  # fmt: skip
# Keys that go unless they name a resource: a font may well be called /AA.
_DROPPED = {
    "/PieceInfo": Code.EDIT_HISTORY,
    "/LastModified": Code.DATES,
    "/Thumb": Code.THUMBNAIL,
    "/AF": Code.EMBEDDED_FILE,
    "/EF": Code.EMBEDDED_FILE,
    "/AA": Code.SCRIPT,
    "/JS": Code.SCRIPT,
    "/XFA": Code.CUSTOM_DATA,
    "/CreatorInfo": Code.SOFTWARE,
    "/VP": Code.GPS,
    "/LGIDict": Code.GPS,
    "/Measure": Code.GPS,
    "/RichMediaContent": Code.EMBEDDED_FILE,
    "/RichMediaSettings": Code.EMBEDDED_FILE,
    "/3DD": Code.EMBEDDED_FILE,
    "/SigFlags": Code.SIGNATURE,
}
_RESOURCES = frozenset({Name.Font, Name.XObject, Name.ExtGState, Name.Pattern, Name.OCG, Name.OCMD})
_MARKUP_KEYS = {"/T": Code.AUTHOR, "/M": Code.DATES, "/CreationDate": Code.DATES,
                "/NM": Code.IDENTIFIERS}  # fmt: skip
_MEDIA = {Name.FileAttachment: "/FS", Name.Movie: "/Movie", Name.Sound: "/Sound"}
_PLAIN_ANNOTATIONS = frozenset({Name.Link, Name.Widget, Name.Popup})
_PAGE_KEYS = ("/ID", "/PresSteps", "/TemplateInstantiated", "/PZ", "/SeparationInfo")
_EMPTIED = frozenset({Name.Metadata, Name.EmbeddedFile})


class ObjectCleaner:
    def __init__(self, limits: Limits, notes: Notes) -> None:
        self._limits = limits
        self._notes = notes
        self._rules: tuple[Callable[[Any], None], ...] = (
            self._drop_keys,
            self._actions,
            self._annotation,
            self._page,
            self._signature,
        )

    def clean(self, top: Object) -> None:
        """An indirect object and everything written directly inside it."""
        waiting: list[Object] = [top]
        while waiting:
            each = waiting.pop()
            if isinstance(each, Array):
                waiting += _inner(list(each))
            elif isinstance(each, Dictionary | Stream):
                if isinstance(each, Stream):
                    self._stream(each)
                for rule in self._rules:
                    rule(each)
                waiting += _inner([each[key] for key in list(each.keys())])

    def _stream(self, stream: Stream) -> None:
        kind, subtype = stream.get("/Type"), stream.get("/Subtype")
        if kind in _EMPTIED and subtype not in (Name.Image, Name.Form):
            if stream.read_raw_bytes():
                self._notes.took(Code.OTHER if kind == Name.Metadata else Code.EMBEDDED_FILE)
            stream.write(b"")
        elif subtype == Name.Image:
            clean_image(stream, self._limits, self._notes)
        for key in ("/F", "/FFilter", "/FDecodeParms"):
            if key in stream:  # data in another file
                del stream[key]

    def _drop_keys(self, holder: Any) -> None:  # noqa: ANN401
        for key in list(holder.keys()):
            code = _DROPPED.get(key)
            if key == "/Metadata" and isinstance(holder[key], Stream):
                code = Code.OTHER
            elif key.startswith("/PTEX."):
                code = Code.LOCAL_PATH
            elif key == "/Creator" and isinstance(holder[key], String):
                code = Code.SOFTWARE
            if code is not None and not _is_resource(holder[key]) and not _is_empty(holder[key]):
                self._notes.took(code)
                del holder[key]

    def _actions(self, holder: Any) -> None:  # noqa: ANN401
        subtype = holder.get("/S")
        # A structure element has /S too, and always a parent /P.
        if isinstance(subtype, Name) and subtype in _ACTIONS and "/P" not in holder:
            if _unwanted(holder):
                self._notes.took(Code.SCRIPT)
                _empty(holder)
            elif "/Next" in holder:
                del holder["/Next"]
        action = holder.get("/A")
        if isinstance(action, Dictionary) and _unwanted(action):
            self._notes.took(Code.SCRIPT)
            del holder["/A"]

    def _annotation(self, holder: Any) -> None:  # noqa: ANN401
        subtype = holder.get("/Subtype")
        if "/Rect" not in holder or not isinstance(subtype, Name) or isinstance(holder, Stream):
            return
        # In a form field /T is the field's name.
        keys = {"/M": Code.DATES} if subtype == Name.Widget else _MARKUP_KEYS
        for key, code in keys.items():
            if key in holder:
                self._notes.took(code)
                del holder[key]
        if subtype not in _PLAIN_ANNOTATIONS and holder.get("/Contents"):
            self._notes.warn(Warn.COMMENT_TEXT_KEPT)
        media = _MEDIA.get(subtype)
        if media is not None and media in holder:
            self._notes.took(Code.EMBEDDED_FILE)
            del holder[media]

    def _page(self, holder: Any) -> None:  # noqa: ANN401
        kind = holder.get("/Type")
        if kind == Name.Page:
            for key in _PAGE_KEYS:
                if key in holder:
                    del holder[key]
        elif kind == Name.Thread and "/I" in holder:
            self._notes.took(Code.AUTHOR)
            del holder["/I"]
        elif kind == Name.Filespec:
            for key in ("/F", "/UF", "/Desc", "/DOS", "/Unix", "/Mac"):
                if key in holder:
                    del holder[key]

    def _signature(self, holder: Any) -> None:  # noqa: ANN401
        if "/ByteRange" in holder:
            self._notes.took(Code.SIGNATURE)
            _empty(holder)
        elif holder.get("/FT") == Name.Sig and "/V" in holder:
            self._notes.took(Code.SIGNATURE)
            del holder["/V"]


def _inner(values: list[Any]) -> list[Object]:
    """Values written in place; references are visited on their own."""
    return [
        value for value in values if isinstance(value, Array | Dictionary) and not value.is_indirect
    ]


def _is_resource(value: Any) -> bool:  # noqa: ANN401
    if not isinstance(value, Dictionary | Stream):
        return False
    return value.get("/Type") in _RESOURCES or value.get("/Subtype") in (Name.Image, Name.Form)


def _unwanted(action: Any) -> bool:  # noqa: ANN401
    """Anything but a jump inside the document or a web link."""
    subtype, target = action.get("/S"), action.get("/URI")
    if isinstance(target, String) and bytes(target).strip().lower().startswith(b"file:"):
        return True
    return isinstance(subtype, Name) and subtype not in _KEPT_ACTIONS


def _is_empty(value: Any) -> bool:  # noqa: ANN401
    """What `_empty` left, written once or not: a name for it may stay, there is nothing behind."""
    if isinstance(value, Stream):
        # A writer packs what is not packed, nothing too.
        packed = {"/Filter"} if value.get("/Filter") == Name.FlateDecode else set()
        return not set(value.keys()) - packed - {"/Length"} and not value.read_raw_bytes()
    return isinstance(value, Dictionary) and not set(value.keys()) - {"/Length"}


def _empty(holder: Any) -> None:  # noqa: ANN401
    for key in list(holder.keys()):
        if key != "/Length":
            del holder[key]
    if isinstance(holder, Stream):
        holder.write(b"")
