"""Where an internal note belongs."""

from datetime import UTC

from haechi.inbox.models import InternalNote
from haechi.reports.sealing import report_place


def note_place(note: InternalNote) -> bytes:
    """Associated data: a note keeps its author and its time, whoever may write the database."""
    # A note that came with its institution stays sealed under its author's number of before.
    author = note.officer_id if note.sealed_as is None else note.sealed_as
    written = note.written_at.astimezone(UTC).isoformat(timespec="microseconds")
    return report_place(note.report_id, f"note {author} {written}")
