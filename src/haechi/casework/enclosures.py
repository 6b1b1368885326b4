"""The official forms that go with a notice (제12조①, 제19조②), as files that the reporter's own key opens.

What is handed out is filed first and printed from that copy, so that she gets exactly what the record holds.
"""

from collections.abc import Sequence

from haechi.cases.clocks import settings_of
from haechi.cases.models import Case, Paper
from haechi.cases.papers import words_of
from haechi.cases.types import NoticeKind, OpenCase
from haechi.casework.filed import HANDED_OUT, copy_of_today, sheet_of
from haechi.casework.form_texts import own_texts
from haechi.casework.forms import form_data
from haechi.common.clock import today
from haechi.custody.models import Officer
from haechi.documents import sheet_pdf
from haechi.documents.filling import fill
from haechi.documents.forms import FORMS
from haechi.documents.sheet import Sheet
from haechi.reports.attachments import Owner, store_made
from haechi.reports.models import Attachment
from haechi.reports.types import OpenReport

ENCLOSED = {NoticeKind.RECEIPT: (3, 7, 11), NoticeKind.RESULT: (7, 9, 11)}
"""By notice; form 9 so that an objection can be made."""
FIELD = "함께 드린 서식"
"""How the notice's own paper names what went with it."""
_OBJECTION = 9


def enclosed_with(row: Paper) -> tuple[int, ...]:
    return ENCLOSED.get(NoticeKind(row.notice), ())


def enclose(
    opened: OpenCase, thread: OpenReport, numbers: Sequence[int], officer: Officer
) -> list[Attachment]:
    """PDFs of the forms, sealed to the report. The caller holds the case's lock and a transaction.

    Raises:
        StorageFull.
    """
    owner = Owner(key=thread.data_key, report=thread.report)
    return [
        store_made(
            owner=owner,
            content=sheet_pdf.write(_sheet(opened, number, officer)),
            name=f"{_form(number)} {FORMS[number].title.replace('·', '')}.pdf",
            media_type="application/pdf",
        )
        for number in numbers
    ]


def in_words(numbers: Sequence[int]) -> str:
    """`별지 제3호서식 접수증, 별지 제7호서식 …`."""
    return ", ".join(f"{_form(number)} {FORMS[number].title}" for number in numbers)


def where_to_fetch(case: Case, numbers: Sequence[int]) -> str:
    """For an e-mail, which carries no files: where they lie."""
    if case.report_id:
        where = (
            "신고하신 사이트에서 리포트키와 비밀번호로 들어가시면 이 통지와 함께 PDF 파일로 "
            "받으실 수 있습니다."
        )
    else:
        own = settings_of(case.institution)
        place = " ".join(word for word in (case.institution.name_ko, own.centre_ko) if word)
        address = f"({own.address_ko})" if own.address_ko else ""
        where = f"{place}{address}에 말씀하시면 종이로 드리거나 우편으로 보내 드립니다."
    return (
        f"함께 드리는 서식: {in_words(numbers)}\n이 서식들은 전자우편에 붙이지 않았습니다. {where}"
    )


def _form(number: int) -> str:
    return f"별지 제{number}호서식"


def _sheet(opened: OpenCase, number: int, officer: Officer) -> Sheet:
    if number in HANDED_OUT:
        row = copy_of_today(opened, number, officer)
        found = sheet_of(opened, row, words_of(row, opened.data_key), officer.name)
        if found is not None:
            return found
    data = form_data(opened, number, officer=officer.name)
    if number == _OBJECTION:
        data |= _to_be_written()
    return fill(FORMS[number], data, texts=own_texts(opened.case.institution, number))


def _to_be_written() -> dict[str, object]:
    """Her own paper: nothing of the record's words (the finding, an earlier objection) stands on it."""
    return {
        "처리결과": "",
        "이의신청 이유": "",
        "이의신청 접수일자": None,
        "처리일자": None,
        "결과통보일": today(),
        "작성일": None,
    }
