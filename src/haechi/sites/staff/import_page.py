"""What the pages of uploaded recordings say: results, and why something was not taken."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import Buffer
from haechi.recordings import taking
from haechi.recordings.models import Call, ImportBatch, ImportFile
from haechi.recordings.numbers import open_name, written
from haechi.recordings.types import ImportState
from haechi.telephony.importing import keeping
from haechi.telephony.importing.mapping import BadRow, Row

_TONES = {
    ImportState.TAKEN: "success",
    ImportState.KNOWN: "information",
    ImportState.REJECTED: "danger",
}


@dataclass(frozen=True)
class Result:
    """Of one audio. `call`: its row in the catalogue, if there is one."""

    name: str = field(repr=False)
    state: str
    tone: str
    reason: str
    call: int | None


def why(reason: str) -> str:
    """The importer's own words in the language of the page."""
    words = {
        "the audio is neither WAV nor MP3": _("The audio is neither WAV nor MP3."),
        "the audio is too long": _("The audio is longer than twelve hours."),
        taking.UNREADABLE: _("The audio cannot be read."),
        "the audio is empty": _("The audio is empty."),
        "the table is not in this encoding": _("The table is written in other characters."),
        "a column is missing": _("A column is missing: compare the headings."),
        "the table cannot be read": _("The table cannot be read."),
        "the name of the audio is not a plain name": _("The file name is missing or holds a path."),
        "the time is not in this format": _("The begin is written in another way."),
        "a number is not one": _("A telephone number is not one."),
        "the length is not a number of seconds": _("The length is not a number of seconds."),
        keeping.OVER: _("Its retention period is over."),
        keeping.NO_LINE: _("Neither number is one of your office numbers."),
        keeping.NOT_ON: _("Recording is not switched on for this office number."),
        keeping.NO_TIME: _("The begin cannot be right."),
        keeping.NOT_AS_LONG: _("The audio is not as long as the table says."),
        taking.NOT_IN_TABLE: _("The table does not name this file."),
        taking.TWICE: _("The table names this file twice."),
        taking.TOO_LATE: _("It was not taken in in time. Upload it again."),
        taking.NO_DESK: _("A recording desk is empty."),
    }
    return words.get(reason, reason)


def batch_row(batch: ImportBatch) -> dict[str, Any]:
    """`batch` with its files prefetched."""
    counts = Counter(file.state for file in batch.files.all())
    return {
        "batch": batch,
        "name": _name(batch.name, batch.uid),
        "counts": [
            (ImportState(state).label, _TONES.get(ImportState(state), ""), count)
            for state, count in sorted(counts.items())
        ],
        "reason": why(batch.reason),
        "missing": batch.missing,
        "faults": [(line, why(reason)) for line, reason in batch.faults],
    }


def results_of(batch: ImportBatch) -> list[Result]:
    files = list(batch.files.all())
    found = dict(
        Call.objects.filter(call__in=[file.call for file in files]).values_list("call", "pk")
    )
    return [_result(file, found.get(file.call)) for file in files]


def _result(file: ImportFile, call: int | None) -> Result:
    state = ImportState(file.state)
    return Result(
        _name(file.name, file.call), str(state.label), _TONES.get(state, ""), why(file.reason), call
    )


def _name(sealed: Buffer, uid: str) -> str:
    try:
        return open_name(sealed, uid)
    except CannotOpen:
        return "–"


def preview_rows(found: list[Row | BadRow]) -> Iterator[tuple[list[str], str]]:
    """Each row's cells, or none and why it cannot be read."""
    for row in found:
        if isinstance(row, BadRow):
            yield [], why(str(row))
        else:
            numbers = [written(each) or "–" for each in (row.caller, row.called)]
            yield [row.file, *numbers, _moment(row.begun_at), str(row.seconds)], ""


def _moment(seconds: float) -> str:
    return f"{keeping.moment_of(seconds):%Y-%m-%d %H:%M:%S}"
