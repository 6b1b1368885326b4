"""A list as an answer: CSV or XLSX, streamed. Every download has a reason in the trail (기준 §8)."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import translation

from haechi.statistics.exports import as_csv
from haechi.statistics.workbook import Cell, as_xlsx

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_answer(
    rows: Iterable[Sequence[Cell]], kind: str, name: str, *, widths: Sequence[int] = ()
) -> HttpResponseBase:
    """`kind`: "csv" or "xlsx"; `name` of the file without its ending, plain ASCII; `widths` in characters.

    Rows are asked for while the answer goes out, by one thread after another: read them in whole queries
    (`common.batches`), never from a cursor that stays open.
    """
    pieces = as_csv(rows) if kind == "csv" else as_xlsx(rows, widths=widths)
    response = StreamingHttpResponse(
        _in_language(pieces, translation.get_language()),
        content_type=_CSV if kind == "csv" else _XLSX,
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _in_language(pieces: Iterator[bytes], language: str | None) -> Iterator[bytes]:
    """The request's language, which the thread that goes on with the answer need not speak."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
