"""What the four forms say of a request: data for `documents.forms.CALL_FORMS` (RC-7, RC-8)."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from haechi.applicants.types import RegisterLine
from haechi.audit.actions import Action
from haechi.common.clock import SEOUL
from haechi.crypto.errors import CannotOpen
from haechi.crypto.types import DataKey
from haechi.disclosures.access import request_for, visible
from haechi.disclosures.errors import NoSuchRequest, NotHers
from haechi.disclosures.models import Request
from haechi.disclosures.proofs import proofs_of
from haechi.disclosures.sealing import certificate_of, content_of, key_of, line_of, reply_of
from haechi.disclosures.signature import HEIGHT, WIDTH, read_strokes
from haechi.disclosures.types import Certificate, Series, Verdict, Way
from haechi.documents.filling import fill
from haechi.documents.forms import CALL_FORMS
from haechi.documents.sheet import Drawing, Sheet
from haechi.recordings.people import manages
from haechi.recordings.trail import leave_row
from haechi.staff.types import OfficerAtWork

HAND_OVER, REGISTER = 2, 4
_SIGNATURE = "서명"
_EMPTY = RegisterLine()


@transaction.atomic
def form_data(*, actor: OfficerAtWork, request: Request, form: int) -> dict[str, object]:
    """Form 1, 2 or 3 of a request, and its row in the trail. Raises NoSuchRequest, KeyError."""
    row = request_for(actor, request.pk)
    key = key_of(row, actor.unlocked)
    data = _FORMS[form](row, key) | {"기관명": row.institution.name_ko}
    leave_row(actor, Action.DISCLOSURE_OPENED, subject=row.reference, form=form)
    return data


@transaction.atomic
def sheet_of(*, actor: OfficerAtWork, request: Request, form: int) -> Sheet:
    """The filled form, with the signature as it was drawn on form 2. Raises as `form_data`."""
    data = form_data(actor=actor, request=request, form=form)
    row = request_for(actor, request.pk)
    strokes = certificate_of(key_of(row, actor.unlocked), row).strokes if form == HAND_OVER else ""
    drawn = {_SIGNATURE: Drawing(WIDTH, HEIGHT, read_strokes(strokes))} if strokes else {}
    return fill(CALL_FORMS[form], data, drawings=drawn)


@transaction.atomic
def register(*, actor: OfficerAtWork, year: int) -> dict[str, object]:
    """Form 4: every request of a year, from the rows; one that the actor cannot open stands without its
    words. Raises NotHers: not of the managing department."""
    if not manages(actor.officer):
        raise NotHers
    rows = visible(actor).filter(series=Series.DISCLOSURE, year=year).order_by("sequence")
    lines = [_line(actor, row) for row in rows.select_related("institution")]
    leave_row(actor, Action.DISCLOSURE_REGISTER, year=year, lines=len(lines))
    return {
        "기관명": actor.officer.institution.name_ko,
        "기간": f"{year}년",
        "관리대장": lines,
    }


def _application(row: Request, key: DataKey) -> dict[str, object]:
    words = content_of(key, row)
    names = ", ".join(each.name for each in proofs_of(row, key))
    return {
        "신청인": {
            "성명": words.name,
            "생년월일": words.born,
            "주소": words.address,
            "연락처": words.contact,
        },
        "녹취일시": words.recorded,
        "녹취전화번호": words.number,
        "신청목적": words.purpose,
        "당사자와의 관계": words.relation or ("본인" if row.is_party else row.law),
        "신청사유": words.reason,
        "열람": row.way == Way.VIEWING,
        "제공": row.way == Way.PROVISION,
        "첨부": names,
        "작성일": row.received_at.astimezone(SEOUL).date(),
    }


def _hand_over(row: Request, key: DataKey) -> dict[str, object]:
    words, signed = content_of(key, row), certificate_of(key, row)
    carrier = row.carrier
    department = carrier.department.name_ko if carrier and carrier.department else ""
    return {
        "녹취정보": [
            {
                "관리번호": row.display_number,
                "녹취일시": begun,
                "녹취전화번호": words.number,
                "신청목적": words.purpose,
                "파일수량": 1,
                "비고": _WAYS[Way(row.way)],
            }
            for begun in _begun(row)
        ],
        "수령일자": row.handed_over_on,
        "작성일": row.handed_over_on,
        "인수자": {
            "주소": signed.address or words.address,
            "성명": signed.name or words.name,
        },
        "인계자": {
            "소속": department,
            "직급": carrier.position if carrier else "",
            "성명": carrier.name if carrier else "",
        },
        _SIGNATURE: _signed(row, signed),
        "인계 서명": "(전자 확인함)" if row.handed_over_on and signed.on_screen else "",
    }


def _signed(row: Request, signed: Certificate) -> str:
    """In words, for papers that draw nothing and for readers of the screen; empty for the pen."""
    if row.handed_over_on is None or not signed.on_screen:
        return ""
    day = f"{row.handed_over_on:%Y. %-m. %-d.}"
    return f"({'화면 서명' if signed.strokes else '성명 입력'})\n{day}"


def _reply(row: Request, key: DataKey) -> dict[str, object]:
    words, told = content_of(key, row), reply_of(key, row)
    signed = certificate_of(key, row)
    return {
        "관리번호": row.display_number,
        "수령일자": row.handed_over_on,
        "녹취일시": ", ".join(_begun(row)) or words.recorded,
        "녹취전화번호": words.number,
        "신청목적": words.purpose,
        "파일수량": row.items.count(),
        "회신인": {
            "성명": signed.name or words.name,
            "주소": signed.address or words.address,
            "연락처": words.contact,
        },
        "목적 달성일": told.met_on or None,
        "파기일자": told.destroyed_on or None,
        "파기방법": told.how,
        "사본 파기": told.copies_gone if row.replied_on else None,
        "비고": told.note,
        "작성일": row.replied_on,
    }


def _line(actor: OfficerAtWork, row: Request) -> dict[str, object]:
    try:
        words = line_of(row, actor.unlocked)
    except (NoSuchRequest, CannotOpen):
        words = _EMPTY
    line = row.decisions.filter(verdict=Verdict.APPROVED, is_current=True)
    names = {each.step: each.officer.name for each in line.select_related("officer")}
    return {
        "관리번호": row.display_number,
        "신청일시": _received(row),
        "성명": words.name,
        "생년월일": words.born,
        "주소": words.address,
        "녹취일시": ", ".join(_begun(row)) or words.recorded,
        "녹취전화번호": words.number,
        "신청목적": words.purpose,
        "비고": _KOREAN.get(row.state) or _WAYS[Way(row.way)],
        "담당자": names.get(1, ""),
        "팀장": names.get(2, ""),
        "과장": names.get(3, ""),
    }


def _begun(row: Request) -> list[str]:
    found = row.items.select_related("file__call")
    return [_minute(item.file.call.begun_at.astimezone(SEOUL)) for item in found]


def _received(row: Request) -> str:
    """Of what came by the public page the day alone is known."""
    at = row.received_at.astimezone(SEOUL)
    return f"{at:%Y. %-m. %-d.}" if row.is_from_page else _minute(at)


def _minute(at: datetime) -> str:
    return f"{at:%Y. %-m. %-d. %H:%M}"


_WAYS = {Way.VIEWING: "열람", Way.PROVISION: "제공"}  # papers are Korean, whoever prints them
_KOREAN = {"refused": "반려", "withdrawn": "취하"}
_FORMS: dict[int, Callable[[Request, DataKey], dict[str, object]]] = {
    1: _application,
    2: _hand_over,
    3: _reply,
}
