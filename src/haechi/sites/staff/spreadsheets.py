"""A list as an answer: CSV or XLSX, streamed. Every download has a reason in the trail (기준 §8)."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.conf import settings
from django.http import HttpResponseBase, StreamingHttpResponse

from haechi.statistics.exports import Cell, as_csv, write_xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK = 64 * 1024


def list_answer(rows: Iterable[Sequence[Cell]], kind: str, name: str) -> HttpResponseBase:
    """`kind`: "csv" or "xlsx"; `name` of the file without its ending, plain ASCII."""
    response = _csv(rows) if kind == "csv" else _xlsx(rows)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _csv(rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    return StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")


def _xlsx(rows: Iterable[Sequence[Cell]]) -> HttpResponseBase:
    settings.SPOOL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=settings.SPOOL_DIR))
    path = scratch / "list.xlsx"
    try:
        write_xlsx(path, rows, scratch)
        file = path.open("rb")
    finally:
        path.unlink(missing_ok=True)  # the open file lives on until it was sent
        scratch.rmdir()
    response = StreamingHttpResponse(iter(lambda: file.read(_CHUNK), b""), content_type=_XLSX)
    response._resource_closers.append(file.close)  # type: ignore[attr-defined]
    return response
