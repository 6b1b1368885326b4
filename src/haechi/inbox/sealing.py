"""Where an internal note belongs."""

from datetime import UTC

from haechi.inbox.models import InternalNote
from haechi.reports.sealing import report_place


def note_place(note: InternalNote) -> bytes:
    """Associated data: a note keeps its author and its time, whoever may write the database."""
    written = note.written_at.astimezone(UTC).isoformat(timespec="microseconds")
    return report_place(note.report_id, f"note {note.officer_id} {written}")
