"""What goes into the cleaner and what comes out."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

MIB = 1024 * 1024


class Kind(enum.Enum):
    """A file type the cleaner knows by its content; the value is (media type, extension)."""

    JPEG = ("image/jpeg", "jpg")
    PNG = ("image/png", "png")
    HEIC = ("image/heic", "heic")
    WEBP = ("image/webp", "webp")
    GIF = ("image/gif", "gif")
    PDF = ("application/pdf", "pdf")
    DOCX = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
    XLSX = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
    PPTX = ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx")
    HWPX = ("application/hwp+zip", "hwpx")
    HWP5 = ("application/x-hwp", "hwp")
    MP3 = ("audio/mpeg", "mp3")
    M4A = ("audio/mp4", "m4a")
    WAV = ("audio/wav", "wav")
    MP4 = ("video/mp4", "mp4")
    MOV = ("video/quicktime", "mov")
    WEBM = ("video/webm", "webm")  # taken in, never written: what a browser records
    OGG = ("audio/ogg", "ogg")  # the same
    TEXT = ("text/plain", "txt")
    UNKNOWN = ("application/octet-stream", "bin")

    @property
    def media_type(self) -> str:
        return self.value[0]

    @property
    def extension(self) -> str:
        return self.value[1]


class Code(enum.StrEnum):
    """What was taken out. Stable keys: the sites translate them, stored rows refer to them."""

    GPS = "gps"
    DEVICE = "device"
    DATES = "dates"
    AUTHOR = "author"
    TITLE = "title"
    SOFTWARE = "software"
    COMMENTS = "comments"
    THUMBNAIL = "thumbnail"
    PREVIEW = "preview"
    EDIT_HISTORY = "edit_history"
    TRAILER = "trailer"
    EMBEDDED_FILE = "embedded_file"
    SCRIPT = "script"
    TRACK = "track"
    CHAPTERS = "chapters"
    SIGNATURE = "signature"
    LOCAL_PATH = "local_path"
    IDENTIFIERS = "identifiers"
    CUSTOM_DATA = "custom_data"
    OTHER = "other"


class Warn(enum.StrEnum):
    """What the reporter should know about the cleaned file. Stable keys, like ``Code``."""

    HEIC_TO_JPEG = "heic_to_jpeg"
    FIRST_PICTURE_ONLY = "first_picture_only"
    COLOURS_MAY_DIFFER = "colours_may_differ"
    CHANGES_KEPT = "tracked_changes_kept"
    COMMENT_TEXT_KEPT = "comment_text_kept"
    VOICE_KEPT = "voice_kept"
    REPAIRED = "repaired"


REMOVED_CODES = frozenset(code.value for code in Code)
WARNING_CODES = frozenset(warn.value for warn in Warn)


class Reason(enum.Enum):
    """Why a file could not be cleaned."""

    UNSUPPORTED = "unsupported"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    EMPTY = "empty"
    FULL = "full"


class CleaningError(Exception):
    """The file cannot be cleaned. Carries the reason only, never anything out of the file."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Removed:
    """One thing that was taken out; ``detail`` says where, never what it said."""

    code: str
    detail: str = ""


@dataclass(frozen=True)
class CleanResult:
    kind: Kind
    media_type: str
    extension: str
    size: int
    removed: tuple[Removed, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """Bounds of one clean. Sizes in bytes, times in seconds."""

    file_bytes: int = 2048 * MIB
    memory_bytes: int = 1024 * MIB
    seconds: float = 60.0
    seconds_per_gib: float = 240.0
    # Pictures and documents are worked on in RAM; sound and video are streamed.
    document_bytes: int = 200 * MIB
    unpacked_bytes: int = 400 * MIB
    xml_bytes: int = 48 * MIB
    archive_entries: int = 10_000
    # 108-megapixel phones exist; at 4 bytes a pixel this fits memory_bytes.
    pixels: int = 120_000_000
    animation_pixels: int = 2_000_000_000
    nesting: int = 3

    def wall_seconds(self, size: int) -> float:
        return self.seconds + self.seconds_per_gib * size / 2**30


@dataclass
class Notes:
    """Collects what was removed, each thing once, in the order found."""

    removed: dict[Removed, None] = field(default_factory=dict)
    warnings: dict[str, None] = field(default_factory=dict)

    def took(self, code: Code, detail: str = "") -> None:
        self.removed[Removed(code.value, detail)] = None

    def warn(self, warning: Warn) -> None:
        self.warnings[warning.value] = None
