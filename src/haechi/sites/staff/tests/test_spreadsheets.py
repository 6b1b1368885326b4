"""Lists go out piece by piece, in the language of who asked, whichever thread goes on with them."""

import threading
from collections.abc import Iterator
from typing import cast

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from haechi.reports.states import ReportState
from haechi.sites.staff.spreadsheets import list_answer


def pieces_of(answer: HttpResponseBase) -> Iterator[bytes]:
    assert isinstance(answer, StreamingHttpResponse)
    return cast("Iterator[bytes]", answer.streaming_content)


def _rows() -> Iterator[list[str]]:
    for _number in range(450):
        yield [str(ReportState.DONE.label), _("Status")]


def test_another_thread_goes_on_in_the_same_language() -> None:
    with translation.override("ko"):
        answer = list_answer(_rows(), "csv", "list")
    pieces, heard = pieces_of(answer), list[str]()

    def listen() -> None:
        with translation.override("en"):
            heard.extend(piece.decode("utf-8-sig") for piece in pieces)

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()
    lines = "".join(heard).splitlines()
    assert len(lines) == 450
    assert set(lines) == {"처리완료,상태"}


def test_a_list_is_not_gathered_before_it_goes() -> None:
    read: list[int] = []

    def rows() -> Iterator[list[int]]:
        for number in range(1000):
            read.append(number)
            yield [number]

    for kind in ("csv", "xlsx"):
        read.clear()
        answer = list_answer(rows(), kind, "list")
        next(pieces_of(answer))
        assert len(read) < 500
