"""Files in the words of both sites: what cleaning removed, what it warns of, why a file was refused."""

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haechi.common.errors import HaechiError
from haechi.reports.errors import FileRefused, FileTooLarge, TooManyFiles
from haechi.reports.types import AttachmentView

REMOVED: dict[str, str | Promise] = {
    "gps": gettext_lazy("place it was taken (GPS)"),
    "device": gettext_lazy("camera, telephone or computer"),
    "dates": gettext_lazy("dates and times"),
    "author": gettext_lazy("author's name"),
    "title": gettext_lazy("title and description"),
    "software": gettext_lazy("program it was made with"),
    "comments": gettext_lazy("notes inside the file"),
    "thumbnail": gettext_lazy("small preview picture"),
    "preview": gettext_lazy("preview of the document"),
    "edit_history": gettext_lazy("editing history"),
    "trailer": gettext_lazy("data hidden behind the end"),
    "embedded_file": gettext_lazy("other files inside it"),
    "script": gettext_lazy("program code"),
    "track": gettext_lazy("hidden tracks"),
    "chapters": gettext_lazy("chapter marks"),
    "signature": gettext_lazy("electronic signature"),
    "local_path": gettext_lazy("folder names of a computer"),
    "identifiers": gettext_lazy("serial and identification numbers"),
    "custom_data": gettext_lazy("custom fields"),
    "other": gettext_lazy("other added information"),
}
WARNINGS: dict[str, str | Promise] = {
    "heic_to_jpeg": gettext_lazy("The picture was turned from HEIC into JPEG."),
    "first_picture_only": gettext_lazy("Only the first picture of the file was kept."),
    "colours_may_differ": gettext_lazy("Colours may look a little different."),
    "tracked_changes_kept": gettext_lazy(
        "Tracked changes are still in the document, without names. Check that nothing in them tells"
        " who you are."
    ),
    "comment_text_kept": gettext_lazy(
        "The text of the document's comments was kept, the names of their writers removed."
    ),
    "voice_kept": gettext_lazy("Voices are unchanged: somebody may know you by your voice."),
    "repaired": gettext_lazy("A damaged part was mended."),
    "not_cleaned": gettext_lazy(
        "This kind of file cannot be cleaned. It is kept sealed as it is: the author's name or other"
        " traces may be inside. Take it out if you are not sure."
    ),
}
REFUSALS: dict[str, str | Promise] = {
    "unsupported": gettext_lazy(
        "Not accepted: hidden traces cannot be removed from this kind of file. Pictures, PDF, Hangul"
        " and Office documents, sound and video are possible."
    ),
    "broken": gettext_lazy("Not accepted: the file is damaged and cannot be opened."),
    "too_large": gettext_lazy(
        "Not accepted: the file is too large, or grows too large when unpacked."
    ),
    "timeout": gettext_lazy(
        "Not accepted: cleaning took too long. Please try a smaller part of the file."
    ),
    "crashed": gettext_lazy(
        "Not accepted: the file could not be cleaned. Please try another file format."
    ),
    "empty": gettext_lazy("Not accepted: the file is empty (0 bytes)."),
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of `{% file_list %}`."""

    name: str
    size: int
    removed: tuple[str, ...] = ()
    note: str = ""
    warning: str = ""
    url: str = ""
    remove_name: str = ""
    remove_value: str = ""


def removed_words(view: AttachmentView) -> tuple[str, ...]:
    """What was taken out, each thing once, in the order found."""
    codes = dict.fromkeys(code for code, _detail in view.removed)
    return tuple(str(REMOVED.get(code, REMOVED["other"])) for code in codes)


def warning_words(view: AttachmentView) -> str:
    return " ".join(str(WARNINGS[code]) for code in view.warnings if code in WARNINGS)


def file_row(view: AttachmentView, *, url: str = "", remove_name: str = "") -> FileRow:
    """A stored file; with `remove_name` it gets a button of that name whose value is its id."""
    not_cleaned = "not_cleaned" in view.warnings
    words = warning_words(view)
    return FileRow(
        name=view.name,
        size=view.size,
        removed=removed_words(view),
        note="" if not_cleaned else words,
        warning=words if not_cleaned else "",
        url=url,
        remove_name=remove_name,
        remove_value=view.id if remove_name else "",
    )


def problem_words(error: HaechiError) -> str:
    """Why a file was not taken, in one or two sentences that say what to do."""
    if isinstance(error, FileRefused):
        return str(REFUSALS.get(error.reason, REFUSALS["crashed"]))
    if isinstance(error, FileTooLarge):
        limit = filesizeformat(settings.MAX_FILE_BYTES)
        return _("Not accepted: one file may have at most %(limit)s.") % {"limit": limit}
    if isinstance(error, TooManyFiles):
        return _("Not accepted: at most %(count)s files.") % {"count": settings.MAX_FILES}
    return _("Not accepted: there is no room at the moment. Please try again later.")
